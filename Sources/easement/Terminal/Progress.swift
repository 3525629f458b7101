import Foundation
import Synchronization

/// A line on the terminal that says what a long run is doing, and is gone before anything else is printed.
enum Progress {
  /// Does some work, which is named on the terminal when it takes longer than half a second. Says nothing to anything
  /// else than a terminal.
  static func during<Result>(_ phase: @autoclosure () -> String, _ work: () throws -> Result) rethrows -> Result {
    guard isWanted else { return try work() }
    let line = ProgressLine(phase())
    defer { line.erase() }
    return try work()
  }

  /// The same for work that waits.
  static func during<Result>(
    _ phase: @autoclosure () -> String, _ work: () async throws -> Result
  ) async rethrows -> Result {
    guard isWanted else { return try await work() }
    let line = ProgressLine(phase())
    defer { line.erase() }
    return try await work()
  }

  private static var isWanted: Bool {
    Console.isTerminal(STDERR_FILENO) && ProcessInfo.processInfo.environment["TERM"] != "dumb"
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
      Console.remark("\(Self.eraser)\(phase) … \(seconds) s")
      state = .shown
      return false
    }
    if !isOver { showLater() }
  }

  func erase() {
    state.withLock { state in
      if state == .shown { Console.remark(Self.eraser) }
      state = .erased
    }
  }
}
