import Dispatch

/// Takes a value apart beside what comes next: millions of small objects take their time to go.
///
/// Only the last owner of a value has anything to discard.
public func discard<Value: Sendable>(_ value: consuming Value) {
  guard Cores.count > 1 else { return }
  // Handed over whole: the caller would wait if it were the last to let go, however soon the other side is.
  nonisolated(unsafe) let owned = Unmanaged.passRetained(Kept(consume value))
  DispatchQueue.global(qos: .utility).async { owned.release() }
}
