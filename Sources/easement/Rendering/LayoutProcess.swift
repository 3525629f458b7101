import Diagrams
import Glibc
import Subprocess
import SystemPackage

/// A layout in a child process: the same program, started once more.
///
/// Graphviz crashes on some graphs, and a layout cannot be stopped from within. Here the one is an error message, and the
/// other ends when its time is up.
struct LayoutProcess {
  let format: DiagramFormat
  let engine: LayoutEngine
  var timeLimit: Duration = .seconds(30)
  /// In bytes.
  var outputLimit = 128 << 20
  /// What is started, by its path, and the first arguments.
  var program = "/proc/self/exe"
  var command = ["render-layout"]

  /// - Parameter dot: a graph in Graphviz's language.
  /// - Returns: the bytes of a file of this format.
  /// - Throws: what went wrong, a crash and the end of the time included.
  func render(dot: String) async throws(LayoutFailure) -> [UInt8] {
    // A child that dies early must not take this process with it when its input is written.
    signal(SIGPIPE, SIG_IGN)
    guard Self.hasSpareDescriptors else {
      throw LayoutFailure("the layout process does not start: too many open files", help: "raise `ulimit -n`")
    }
    switch await firstOutcome(dot: dot) {
    case .ended(let status, let output, let errors): return try bytes(status, output, errors)
    case .timedOut: throw .timedOut(after: timeLimit, format: format, engine: engine)
    case .tooLarge: throw .tooLarge(limit: outputLimit, format: format)
    case .failed(let error): throw LayoutFailure("the layout process does not start: \(error)")
    }
  }

  /// Whether there are descriptors left for four pipes with two ends each, and for what waits on them and on the child.
  /// Subprocess aborts where it gets some of them.
  private static var hasSpareDescriptors: Bool {
    let descriptors = (0..<16).map { _ in dup(STDERR_FILENO) }
    for descriptor in descriptors where descriptor >= 0 { close(descriptor) }
    return !descriptors.contains(-1)
  }

  /// What became of the child.
  private enum Outcome: Sendable {
    case ended(TerminationStatus, output: [UInt8], errors: String)
    case timedOut
    case tooLarge
    case failed(String)
  }

  /// The child's end or the end of its time, whichever comes first. Leaving the group kills and reaps the child.
  private func firstOutcome(dot: String) async -> Outcome {
    await withTaskGroup(of: Outcome.self) { group in
      group.addTask { await outcome(dot: dot) }
      group.addTask {
        try? await Task.sleep(for: timeLimit)
        return .timedOut
      }
      let first = await group.next() ?? .timedOut
      group.cancelAll()
      return first
    }
  }

  private func outcome(dot: String) async -> Outcome {
    do {
      let result = try await run(
        .path(FilePath(program)), arguments: Arguments(executablePathOverride: "easement", remainingValues: arguments),
        environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no"]), input: .inputWriter,
        output: .bytes(limit: outputLimit), error: .string(limit: 1 << 16)
      ) { execution in
        // A child that is gone before it has read everything is no failure of ours; its status says what happened.
        // Subprocess 1.0 would abort here, did the error pass through it.
        _ = try? await execution.standardInputWriter.write(dot)
        try? await execution.standardInputWriter.finish()
      }
      return .ended(result.terminationStatus, output: result.standardOutput, errors: result.standardError)
    } catch let error as SubprocessError where error.code == .outputLimitExceeded {
      return .tooLarge
    } catch {
      return .failed("\(error)")
    }
  }

  private var arguments: [String] {
    let seconds = max(1, timeLimit.components.seconds) + 5
    return command + [
      "--format", format.rawValue, "--engine", engine.rawValue, "--seconds", "\(seconds)",
    ]
  }

  private func bytes(
    _ status: TerminationStatus, _ output: [UInt8], _ errors: String
  ) throws(LayoutFailure) -> [UInt8] {
    switch status {
    case .exited(0) where !output.isEmpty: return output
    case .exited where !errors.isEmpty: throw LayoutFailure(lines: errors)
    case .exited(let code): throw LayoutFailure("graphviz ended with status \(code)", help: engine.smallerDrawing)
    case .signaled(let number): throw .crashed(signal: number, engine: engine)
    }
  }
}

extension LayoutFailure {
  /// What the child said: the message, and below it the help.
  fileprivate init(lines text: String) {
    let lines = text.split(whereSeparator: \.isNewline).map { String($0.prefix(500)) }
    self.init(lines.first ?? text, help: lines.dropFirst().first)
  }

  fileprivate static func timedOut(after limit: Duration, format: DiagramFormat, engine: LayoutEngine) -> Self {
    Self(
      "graphviz found no layout with \"\(engine.rawValue)\" within \(limit.formatted)", help: engine.smallerDrawing)
  }

  fileprivate static func tooLarge(limit: Int, format: DiagramFormat) -> Self {
    Self(
      "the \(format.rawValue) picture is larger than \(limit >> 20) MiB",
      help: "draw less with `--focus` or `--environment`, or write the graph as `.dot`")
  }

  fileprivate static func crashed(signal: Int32, engine: LayoutEngine) -> Self {
    let name = strsignal(signal).map { String(cString: $0).lowercased() } ?? "signal \(signal)"
    return Self("graphviz crashed while it drew with \"\(engine.rawValue)\": \(name)", help: engine.smallerDrawing)
  }
}

extension Duration {
  fileprivate var formatted: String {
    let (seconds, attoseconds) = components
    return attoseconds == 0 ? "\(seconds) s" : "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000) ms"
  }
}
