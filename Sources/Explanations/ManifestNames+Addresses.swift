import Analysis
import PolicyModel

/// What answers at addresses: pods and nodes that were read, Services, or whatever is outside.
extension ManifestNames {
  func ends(at set: AddressSet, named text: String) throws(UnknownPeer) -> ManifestEnds {
    guard let address = set.single else { return ends(in: set, named: text) }
    if let pod = pod(at: address) {
      return ManifestEnds(
        ends: [ManifestEnd(.workload(pod), named: pod.place)],
        remarks: ["\(text) is an address of \(pod.place), and policies see pods by their labels"])
    }
    if let service = inventory.services.first(where: { $0.addresses.contains(address) }) {
      return try ends(of: service, named: text)
    }
    if let node = inventory.nodes.first(where: { $0.addresses.contains(address) }) {
      return ends(of: node, at: address, named: text)
    }
    return ends(in: set, named: text)
  }

  /// The pod that has one address, since policies see it by its labels; none for an address that several share, as pods
  /// in their node's network do.
  private func pod(at address: IPAddress) -> Workload? {
    let found = inventory.workloads.filter { !$0.usesHostNetwork && $0.addresses.contains(address) }
    return found.count == 1 ? found.first : nil
  }

  /// The node that runs the pod at the other end is another peer than every other node. (NP-36, CIL-27)
  private func ends(of node: ClusterNode, at address: IPAddress, named text: String) -> ManifestEnds {
    let other: AddressRole = node.isControlPlane ? .apiServer(onNode: true) : .remoteNode
    let roles: [(AddressRole, String)] = [(other, "for pods on other nodes"), (.ownNode, "for pods on that node")]
    let ends = roles.map { role, place in
      ManifestEnd(
        .addresses(AddressPeer(family: address.family, range: address.value...address.value, role: role)), named: text,
        addresses: AddressSet(), place: place)
    }
    let rule = isCilium ? ", and Cilium's blocks never mean nodes unless `policyCIDRMatchMode` says so (CIL-45)" : ""
    return ManifestEnds(ends: ends, remarks: ["\(text) is an address of the node \(node.name)\(rule)"])
  }

  /// Addresses in parts that no policy tells apart, those of known nodes by themselves.
  func ends(in set: AddressSet, named text: String) -> ManifestEnds {
    let nodes = AddressSet(
      inventory.nodes.flatMap(\.addresses).map { CIDR(enclosing: $0, prefixLength: $0.family.width) })
    let parts = judgement.parts(of: set, landmarks: nodes.intersection(set).blocks) { address in
      nodes.contains(address) ? .remoteNode : .external
    }
    return ManifestEnds(
      ends: parts.map { ManifestEnd(.addresses($0.peer), named: text, addresses: $0.addresses) },
      remarks: remarks(about: set, named: text))
  }

  private func remarks(about set: AddressSet, named text: String) -> [String] {
    guard isCilium, inventory.nodes.isEmpty, set.isSubset(of: .privateAddresses) else { return [] }
    return [
      "\(text) is judged as an address outside the cluster: if it is a node's, Cilium's blocks never mean it (CIL-45); add "
        + "the Nodes to what is read"
    ]
  }
}

extension AddressSet {
  init(_ address: IPAddress) { self.init([CIDR(enclosing: address, prefixLength: address.family.width)]) }

  /// The only address, if there is just one.
  var single: IPAddress? {
    let blocks = self.blocks
    guard blocks.count == 1, let block = blocks.first, block.prefixLength == block.family.width else { return nil }
    return block.base
  }

  fileprivate static let privateAddresses = AddressSet(
    ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"].compactMap(CIDR.init))

  /// Every address but those of private networks and those with a special meaning.
  static var publicAddresses: AddressSet {
    let special = [
      "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
      "224.0.0.0/3", "::/8", "fc00::/7", "fe80::/10", "ff00::/8",
    ]
    return AddressSet.all.subtracting(AddressSet(special.compactMap(CIDR.init)))
  }
}
