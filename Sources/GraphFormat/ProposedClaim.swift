public import Diagnostics
import YAMLTree

/// A need or a grant that a tenant might add to its own file, as text.
public struct ProposedClaim: Hashable, Sendable {
  public enum List: String, Sendable {
    case needs, grants
  }

  public let tenant: String
  public let list: List
  /// One element of the list: `{to: shop/checkout, workload: api}`.
  public let text: String

  public init(_ list: List, of tenant: String, _ text: String) {
    self.tenant = tenant
    self.list = list
    self.text = text
  }
}

extension GraphDocument {
  /// The graph as it would be with these claims in the files of their tenants.
  public func adding(_ claims: [ProposedClaim], reportingTo log: inout DiagnosticLog) -> GraphDocument {
    var tenants = tenants
    for claim in claims {
      let nodes = YAMLDocument.documents(in: SourceText(path: "\(claim.tenant)", claim.text), reportingTo: &log)
      for value in nodes.map({ AuthoredValue($0.root, name: "a claim") }) {
        let need = claim.list == .needs ? NeedDocument(reading: value, &log) : nil
        let grant = claim.list == .grants ? GrantDocument(reading: value, &log) : nil
        tenants = tenants.map { $0.name.value == claim.tenant ? $0.adding(need, grant) : $0 }
      }
    }
    return GraphDocument(platform: platform, tenants: tenants)
  }
}

extension TenantDocument {
  fileprivate func adding(_ need: NeedDocument?, _ grant: GrantDocument?) -> TenantDocument {
    TenantDocument(
      name: name, labels: labels, owner: owner, role: role, namespaces: namespaces, workloads: workloads,
      grants: grants + (grant.map { [$0] } ?? []), needs: needs + (need.map { [$0] } ?? []), span: span,
      grantsSpan: grantsSpan)
  }
}
