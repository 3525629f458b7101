public import Diagnostics
import YAMLTree

/// A need or a grant that a tenant might add to its own file, as text, or a grant there that might last longer.
public struct ProposedClaim: Hashable, Sendable {
  public enum List: String, Sendable {
    case needs, grants
  }

  public let tenant: String
  public let list: List
  /// One element of the list: `{to: shop/checkout, workload: api}`.
  public let text: String
  /// Where the grant begins that lasts until the day; nil for a new claim.
  private let extended: Extension?

  private struct Extension: Hashable {
    let path: String
    let start: Position
    let until: CalendarDate
  }

  public init(_ list: List, of tenant: String, _ text: String) {
    self.tenant = tenant
    self.list = list
    self.text = text
    extended = nil
  }

  /// A grant as it stands, but until `day` at least.
  public init(extending grant: GrantDocument, of tenant: String, until day: CalendarDate) {
    self.tenant = tenant
    list = .grants
    text = ""
    extended = Extension(path: grant.span.source.path, start: grant.span.start, until: day)
  }

  fileprivate func extending(_ grant: GrantDocument) -> GrantDocument {
    guard let extended, let until = grant.until, extended.start == grant.span.start,
      extended.path == grant.span.source.path
    else { return grant }
    return grant.holding(until: Located(extended.until, at: until.span))
  }
}

extension String {
  /// The text as an entry of `{…}` or `[…]` in a graph's file, where `on` and `10` need quotes to stay text.
  public var asEntry: String { inFlow }
}

extension EnvironmentPair {
  /// The environments as an entry of `[…]` in a graph's file: `{from: dev, to: prod}`, or one name for both.
  public var asEntry: String { isCrossing ? "{from: \(from.asEntry), to: \(to.asEntry)}" : from.asEntry }
}

extension PortReference {
  /// The port as an entry of `[…]` in a graph's file.
  public var asEntry: String {
    if case .named(let name) = self { name.asEntry } else { "\(self)" }
  }
}

extension GraphDocument {
  /// The graph as it would be with these claims in the files of their tenants.
  public func adding(_ claims: [ProposedClaim], reportingTo log: inout DiagnosticLog) -> GraphDocument {
    var tenants = tenants
    for claim in claims {
      tenants = tenants.map { $0.name.value == claim.tenant ? $0.extendingGrants(by: claim) : $0 }
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
  fileprivate func extendingGrants(by claim: ProposedClaim) -> TenantDocument {
    TenantDocument(
      name: name, labels: labels, labelSpans: labelSpans, owner: owner, role: role, namespaces: namespaces,
      workloads: workloads,
      grants: grants.map(claim.extending), needs: needs, span: span, grantsSpan: grantsSpan)
  }

  fileprivate func adding(_ need: NeedDocument?, _ grant: GrantDocument?) -> TenantDocument {
    TenantDocument(
      name: name, labels: labels, labelSpans: labelSpans, owner: owner, role: role, namespaces: namespaces,
      workloads: workloads,
      grants: grants + (grant.map { [$0] } ?? []), needs: needs + (need.map { [$0] } ?? []), span: span,
      grantsSpan: grantsSpan)
  }
}

extension GrantDocument {
  fileprivate func holding(until day: Located<CalendarDate>) -> GrantDocument {
    GrantDocument(
      to: to, workload: workload, ports: ports, environments: environments, until: day, ticket: ticket, reason: reason,
      mandatory: mandatory, http: http, span: span)
  }
}
