/// A name that the DNS of the cluster itself answers, by its form: nobody outside bears it, and rules about domains never
/// mean it. (CIL-52, CNP-15)
public enum ClusterName: Hashable, Sendable {
  /// `api.shop`, `api.shop.svc`, `api.shop.svc.cluster.local`
  case service(String, namespace: String)
  /// `db-0.db.shop.svc.cluster.local`
  case pod(String, namespace: String)
  /// `10-244-0-5.shop.pod.cluster.local`
  case address(IPAddress)
  /// Below a domain of the cluster, and none of these.
  case other

  /// Nil for names of the internet. A final dot keeps `api.shop` from being searched for in the cluster.
  ///
  /// - Parameter isNamespace: whether the second of two labels is a namespace.
  public init?(_ text: String, isNamespace: (String) -> Bool) {
    guard !text.contains("/") else { return nil }
    var labels = text.lowercased().split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let isAbsolute = labels.last == ""
    if isAbsolute { labels.removeLast() }
    guard labels.count > 1, !labels.contains("") else { return nil }
    if labels.count == 2, !isAbsolute, labels[1] != "svc", isNamespace(labels[1]) {
      self = .service(labels[0], namespace: labels[1])
    } else if let name = Self.qualified(labels) {
      self = name
    } else if labels.last == "svc" || labels.suffix(2) == ["cluster", "local"] {
      self = .other
    } else {
      return nil
    }
  }

  /// Names that say `svc` or `pod` after the namespace, whatever the cluster's own domain is.
  private static func qualified(_ labels: [String]) -> ClusterName? {
    guard labels.count > 2 else { return nil }
    if labels[2] == "svc" { return .service(labels[0], namespace: labels[1]) }
    if labels[2] == "pod" { return IPAddress(dashed: labels[0]).map(ClusterName.address) }
    guard labels.count > 3, labels[3] == "svc" else { return nil }
    return IPAddress(dashed: labels[0]).map(ClusterName.address) ?? .pod(labels[0], namespace: labels[2])
  }
}

extension IPAddress {
  /// `10-244-0-5`, or an address of IPv6 with dashes in place of its colons.
  fileprivate init?(dashed text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count > 2 else { return nil }
    self.init(parts.joined(separator: parts.count == 4 && parts.allSatisfy { UInt8($0) != nil } ? "." : ":"))
  }
}
