import GraphFormat
import PolicyModel
import Resolution

/// Names of generated objects: readable, stable, and different for different things by construction.
///
/// All begin with the tool's own name, so that none is one that somebody else has given already. Parts are DNS labels,
/// which have no dots, so a dot between them cannot be mistaken for part of a name. Names that are too long end in a
/// digest of the whole, behind a beginning or a separator that no other name has in that place.
enum PolicyName {
  enum Kind: String, CaseIterable {
    case baseline, workload, boundary
    case defaultDeny = "default-deny"
  }

  private static let tool = "easement"
  /// Longest name that can also be the value of a label. (LIM-2)
  private static let limit = 63

  /// `easement.payments-prod.workload.api`; one that is cut is `easement-long.payments-prod.workload.a-<digest>`.
  static func clusterwide(_ kind: Kind, in namespace: String, _ parts: [String] = []) -> String {
    let name = ([namespace, kind.rawValue] + parts).joined(separator: ".")
    return fitted("\(tool).\(name)") ?? cut("\(tool)-long.\(name)", before: "-")
  }

  /// `easement-guardrail.mail.2`; one that is cut is `easement-guardrail-ma-<digest>`.
  static func guardrail(_ parts: [String]) -> String {
    let name = parts.joined(separator: ".")
    return fitted("\(tool)-guardrail.\(name)") ?? cut("\(tool)-guardrail-\(name)", before: "-")
  }

  /// `easement-workload-api`, and `easement-workload-api.part-3` for a part of it: inside a namespace the kind and one more
  /// name tell objects apart. One that is cut has a digest behind a dot: `easement-workload-a.<digest>`.
  static func namespaced(_ kind: Kind, _ name: String? = nil, part: String? = nil) -> String {
    let whole = [tool, kind.rawValue, name].compactMap(\.self).joined(separator: "-")
    let name = [whole, part].compactMap(\.self).joined(separator: ".")
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
      let name = PolicyName.clusterwide(kind, in: namespace.name, [name, part].compactMap(\.self))
      return PolicyID(cluster.allowingAPI, name: name)
    }
    return PolicyID(
      .networkPolicy, namespace: namespace.name, name: PolicyName.namespaced(kind, name, part: part))
  }
}
