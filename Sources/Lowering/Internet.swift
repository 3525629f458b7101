import PolicyModel
import Resolution

extension Network {
  /// Every address outside the cluster: all of both families except pods, Services, nodes, the API server, and the
  /// link-local ranges in which clouds serve their credentials.
  var internet: [AddressBlock] {
    let own = podCIDRs + serviceCIDRs + nodeCIDRs + (apiServer?.cidrs ?? [])
    return AddressFamily.allCases.map { family in
      let exceptions = (own + Self.linkLocal).filter { $0.family == family && $0.prefixLength > 0 }
      return AddressBlock(.all(family), except: exceptions.withoutCovered)
    }
  }

  /// 169.254.0.0/16 and fe80::/10, and the address of AWS's IPv6 metadata service.
  private static let linkLocal = ["169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128"].compactMap(CIDR.init)
}

extension [CIDR] {
  /// The blocks that no other one of the list contains, sorted.
  var withoutCovered: [CIDR] {
    Set(self).filter { block in !contains { $0 != block && $0.contains(block) } }.sorted()
  }
}

extension TenantGraph {
  /// Blocks that guardrails without exceptions or ports close for every pod of `tenant`.
  func addressesDenied(to tenant: String, _ direction: Direction) -> [CIDR] {
    guardrails.compactMap { guardrail in
      guard guardrail.direction == direction, guardrail.exceptions.isEmpty, guardrail.ports.isEmpty else { return nil }
      let (subject, peer) = direction == .egress ? (guardrail.from, guardrail.to) : (guardrail.to, guardrail.from)
      guard case .tenants(let names) = subject, names.contains(tenant), case .addresses(let block) = peer else {
        return nil
      }
      return block.exceptions.isEmpty ? block.cidr : nil
    }
  }
}
