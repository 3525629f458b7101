import GraphFormat
import PolicyModel
import Resolution

/// Names of generated objects: readable, stable, and different for different things by construction.
///
/// Parts are DNS labels, which have no dots, so a dot between them cannot be mistaken for part of a name. Names that are
/// too long end in a digest of the whole, behind a separator that no other name has in that place.
enum PolicyName {
  static let defaultDeny = "default-deny"

  enum Kind: String {
    case baseline, workload, boundary, guardrail
  }

  /// Longest name that can also be the value of a label. (LIM-2)
  private static let limit = 63

  /// `workload.payments-prod.api`. One that is cut has a dash behind its kind: `workload-payments-prod.a-<digest>`.
  static func clusterwide(_ kind: Kind, _ parts: [String]) -> String {
    let name = parts.joined(separator: ".")
    return fitted("\(kind.rawValue).\(name)") ?? cut("\(kind.rawValue)-\(name)", before: "-")
  }

  /// `workload-api`, and `workload-api.part-3` for a part of it: inside a namespace the kind and one more name tell
  /// objects apart. One that is cut has a digest behind a dot: `workload-a.<digest>`.
  static func namespaced(_ kind: Kind, _ name: String? = nil, part: String? = nil) -> String {
    let whole = name.map { "\(kind.rawValue)-\($0)" } ?? kind.rawValue
    let name = part.map { "\(whole).\($0)" } ?? whole
    return fitted(name) ?? cut(name, before: ".")
  }

  private static func fitted(_ name: String) -> String? { name.utf8.count > limit ? nil : name }

  private static func cut(_ name: String, before separator: String) -> String {
    let digest = ContentDigest(of: name).text.prefix(16)
    let head = name.prefix(limit - digest.count - 1)
    let trimmed = head.reversed().drop { $0 == "-" || $0 == "." }.reversed()
    return "\(String(trimmed))\(separator)\(digest)"
  }
}

extension ClusterScope {
  /// The object that carries allowed flows: a NetworkPolicy in the namespace, or a clusterwide policy about it.
  func id(
    of kind: PolicyName.Kind, in namespace: ScopedNamespace, _ name: String? = nil, part: String? = nil
  ) -> PolicyID {
    guard cluster.allowingAPI == .networkPolicy else {
      let parts = [namespace.name, name, part].compactMap(\.self)
      return PolicyID(cluster.allowingAPI, name: PolicyName.clusterwide(kind, parts))
    }
    return PolicyID(
      .networkPolicy, namespace: namespace.name, name: PolicyName.namespaced(kind, name, part: part))
  }
}
