import Dispatch

/// Takes a value apart beside what comes next: millions of small objects take their time to go.
///
/// Only the last owner of a value has anything to discard.
public func discard<Value: Sendable>(_ value: consuming Value) {
  guard Cores.count > 1 else { return }
  DispatchQueue.global(qos: .utility).async { [value] in withExtendedLifetime(value) {} }
}
