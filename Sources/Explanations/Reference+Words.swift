import Diagnostics
import GraphFormat
import PolicyModel

extension Reference {
  /// As people would say it.
  var words: String {
    switch self {
    case .everyTenant: return "every tenant"
    case .tenant(let name): return name
    case .workload(let tenant, let workload): return "\(tenant)/\(workload)"
    case .labelled(let selector):
      let labels = selector.requirements.map { requirement in
        requirement.onlyValue.map { "\(requirement.key)=\($0)" } ?? requirement.key
      }
      return "tenants with \(labels.joined(separator: ","))"
    case .not(let inner): return "everybody but \(inner.value.words)"
    case .addresses(let block): return "\(block.cidr)"
    case .domain(let pattern): return pattern.text
    case .internet: return "the internet"
    case .apiServer: return "the API server"
    }
  }
}
