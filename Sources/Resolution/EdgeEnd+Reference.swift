import GraphFormat

extension EdgeEnd {
  /// Nil for references to tenants.
  init?(outside reference: Reference) {
    switch reference {
    case .addresses(let block): self = .addresses(block)
    case .domain(let pattern): self = .domain(pattern)
    case .internet: self = .internet
    case .apiServer: self = .apiServer
    case .everyTenant, .tenant, .workload, .labelled, .not: return nil
    }
  }
}
