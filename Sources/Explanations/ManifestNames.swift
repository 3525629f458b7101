import Analysis
import Diagnostics
import PolicyModel

/// Finds what texts mean in a set of Kubernetes objects.
struct ManifestNames {
  let judgement: Judgement

  var inventory: ClusterInventory { judgement.evaluation.inventory }

  var isCilium: Bool { judgement.evaluation.semantics == .cilium }

  func ends(named text: String) throws(UnknownPeer) -> ManifestEnds {
    if let entity = EntityPeer(text) { return try ends(of: entity, named: text) }
    if let name = ClusterName(text, isNamespace: isNamespace) { return try ends(of: name, named: text) }
    switch try OutsideName(text) {
    case .addresses(let set): return try ends(at: set, named: text)
    case .internet: return ends(in: .publicAddresses, named: text)
    case .domain(let name):
      return ManifestEnds(ends: [ManifestEnd(.domain(name), named: text, addresses: AddressSet())])
    case .apiServer: return try apiServer(named: text)
    case nil: return try namedEnds(text)
    }
  }

  private func isNamespace(_ name: String) -> Bool {
    name == "default" || inventory.namespaces.contains { $0.name == name }
  }

  // MARK: Entities

  private func ends(of entity: EntityPeer, named text: String) throws(UnknownPeer) -> ManifestEnds {
    guard isCilium else {
      throw UnknownPeer("only Cilium's policies know \"\(text)\": write an address, or judge with `--semantics cilium`")
    }
    return ManifestEnds(
      ends: entity.places.map { ManifestEnd(.entity($0.peer), named: text, addresses: AddressSet(), place: $0.place) },
      remarks: [entity.remark])
  }

  func apiServer(named text: String) throws(UnknownPeer) -> ManifestEnds {
    guard isCilium else {
      throw UnknownPeer("manifests do not say where the API server is: write its address instead of \"\(text)\"")
    }
    return try ends(of: .apiServer, named: text)
  }

  // MARK: Names of the cluster

  private func ends(of name: ClusterName, named text: String) throws(UnknownPeer) -> ManifestEnds {
    switch name {
    case .service(let name, let namespace): return try ends(ofService: name, in: namespace, named: text)
    case .pod(let name, let namespace):
      let found = workloads(ofPod: name, in: namespace)
      guard found.count == 1, let pod = found.first else {
        throw UnknownPeer(
          "\"\(text)\" is a pod of namespace \"\(namespace)\", and none was read: add it to what is read")
      }
      return ManifestEnds(ends: [ManifestEnd(.workload(pod), named: pod.place)], remarks: ["\(text) is \(pod.place)"])
    case .address(let address): return try ends(at: AddressSet(address), named: text)
    case .other:
      throw UnknownPeer(
        "\"\(text)\" is a name inside the cluster, and what answers to it was not read: name a workload")
    }
  }

  // MARK: Workloads

  private func namedEnds(_ text: String) throws(UnknownPeer) -> ManifestEnds {
    let parts = Self.parts(of: text)
    if let service = try service(parts, named: text) { return service }
    let workload = try workload(parts, named: text)
    return ManifestEnds(
      ends: [ManifestEnd(.workload(workload), named: text)],
      remarks: workload.name == parts.last ? [] : ["\(text) is a pod of \(workload.place)"])
  }

  /// `shop`, `Pod` and `web` of `shop/Pod/web`, and of `shop/web[Pod]`, as results write it.
  private static func parts(of text: String) -> [String] {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, parts[1].hasSuffix("]"), let mark = parts[1].firstIndex(of: "[") else { return parts }
    return [parts[0], String(parts[1][mark...].dropFirst().dropLast()), String(parts[1][..<mark])]
  }

  private func workload(_ parts: [String], named text: String) throws(UnknownPeer) -> Workload {
    guard (2...3).contains(parts.count), let namespace = parts.first, let name = parts.last else {
      throw UnknownPeer(
        "\"\(text)\" is no peer: write namespace/name, namespace/kind/name, an address, a block, a domain or `internet`"
          + suggestion(for: text))
    }
    let kind = parts.count == 3 ? parts[1] : nil
    let here = inventory.workloads.filter { $0.namespace == namespace }
    var found = here.filter { $0.name == name && (kind.map($0.isOfKind) ?? true) }
    if found.isEmpty, kind.map(Workload.isPod) ?? true {
      found = workloads(ofPod: name, in: namespace)
    }
    guard let first = found.first else {
      throw UnknownPeer("nothing read is called \"\(text)\"" + suggestion(for: text))
    }
    let kinds = Set(found.map(\.kind)).sorted()
    guard kinds.count == 1 else {
      throw UnknownPeer(
        "\"\(text)\" is ambiguous: write \(kinds.map { "\(namespace)/\($0)/\(name)" }.listed("or"))")
    }
    return first
  }

  /// What makes pods of such a name, since pods themselves are put together with their owner: the workload itself, or the
  /// one whose name is left when what was added to it is taken off.
  private func workloads(ofPod name: String, in namespace: String) -> [Workload] {
    let here = inventory.workloads.filter { $0.namespace == namespace }
    return name.namesOfOwners.lazy.map { owner in here.filter { $0.name == owner } }.first { !$0.isEmpty } ?? []
  }

  private func suggestion(for text: String) -> String {
    let isLong = text.count { $0 == "/" } > 1
    let services = inventory.services.map {
      isLong ? "\($0.namespace)/Service/\($0.name)" : "\($0.namespace)/\($0.name)"
    }
    let names = inventory.workloads.map {
      isLong ? "\($0.namespace)/\($0.kind)/\($0.name)" : "\($0.namespace)/\($0.name)"
    }
    return text.nearest(in: names + services).map { "; did you mean \"\($0)\"?" } ?? ""
  }
}

extension Workload {
  /// `namespace/name`
  var place: String { "\(namespace)/\(name)" }

  static func isPod(_ word: String) -> Bool { ["pod", "pods", "po"].contains(word.lowercased()) }

  /// Whether `word` means this kind, in any case, or as kubectl shortens it.
  fileprivate func isOfKind(_ word: String) -> Bool {
    let short = [
      "deploy": "deployment", "sts": "statefulset", "ds": "daemonset", "rs": "replicaset", "po": "pod", "cj": "cronjob",
      "rc": "replicationcontroller",
    ]
    let word = word.lowercased()
    return (short[word] ?? word) == kind.lowercased()
  }
}

extension String {
  var withoutFinalDot: String { count > 1 && hasSuffix(".") ? String(dropLast()) : self }

  /// The name of a pod, and those that its owner may have: without the number of a StatefulSet, without the letters that
  /// controllers add, without the hash of a Deployment's template before them.
  var namesOfOwners: [String] {
    let parts = split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count > 1, let last = parts.last else { return [self] }
    let isNumber = !last.isEmpty && last.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber || (last.utf8.count == 5 && last.isGenerated) else { return [self] }
    let owner = parts.dropLast().joined(separator: "-")
    let hash = parts.dropLast().last ?? ""
    let hasHash = parts.count > 2 && (6...10).contains(hash.utf8.count) && hash.isGenerated
    return [self, owner] + (hasHash ? [parts.dropLast(2).joined(separator: "-")] : [])
  }
}

extension Substring {
  /// Whether it is made of the letters and digits that Kubernetes makes names of.
  fileprivate var isGenerated: Bool { utf8.allSatisfy(Set("bcdfghjklmnpqrstvwxz2456789".utf8).contains) }
}

extension EntityPeer {
  /// The peers that stand for the entity, where there are several in different places.
  fileprivate var places: [(peer: EntityPeer, place: String?)] {
    switch self {
    case .apiServer: [(.apiServerOnNode, "on a node"), (.apiServerOutside, "outside the cluster")]
    default: [(self, nil)]
    }
  }

  /// What is special about the peer, with the rules that say so.
  fileprivate var remark: String {
    switch self {
    case .host:
      "\(self) is the node that runs the pod: it gets in unless a rule denies it (CIL-27), the pod gets out to it only "
        + "where nothing isolates the pod or a rule allows it (CIL-28), and blocks never mean it (CIL-45)"
    case .remoteNode: "\(self) is every other node: rules name it by entity (CIL-43), and blocks never mean it (CIL-45)"
    case .apiServer:
      "\(self) is judged in both places where it may run: on a node, rules about `remote-node` hold for it too, and "
        + "outside the cluster rules about `world` do (CIL-50)"
    case .apiServerOnNode: "rules about `remote-node` hold for an API server on a node too (CIL-50)"
    case .apiServerOutside:
      "rules about `world` hold for an API server outside the cluster too, and so do those about its address: name that "
        + "to ask about them (CIL-50)"
    case .ingress: "\(self) is the proxy through which Ingress and Gateway objects let the world in (CIL-43)"
    case .health: "\(self) is the health checks of Cilium's agents (CIL-43)"
    case .`init`:
      "\(self) is endpoints whose labels the agent does not know yet: their own side, which agents close meanwhile "
        + "(CIL-17), is not counted"
    case .unmanaged: "\(self) is pods that Cilium did not start, and that bear no labels for it (CIL-43)"
    }
  }
}
