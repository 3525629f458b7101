import Diagnostics
import Foundation
import Synchronization
import Workers

/// The phases of a run: a line on the terminal while one is long, and each with its figures for whoever wants them.
enum Progress {
  /// Does some work, which is named on the terminal when it takes longer than half a second, and afterwards with its time
  /// when the run is to be verbose.
  ///
  /// - Parameter count: what the work came to, in words.
  static func during<Result, Failure: Error>(
    _ phase: @autoclosure () -> String, counting count: ((Result) -> String)? = nil,
    _ work: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let line = isWanted ? ProgressLine(phase()) : nil
    let start = ContinuousClock.now
    defer { line?.erase() }
    let result = try work()
    line?.erase()
    report(phase, since: start) { count?(result) }
    return result
  }

  /// The same for work that waits.
  ///
  /// - Parameter isPrinting: the work prints the result as it is made; on a terminal that is progress enough.
  static func during<Result, Failure: Error>(
    _ phase: @autoclosure () -> String, counting count: ((Result) -> String)? = nil, isPrinting: Bool = false,
    _ work: () async throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    let isSeen = isPrinting && Console.isTerminal(STDOUT_FILENO)
    let line = isWanted && !isSeen ? ProgressLine(phase()) : nil
    let start = ContinuousClock.now
    defer { line?.erase() }
    let result = try await work()
    line?.erase()
    report(phase, since: start) { count?(result) }
    return result
  }

  /// `easement: reading files: 18 files (0.004 s)`
  private static func report(
    _ phase: () -> String, since start: ContinuousClock.Instant, counting count: () -> String?
  ) {
    guard Verbosity.chosen == .verbose else { return }
    let seconds = start.duration(to: .now) / .seconds(1)
    let figures = count().map { ": \($0)" } ?? ""
    Console.remark("easement: \(phase().escapedForTerminal)\(figures) (\(String(format: "%.3f", seconds)) s)\n")
  }

  private static var isWanted: Bool {
    !Verbosity.isQuiet && Console.isTerminal(STDERR_FILENO) && Threads.canBeStarted
      && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }
}

/// The line of one phase, written again and again by a thread of its own, since all others are at work.
private final class ProgressLine: Sendable {
  private enum State { case waiting, shown, erased }

  private let phase: String
  private let start = ContinuousClock.now
  private let state = Mutex(State.waiting)
  private let queue = DispatchQueue(label: "progress")
  private static let eraser = "\r\u{1B}[2K"

  init(_ phase: String) {
    self.phase = phase
    showLater()
  }

  private func showLater() {
    queue.asyncAfter(deadline: .now() + 0.5) { [weak self] in self?.show() }
  }

  private func show() {
    let seconds = Int(start.duration(to: .now) / .seconds(1))
    let isOver = state.withLock { state in
      guard state != .erased else { return true }
      Console.complain("\(Self.eraser)\(phase) … \(seconds) s")
      state = .shown
      return false
    }
    if !isOver { showLater() }
  }

  func erase() {
    state.withLock { state in
      if state == .shown { Console.complain(Self.eraser) }
      state = .erased
    }
  }
}
