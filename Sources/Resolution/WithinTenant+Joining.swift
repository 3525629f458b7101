public import GraphFormat

extension WithinTenant {
  /// Whether pods in one namespace of a tenant reach those in another one of its namespaces without an edge.
  ///
  /// - Parameter environments: those of the cluster that runs both.
  public func joins(_ one: TenantNamespace, _ other: TenantNamespace, within environments: [String]) -> Bool {
    switch self {
    case .none: false
    case .sameNamespace: one.name == other.name
    case .sameEnvironment:
      one.environments.contains { environments.contains($0) && other.environments.contains($0) }
    }
  }
}
