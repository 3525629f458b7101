import PolicyModel

/// The known addresses of the pods that policies govern, found by block.
struct PodAddresses {
  /// Sorted by address.
  private let addresses: [IPAddress]
  private let workloads: [Workload]
  /// Where those pods are whose addresses are not known.
  private let unknown: [CIDR]
  /// Whether there are pods whose addresses are not known.
  private let hasUnknown: Bool

  /// - Parameter blocks: where pods get addresses from.
  init(_ evaluation: PolicyEvaluation, unknownOnesIn blocks: [CIDR] = []) {
    hasUnknown = evaluation.inventory.workloads.contains { evaluation.isGoverned($0) && $0.addresses.isEmpty }
    unknown = hasUnknown ? blocks : []
    let known = evaluation.inventory.workloads.filter(evaluation.isGoverned)
      .flatMap { workload in workload.addresses.map { (address: $0, workload: workload) } }
      .sorted { $0.address < $1.address }
    addresses = known.map(\.address)
    workloads = known.map(\.workload)
  }

  /// Whether a block of the policy holds every address there is, and so those of pods that nobody knows, and no rule of
  /// it has spoken of all pods before.
  func missesUnlocated(_ policy: Policy) -> Bool {
    hasUnknown
      && policy.sections.contains { _, section in
        let rules = section.rules.prefix { !$0.isAboutEveryPod }
        return rules.flatMap(\.selectors).contains { selector in
          if case .addresses(let block) = selector { block.cidr.prefixLength == 0 } else { false }
        }
      }
  }

  /// Whether a block of the policy holds addresses of pods, or could.
  func areMeant(by policy: Policy) -> Bool {
    if block(of: policy) != nil { return true }
    guard !unknown.isEmpty else { return false }
    return policy.sections.flatMap { $0.section.rules.flatMap(\.selectors) }.contains { selector in
      guard case .addresses(let block) = selector else { return false }
      return unknown.contains { !block.addresses.intersection(AddressBlock($0).addresses).isEmpty }
    }
  }

  /// The first block of a policy that holds an address of a pod, and that pod.
  func block(of policy: Policy) -> (block: CIDR, workload: Workload)? {
    guard !addresses.isEmpty else { return nil }
    for selector in policy.sections.flatMap({ $0.section.rules.flatMap(\.selectors) }) {
      if case .addresses(let block) = selector, let workload = workload(in: block) { return (block.cidr, workload) }
    }
    return nil
  }

  private func workload(in block: AddressBlock) -> Workload? {
    let family = block.cidr.family
    for interval in block.addresses[family].intervals {
      let position = addresses.lowerBound(of: IPAddress(family: family, value: interval.lowerBound))
      guard position < addresses.count, addresses[position].family == family else { continue }
      if interval.contains(addresses[position].value) { return workloads[position] }
    }
    return nil
  }
}

extension PolicyRule {
  fileprivate var isAboutEveryPod: Bool {
    ports == .all
      && selectors.contains { selector in
        guard case .pods(let pods) = selector else { return false }
        return pods.namespaces.matchesEverything && pods.pods.matchesEverything
      }
  }
}
