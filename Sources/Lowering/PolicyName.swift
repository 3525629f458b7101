import Crypto
import GraphFormat
import PolicyModel
import Resolution

/// Names of generated objects: readable, stable, and different for different things by construction.
///
/// Parts are DNS labels, which have no dots, so a dot between them cannot be mistaken for part of a name.
enum PolicyName {
  static let defaultDeny = "default-deny"

  enum Kind: String {
    case baseline, workload, boundary, guardrail
  }

  /// Longest name that can also be the value of a label. (LIM-2)
  private static let limit = 63

  /// `workload.payments-prod.api`; cut and marked with a digest where it would be too long.
  static func clusterwide(_ kind: Kind, _ parts: String...) -> String {
    fitted(([kind.rawValue] + parts).joined(separator: "."))
  }

  /// `workload-api`: inside a namespace the kind and one more part tell objects apart.
  static func namespaced(_ kind: Kind, _ part: String? = nil) -> String {
    fitted(part.map { "\(kind.rawValue)-\($0)" } ?? kind.rawValue)
  }

  private static func fitted(_ name: String) -> String {
    guard name.utf8.count > limit else { return name }
    let digest = SHA256.hash(data: Array(name.utf8)).prefix(8).reduce(into: "") { text, byte in
      text += byte < 16 ? "0\(String(byte, radix: 16))" : String(byte, radix: 16)
    }
    let head = name.prefix(limit - digest.count - 1)
    let trimmed = head.reversed().drop { $0 == "-" || $0 == "." }.reversed()
    return "\(String(trimmed))-\(digest)"
  }
}

extension ClusterScope {
  /// The object that carries allowed flows: a NetworkPolicy in the namespace, or a clusterwide policy about it.
  func id(of kind: PolicyName.Kind, in namespace: ScopedNamespace, _ part: String? = nil) -> PolicyID {
    switch cluster.enforcement {
    case .kubernetes:
      return PolicyID(.networkPolicy, namespace: namespace.name, name: PolicyName.namespaced(kind, part))
    case .cilium:
      let name =
        part.map { PolicyName.clusterwide(kind, namespace.name, $0) } ?? PolicyName.clusterwide(kind, namespace.name)
      return PolicyID(.ciliumClusterwideNetworkPolicy, name: name)
    }
  }
}
