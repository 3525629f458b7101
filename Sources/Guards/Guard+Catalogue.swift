import Crypto

extension GuardScope {
  /// The guards of a cluster, each small enough for one object.
  ///
  /// - Parameter trustsCapsule: whether policies are delivered by Capsule, by the label of a namespace's tenant.
  func guards(trustsCapsule: Bool) -> [Guard] {
    [compiledObjects(), clusterwidePolicies()]
      + parts.flatMap { part, scope in
        [scope.networkPolicies(part), scope.ciliumPolicies(part), scope.ownNamespaces(part, trustsCapsule)]
      }
  }

  /// The tenants in as many parts as keep objects small. Which part a tenant is in depends on its name alone, so that a
  /// new tenant changes one part. The suffix is that of the objects' names.
  private var parts: [(suffix: String, scope: GuardScope)] {
    let count = tenants.reduce(0) { $0 + $1.namespaces.count }
    guard count > 0 else { return [] }
    let digits = count <= 150 ? 0 : count <= 2400 ? 1 : 2
    guard digits > 0 else { return [("", self)] }
    let parts = Dictionary(grouping: tenants) { $0.name.digest(digits: digits) }
    return parts.sorted { $0.key < $1.key }.map { ("-\($0.key)", with($0.value)) }
  }
}

extension String {
  /// The first hexadecimal digits of the text's SHA-256.
  fileprivate func digest(digits: Int) -> String {
    let bytes = SHA256.hash(data: Array(utf8)).prefix(1)
    let text = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    return String(text.prefix(digits))
  }
}
