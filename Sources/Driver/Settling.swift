/// Says when something that changes has come to rest, so that no file is read while it is being written.
public struct Settling<State: Equatable & Sendable>: Sendable {
  private var accepted: State?
  private var candidate: State?
  private var waits = 0
  private let patience: Int

  /// - Parameter patience: after how many looks at something restless its state is taken as it is.
  public init(patience: Int = 10) { self.patience = patience }

  /// One more look.
  ///
  /// - Returns: whether this state is new and at rest: seen twice in a row, or the first of all.
  public mutating func accepts(_ state: State) -> Bool {
    guard state != accepted else {
      forget()
      return false
    }
    guard accepted == nil || state == candidate || waits >= patience else {
      candidate = state
      waits += 1
      return false
    }
    accepted = state
    forget()
    return true
  }

  private mutating func forget() {
    candidate = nil
    waits = 0
  }
}
