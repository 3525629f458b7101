import Dispatch

/// Two values that do not need each other, worked out at the same time.
public func together<First: Sendable, Second: Sendable>(
  _ first: @Sendable () -> First, _ second: @Sendable () -> Second
) -> (First, Second) {
  guard Cores.count > 1 else { return (first(), second()) }
  // Each side fills a place of its own, both of them before the call returns.
  nonisolated(unsafe) var left: First?
  nonisolated(unsafe) var right: Second?
  DispatchQueue.concurrentPerform(iterations: 2) { side in
    if side == 0 { left = first() } else { right = second() }
  }
  return (left ?? first(), right ?? second())
}
