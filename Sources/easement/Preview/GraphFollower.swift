import Diagnostics
import Driver
import Foundation
import GraphFormat
import Reports
import Synchronization

/// Makes the page of a graph again and again, whenever its files or the day have changed.
struct GraphFollower: Sendable {
  let path: String
  /// Nil for the system's.
  let today: CalendarDate?
  let site: PublishedSite
  let style: DiagnosticStyle

  /// Between two looks at the files.
  private static let pause = Duration.milliseconds(50)
  /// After a signal, for a layout to end.
  private static let grace = Duration.seconds(2)
  /// On a terminal.
  private static let errorLimit = 20

  /// Returns soon after a signal, and leaves no layout behind.
  func followUntilInterrupted() async {
    let end = End()
    let following = Task {
      await follow()
      end.come()
    }
    while !Interruption.hasCome { try? await Task.sleep(for: .milliseconds(50)) }
    following.cancel()
    // A graph that is just being resolved is not waited for: nothing of it outlives the process.
    let deadline = ContinuousClock.now + Self.grace
    while !end.hasCome, ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(10)) }
  }

  private func follow() async {
    var preview = Preview(session: String(UInt64.random(in: 0...UInt64.max), radix: 36))
    publish(preview)
    var settling = Settling<GraphFiles>()
    while !Task.isCancelled {
      let start = ContinuousClock.now
      let files = GraphFiles(at: path, today: today)
      let effort = start.duration(to: .now)
      if settling.accepts(files) {
        await update(&preview)
        if !Task.isCancelled { publish(preview) }
      }
      // In folders with very many files the looks become rare rather than a burden.
      try? await Task.sleep(for: max(Self.pause, effort * 10))
    }
  }

  private func update(_ preview: inout Preview) async {
    let start = ContinuousClock.now
    let state = preview
    switch await onThread({ GraphReading(at: path, today: today, for: state) }) {
    case .failed(let reason):
      preview.fail(reason)
      Console.remark("\(reason.escapedForTerminal)\n")
    case .read(let compilation, let report):
      var view: Preview.View?
      if let report, let graph = compilation.graph {
        let drawing = await TenantPicture(of: graph).drawing()
        view = Preview.View(report: report, picture: drawing.picture, remark: drawing.remark)
      }
      preview.update(view, findings: compilation.findings)
      if !Task.isCancelled { remark(compilation, after: start.duration(to: .now)) }
    }
  }

  /// Warnings are on the page; over and over on a terminal they would bury the errors.
  private func remark(_ compilation: Compilation, after effort: Duration) {
    let errors = compilation.findings.filter { $0.severity == .error }
    var text = errors.prefix(Self.errorLimit).renderedAsText(style: style, counting: compilation.findings)
    if errors.count > Self.errorLimit { text += "`easement check` shows all errors\n" }
    if let summary = compilation.summary {
      text += "\(summary.dropLast()), shown after \(Int(effort / .milliseconds(1))) ms\n"
    }
    Console.remark(text)
  }

  private func publish(_ preview: Preview) {
    do {
      site.publish(try preview.page(), version: preview.version)
    } catch {
      Console.remark("easement: the page cannot be made: \(error)\n")
    }
  }
}

/// Whether something is over, for others to see.
private final class End: Sendable {
  private let state = Mutex(false)
  var hasCome: Bool { state.withLock { $0 } }
  func come() { state.withLock { $0 = true } }
}
