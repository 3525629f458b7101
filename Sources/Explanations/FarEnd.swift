import Analysis
import Diagnostics
import PolicyModel
import Proof

/// One end of a flow as selectors see it, to be held against selectors that miss it.
struct FarEnd {
  private let peer: Peer
  private let isCilium: Bool
  /// The labels of the pod's namespace.
  private let namespaceLabels: Labels

  init(of peer: Peer, in evaluation: PolicyEvaluation) {
    self.peer = peer
    isCilium = evaluation.semantics == .cilium
    guard case .workload(let pod) = peer else {
      namespaceLabels = [:]
      return
    }
    let known = evaluation.inventory.namespaces.first { $0.name == pod.namespace }
    namespaceLabels = (known ?? Namespace(pod.namespace)).labels
  }

  /// Whether a rule with these peers is about the end, as far as labels and blocks go.
  func isNamed(by peers: RulePeers, of api: PolicyAPI) -> Bool {
    guard case .these(let selectors) = peers else { return true }
    return selectors.contains { selector in
      switch (selector, peer) {
      case (.pods(let selector), .workload(let pod)):
        !isNode(pod) && selector.matches(namespace: namespaceLabels, pod: pod.labels)
      case (.addresses(let block), .addresses(let peer)): block.addresses.contains(peer.first)
      case (.domain(let pattern), .domain(let name)): pattern.matches(name, in: api)
      default: false
      }
    }
  }

  /// Why a selector of a policy nearly names the end and does not; nil when it is about somebody else.
  func miss(of selector: PeerSelector, in policy: PolicyID) -> Mismatch? {
    miss(of: selector, seenFrom: policy.namespace, policy.api)
  }

  private func miss(of selector: PeerSelector, seenFrom namespace: String?, _ api: PolicyAPI) -> Mismatch? {
    switch (selector, peer) {
    case (.pods(let selector), .workload(let pod)):
      isNode(pod) ? nodeMiss(of: selector, pod) : podMiss(of: selector, pod, seenFrom: namespace)
    case (.addresses(let block), .addresses(let peer)):
      isCilium && peer.isNode ? nodeMiss(of: block) : miss(of: block, peer)
    case (.addresses(let block), .entity(let entity)): nodeMiss(of: block, entity)
    case (.addresses(let block), .workload(let pod)): miss(of: block, pod)
    case (.entity(.world), .workload):
      Mismatch(3, "names `world`, which means addresses outside and never pods (CIL-43)")
    case (.entity(.world), .entity(let entity)) where entity != .apiServerOutside:
      Mismatch(3, "names `world`, and \(entity) is inside the cluster (CIL-43)")
    case (.domain(let pattern), .domain(let name)): miss(of: pattern, name, in: api)
    default: nil
    }
  }

  // MARK: Pods

  /// A label of the pod that is not quite what the selector asks for.
  func labelMiss(of selector: PodSelector) -> Mismatch? {
    guard case .workload(let pod) = peer, selector.namespaces.matches(namespaceLabels) else { return nil }
    let unmet = selector.pods.requirements.filter { !$0.matches(pod.labels) }
    guard unmet.count == 1, let first = unmet.first else { return nil }
    let isSlip = first.isSlip(against: pod.labels)
    guard isSlip || selector.pods.requirements.count > 1 else { return nil }
    return Mismatch(isSlip ? 0 : 3, "asks for \(first.words), and the pod has \(first.found(in: pod.labels))")
  }

  private func podMiss(of selector: PodSelector, _ pod: Workload, seenFrom namespace: String?) -> Mismatch? {
    let unmet = selector.pods.requirements.filter { !$0.matches(pod.labels) }
    guard selector.namespaces.matches(namespaceLabels) else {
      return unmet.isEmpty ? namespaceMiss(of: selector, pod, seenFrom: namespace) : nil
    }
    if let miss = labelMiss(of: selector) { return Mismatch(miss.distance, "names this namespace, but \(miss.text)") }
    // Whoever names another namespace and one label means few pods: likely this one.
    guard unmet.count == 1, let first = unmet.first, namespace != pod.namespace,
      !selector.namespaces.matchesEverything
    else { return nil }
    return Mismatch(
      4, "names this namespace, but asks for \(first.words), and the pod has \(first.found(in: pod.labels))")
  }

  private func namespaceMiss(of selector: PodSelector, _ pod: Workload, seenFrom namespace: String?) -> Mismatch? {
    let unmet = selector.namespaces.requirements.filter { !$0.matches(namespaceLabels) }
    guard unmet.count == 1, let first = unmet.first else { return nil }
    let isSlip = first.isSlip(against: namespaceLabels)
    let isOwn = isCilium && namespace.map { selector.namespaces == PodSelector(in: $0).namespaces } == true
    guard isSlip || isOwn || !selector.pods.matchesEverything else { return nil }
    let whom = selector.pods.matchesEverything ? isOwn ? "every pod" : "pods" : "pods with \(selector.pods.words)"
    let distance = isSlip ? 0 : selector.pods.matchesEverything ? 5 : 2
    guard first.key == .namespaceNameLabel, case .isIn(let names) = first.condition else {
      return Mismatch(
        distance,
        "names \(whom) in namespaces with \(first.words), and \"\(pod.namespace)\" has \(first.found(in: namespaceLabels))"
      )
    }
    let places = names.map { "\"\($0)\"" }.listed("or")
    return Mismatch(distance, "names \(whom) in namespace \(places) only, and this one is in \"\(pod.namespace)\"")
  }

  // MARK: What is no pod

  private func miss(of block: AddressBlock, _ peer: AddressPeer) -> Mismatch? {
    if block.cidr.family != peer.family {
      guard block.cidr.prefixLength == 0 else { return nil }
      return Mismatch(1, "names \(block.cidr), which is every IPv\(block.cidr.family.rawValue) address and no other")
    }
    guard let exception = block.exceptions.first(where: { $0.range.contains(peer.range.lowerBound) }) else {
      return nil
    }
    return Mismatch(1, "names \(block.cidr), but spares \(exception)")
  }

  /// Policies see pods by their labels, whatever address they have. (NP-29, CIL-44)
  private func miss(of block: AddressBlock, _ pod: Workload) -> Mismatch? {
    if block.cidr.prefixLength == 0, isCilium {
      let instead = isNode(pod) ? "the entities `host` and `remote-node`" : "labels, or the entity `cluster`"
      return Mismatch(
        3, "names \(block.cidr), and Cilium's blocks never mean pods and nodes (CIL-44, CIL-45): \(instead) would")
    }
    guard block.cidr.prefixLength > 0, let address = pod.addresses.first(where: block.addresses.contains) else {
      return nil
    }
    return Mismatch(1, "names \(block.cidr), which holds the pod's address \(address), but blocks do not mean pods")
  }

  // MARK: Nodes on Cilium

  /// A pod in its node's network is a node to Cilium. (CIL-6)
  private func isNode(_ pod: Workload) -> Bool { isCilium && pod.usesHostNetwork }

  private func nodeMiss(of selector: PodSelector, _ pod: Workload) -> Mismatch? {
    guard !selector.pods.matchesEverything || selector.namespaces != .everything,
      selector.matches(namespace: namespaceLabels, pod: pod.labels)
    else { return nil }
    return Mismatch(
      0,
      "names the labels of \(pod.place), which uses its node's network, and selectors never mean such pods (CIL-6): the "
        + "entities `host` and `remote-node` would")
  }

  private func nodeMiss(of block: AddressBlock) -> Mismatch? {
    guard case .addresses(let peer) = peer, block.addresses.contains(peer.first) else { return nil }
    return Mismatch(
      0,
      "names \(block.cidr), and Cilium's blocks never mean nodes (CIL-45): the entities `host`, `remote-node` and "
        + "`kube-apiserver` would")
  }

  private func nodeMiss(of block: AddressBlock, _ entity: EntityPeer) -> Mismatch? {
    guard isCilium, entity != .apiServerOutside, [.host, .remoteNode, .kubeAPIServer].contains(entity.entity) else {
      return nil
    }
    return Mismatch(
      block.cidr.prefixLength == 0 ? 2 : 4,
      "names \(block.cidr), and Cilium's blocks never mean nodes (CIL-45): the entity `\(entity.entity.rawValue)` would"
    )
  }

  private func miss(of pattern: DomainPattern, _ name: String, in api: PolicyAPI) -> Mismatch? {
    if pattern.matches(name, in: api) {
      return Mismatch(0, "names it, but no DNS rule over this end lets Cilium learn the addresses behind the name")
    }
    let isParent = pattern.isPattern && pattern.text == "*.\(name)"
    guard isParent || name.nearest(in: [pattern.text]) != nil else { return nil }
    return Mismatch(isParent ? 0 : 1, "names \(pattern.text), which is not \(name)")
  }
}

extension LabelRequirement {
  /// What labels have where the requirement looks, or where it should have looked.
  fileprivate func found(in labels: Labels) -> String {
    if let value = labels[key] { return "\(key)=\(value)" }
    if let other = sameValue(in: labels) { return "\(other.key)=\(other.value)" }
    return "no label \(key)"
  }

  /// Whether a slip of the pen explains the mismatch: a value nearly the same, or the same value under another key.
  fileprivate func isSlip(against labels: Labels) -> Bool {
    guard case .isIn(let values) = condition else { return false }
    guard let value = labels[key] else { return sameValue(in: labels) != nil }
    return value.nearest(in: values) != nil
  }

  private func sameValue(in labels: Labels) -> Labels.Pair? {
    guard case .isIn(let values) = condition else { return nil }
    return labels.pairs.first { values.contains($0.value) }
  }
}

extension AddressPeer {
  /// Whether a node of the cluster answers there.
  fileprivate var isNode: Bool {
    switch role {
    case .ownNode, .remoteNode, .apiServer(onNode: true): true
    case .external, .apiServer(onNode: false): false
    }
  }
}
