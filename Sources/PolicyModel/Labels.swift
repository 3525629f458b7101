/// The labels of a namespace or pod, sorted by key.
public struct Labels: Hashable, Sendable {
  public private(set) var pairs: [Pair]

  public struct Pair: Hashable, Sendable {
    public let key: String
    public let value: String
  }

  /// - Parameter values: later values of a key replace earlier ones.
  public init(_ values: [(key: String, value: String)] = []) {
    if values.count < 2 {
      pairs = values.map { Pair(key: $0.key, value: $0.value) }
      return
    }
    let unique = Dictionary(values.map { ($0.key, $0.value) }) { _, last in last }
    pairs = unique.map { Pair(key: $0.key, value: $0.value) }.sorted { $0.key < $1.key }
  }

  public var isEmpty: Bool { pairs.isEmpty }

  public subscript(key: String) -> String? {
    pairs.first { $0.key == key }?.value
  }

  /// These labels with one of them set.
  public func setting(_ key: String, to value: String) -> Labels {
    Labels(pairs.map { ($0.key, $0.value) } + [(key, value)])
  }
}

extension Labels: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(elements.map { (key: $0.0, value: $0.1) })
  }
}

extension Labels {
  /// The label that says which tool wrote an object, and what it says on those that are compiled.
  public static let managerLabel = "app.kubernetes.io/managed-by"
  public static let manager = "easement"

  /// Whether they say that the compiler wrote the object.
  public var areManaged: Bool { self[Self.managerLabel] == Self.manager }
}

extension String {
  /// The label that the API server puts on every namespace, with the namespace's name. (NP-15)
  public static let namespaceNameLabel = "kubernetes.io/metadata.name"
  /// The label that Cilium puts on every pod, with the name of its service account. (CIL-32)
  public static let ciliumServiceAccount = "io.cilium.k8s.policy.serviceaccount"
  /// The label that Cilium puts on every pod, with the name of its cluster. (CIL-32)
  public static let ciliumCluster = "io.cilium.k8s.policy.cluster"
}
