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

  /// A tenant and its surroundings.
  public struct Focus: Hashable, Sendable {
    public let tenant: String
    /// How many flows away from the tenant others may be.
    public let depth: Int

    public init(tenant: String, depth: Int = 1) {
      self.tenant = tenant
      self.depth = depth
    }
  }

  public let detail: Detail
  /// Nil for all of them.
  public let environment: String?
  public let focus: Focus?

  public init(_ detail: Detail, environment: String? = nil, focus: Focus? = nil) {
    self.detail = detail
    self.environment = environment
    self.focus = focus
  }
}
