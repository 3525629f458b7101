/// Keeps a value until the process ends: taking millions of small objects apart just before it does only takes time.
public func keepUntilExit<Value>(_ value: consuming Value) { _ = Unmanaged.passRetained(Kept(consume value)) }

/// Something to count the owners of.
final class Kept<Value> {
  private let value: Value
  init(_ value: consuming Value) { self.value = value }
}
