/// What else than the next apply decides how long an object stays in a cluster.
public struct ObjectLifecycle: Hashable, Sendable {
  /// The garbage collector deletes the object once none of them exists.
  public let owners: [ObjectOwner]
  /// While there are any, the object outlives its deletion.
  public let finalizers: [String]
  /// When it was told to go, as the object says it; nil while it stays.
  public let deletion: String?

  /// Nil where nothing but the next apply decides.
  public init?(owners: [ObjectOwner], finalizers: [String], deletion: String?) {
    guard !owners.isEmpty || !finalizers.isEmpty || deletion != nil else { return nil }
    self.owners = owners
    self.finalizers = finalizers
    self.deletion = deletion
  }

  /// The same without some owners.
  public func without(_ isExpected: (ObjectOwner) -> Bool) -> ObjectLifecycle? {
    ObjectLifecycle(owners: owners.filter { !isExpected($0) }, finalizers: finalizers, deletion: deletion)
  }
}

/// An object that another one names as its owner. What is not said is empty.
public struct ObjectOwner: Hashable, Sendable {
  public let apiVersion: String
  public let kind: String
  public let name: String

  public init(apiVersion: String, kind: String, name: String) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.name = name
  }

  /// Whether it is of an API of this group.
  public func isOf(group: String) -> Bool { apiVersion.hasPrefix("\(group)/") }
}

extension ObjectOwner: CustomStringConvertible {
  /// `ConfigMap "mine"`
  public var description: String { "\(kind.isEmpty ? "object" : kind) \"\(name)\"" }
}
