/// Which part of a graph is drawn, and how finely.
public struct DiagramView: Hashable, Sendable {
  public enum Detail: String, Sendable, CaseIterable {
    /// One node for each tenant.
    case tenants
    /// One node for each namespace, framed by tenant.
    case namespaces
    /// One node for each workload, framed by tenant.
    case workloads
  }

  /// Tenants and their surroundings.
  public struct Focus: Hashable, Sendable {
    /// Each once.
    public let tenants: [String]
    /// How many flows away from the tenants others may be.
    public let depth: Int
    /// Nil for both.
    public let direction: Direction?

    public init(tenant: String, depth: Int = 1, direction: Direction? = nil) {
      self.init([tenant], depth: depth, direction: direction)
    }

    public init(_ tenants: [String], depth: Int = 1, direction: Direction? = nil) {
      self.tenants = tenants.uniqued
      self.depth = depth
      self.direction = direction
    }
  }

  /// Which way flows are followed from a focus.
  public enum Direction: String, Sendable, CaseIterable {
    /// To those who reach it.
    case incoming = "in"
    /// To those whom it reaches.
    case outgoing = "out"
  }

  /// Flows that are drawn to the exclusion of others.
  public enum Selection: String, Sendable, CaseIterable {
    /// From one tenant to another.
    case crossTenant = "cross-tenant"
  }

  /// How guardrails are shown.
  public enum GuardrailForm: String, Sendable, CaseIterable {
    /// As sentences, and inside the nodes that they close.
    case words
    /// As arrows that stop short of what they close.
    case arrows
    case none
  }

  public let detail: Detail
  /// Nil for all of them.
  public let environment: String?
  /// Nil for all of them.
  public let cluster: String?
  public let focus: Focus?
  /// Nil for every flow.
  public let only: Selection?
  public let guardrails: GuardrailForm
  /// A path to show, with nothing but the tenants on it.
  public let witness: Witness?

  public init(
    _ detail: Detail, environment: String? = nil, focus: Focus? = nil, cluster: String? = nil,
    only: Selection? = nil, guardrails: GuardrailForm = .words, witness: Witness? = nil
  ) {
    self.detail = detail
    self.environment = environment
    self.cluster = cluster
    self.focus = focus
    self.only = only
    self.guardrails = guardrails
    self.witness = witness
  }

  /// The same environments without what leaves flows out.
  var unrestricted: DiagramView { DiagramView(detail, environment: environment, cluster: cluster) }

  var isRestricted: Bool { focus != nil || only != nil || witness != nil }
}
