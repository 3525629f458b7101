/// Keeps a value until the process ends: taking millions of small objects apart just before it does only takes time.
func keepUntilExit<Value>(_ value: Value) { _ = Unmanaged.passRetained(Kept(value)) }

private final class Kept<Value> {
  private let value: Value
  init(_ value: Value) { self.value = value }
}
