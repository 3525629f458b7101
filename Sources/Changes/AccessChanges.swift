/// What two graphs, or two sets of Kubernetes objects, do not agree about.
public struct AccessChanges: Sendable {
  public enum Subject: String, Sendable { case graph, manifests }

  public let subject: Subject
  /// Sorted by provider.
  public let flows: [FlowChange]
  /// What else came, went or says something else, in the order of ``OtherChange/Category``.
  public let others: [OtherChange]
  /// Whether ends of flows are pods that selectors describe, because no pod that was read fits.
  public let infersPods: Bool
  /// Whether either side says which pods run; true of a graph.
  public let readsPods: Bool

  init(
    _ subject: Subject, flows: [FlowChange], others: [OtherChange], infersPods: Bool = false, readsPods: Bool = true
  ) {
    self.subject = subject
    self.infersPods = infersPods
    self.readsPods = readsPods
    self.flows = flows.sorted()
    self.others = others
  }

  /// Whether any connection, or a rule over all connections, differs.
  public var changeAccess: Bool { !flows.isEmpty || others.contains { $0.category.changesAccess } }

  public func count(_ kind: FlowChange.Kind) -> Int { flows.count { $0.kind == kind } }
}

/// A change of something that is no flow.
public struct OtherChange: Hashable, Sendable {
  public enum Category: String, Sendable, CaseIterable {
    /// A policy that says something else, of which flows between the pods that were read do not tell.
    case policy
    /// `withinTenant`, DNS, the cluster's own addresses, clusters.
    case setting
    case guardrail
    /// A namespace of a tenant, with its environments.
    case namespace
    /// Whom a workload's name means: its selector and its namespaces.
    case identity
    case tenant
    case workload
    case owner
    case assertion
    /// When a flow ends by itself.
    case expiry

    /// Whether connections may depend on it that no flow shows.
    public var changesAccess: Bool {
      switch self {
      case .policy, .setting, .guardrail, .namespace, .identity: true
      case .tenant, .workload, .owner, .assertion, .expiry: false
      }
    }
  }

  public let category: Category
  public let name: String
  /// Nil for what was not there.
  public let before: String?
  /// Nil for what is no longer there.
  public let after: String?

  /// Nil when nothing differs.
  init?(_ category: Category, _ name: String, from before: String?, to after: String?) {
    guard before != after else { return nil }
    self.category = category
    self.name = name
    self.before = before
    self.after = after
  }
}

extension OtherChange {
  /// `appears`, `vanishes` or `changes`.
  var kind: String { before == nil ? "appears" : after == nil ? "vanishes" : "changes" }

  /// The states in words; what a policy means has no form that could be promised.
  var states: (before: String?, after: String?) {
    category == .policy ? (before.map { _ in "policy" }, after.map { _ in "policy" }) : (before, after)
  }

  /// The differences between two tables, by name.
  static func changes(_ category: Category, from old: [String: String], to new: [String: String]) -> [OtherChange] {
    Set(old.keys).union(new.keys).sorted().compactMap { name in
      OtherChange(category, name, from: old[name], to: new[name])
    }
  }
}
