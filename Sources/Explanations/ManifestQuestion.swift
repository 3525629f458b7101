public import Analysis
import Diagnostics
public import PolicyModel

/// A question about the objects of a cluster.
public struct ManifestQuestion: Sendable {
  private let judgement: Judgement
  private let inventory: ClusterInventory

  public init(about judgement: Judgement) {
    self.judgement = judgement
    inventory = judgement.evaluation.inventory
  }

  public func explanation(
    from source: String, to destination: String, asked: ConnectionSet?
  ) throws(UnknownPeer) -> Explanation {
    let ends = (try peers(source), try peers(destination))
    guard ends.0.contains(where: \.isWorkload) || ends.1.contains(where: \.isWorkload) else {
      throw UnknownPeer("policies speak of pods: one end has to be a workload")
    }
    if let itself = explanation(from: ends.0, to: ends.1, asked: asked) { return itself }
    let outside = try OutsideName(destination)
    let cases = ends.0.flatMap { from in
      let cases = ends.1.map { to in
        judgement.judge(
          from.named, to.named, asked: asked,
          in: Explanation.Scope(addresses: from.addresses ?? to.addresses))
      }
      guard from.isWorkload, !ends.1.contains(where: \.isWorkload) else { return cases }
      let unknown = UnknownAddresses(
        judgement: judgement, source: from.named, name: destination, asked: asked, consent: nil)
      return cases + self.cases(outside, unknown, beyond: cases)
    }
    return Explanation(
      source: source, destination: destination, asked: asked, cases: cases.merged(),
      remarks: (ends.0 + ends.1).compactMap(\.remark))
  }

  /// A pod always reaches its own addresses; nil for two ends, and for what may be several pods. (NP-34, T-25, CIL-63)
  private func explanation(from source: [End], to destination: [End], asked: ConnectionSet?) -> Explanation? {
    guard source.count == 1, destination.count == 1, let from = source.first, let to = destination.first,
      case .workload(let pod) = from.named.peer, case .workload(let other) = to.named.peer,
      pod.kind == "Pod", pod == other
    else { return nil }
    func side(_ direction: Direction) -> Side {
      Side(
        direction: direction, subject: from.named.name, verdict: .ungoverned, asked: asked, policies: [], misses: [])
    }
    let item = Explanation.Case(
      scope: Explanation.Scope(), source: from.named.name, destination: to.named.name, connections: asked ?? .all,
      requests: [], egress: side(.egress), ingress: side(.ingress), consent: [])
    return Explanation(
      source: from.named.name, destination: to.named.name, asked: asked, cases: [item],
      remarks: [from, to].compactMap(\.remark), isAboutOneself: true)
  }

  /// What names open where the question is about addresses, and addresses where it is about a name.
  private func cases(
    _ outside: OutsideName?, _ unknown: UnknownAddresses, beyond known: [Explanation.Case]
  ) -> [Explanation.Case] {
    switch outside {
    case .domain:
      let world = judgement.parts(of: .publicAddresses) { _ in .external }
      return unknown.cases(at: world, beyond: known.openEverywhere, in: Explanation.Scope())
    case .internet, .addresses: return unknown.casesOfNames(beyond: known.openEverywhere, in: Explanation.Scope())
    case .apiServer, nil: return []
    }
  }

  /// Every allowed pair of a report.
  ///
  /// - Parameter asked: only pairs with one of these connections.
  public func explanations(of report: AccessReport, asked: ConnectionSet?) -> [Explanation] {
    report.entries().filter { entry in asked.map { !$0.isDisjoint(with: entry.connections) } ?? true }.map { entry in
      let source = NamedPeer(peer: report.peers[entry.source], name: report.names[entry.source])
      let destination = NamedPeer(peer: report.peers[entry.destination], name: report.names[entry.destination])
      let item = judgement.judge(source, destination, asked: asked, in: Explanation.Scope())
      return Explanation(source: source.name, destination: destination.name, asked: asked, cases: [item])
    }
  }

  private struct End {
    let named: NamedPeer
    let addresses: AddressSet?
    /// What else a person should know of the end.
    var remark: String?

    var isWorkload: Bool { addresses == nil }
  }

  private func peers(_ text: String) throws(UnknownPeer) -> [End] {
    if let entity = EntityPeer(text) { return [try end(entity, named: text)] }
    switch try OutsideName(text) {
    case .addresses(let set):
      let pods = pods(at: set, named: text)
      return pods.isEmpty ? ends(text, set) : pods
    case .internet: return ends(text, .publicAddresses)
    case .domain(let name): return [End(named: NamedPeer(peer: .domain(name), name: name), addresses: AddressSet())]
    case .apiServer:
      guard judgement.evaluation.semantics == .cilium else {
        throw UnknownPeer("manifests do not say where the API server is: write its address instead of \"\(text)\"")
      }
      return [try end(.apiServer, named: text)]
    case nil:
      let workload = try workload(text)
      return [End(named: NamedPeer(peer: .workload(workload), name: text), addresses: nil)]
    }
  }

  private func ends(_ text: String, _ set: AddressSet) -> [End] {
    judgement.parts(of: set) { _ in .external }.map { part in
      End(named: NamedPeer(peer: .addresses(part.peer), name: text), addresses: part.addresses)
    }
  }

  private func end(_ entity: EntityPeer, named text: String) throws(UnknownPeer) -> End {
    guard judgement.evaluation.semantics == .cilium else {
      throw UnknownPeer("only Cilium's policies know \"\(text)\": write an address, or judge with `--semantics cilium`")
    }
    return End(named: NamedPeer(peer: .entity(entity), name: text), addresses: AddressSet(), remark: entity.remark)
  }

  /// The pod that has one address, since policies see it by its labels; none for an address that several share, as pods
  /// in their node's network do.
  private func pods(at set: AddressSet, named text: String) -> [End] {
    let blocks = set.blocks
    guard blocks.count == 1, let block = blocks.first, block.prefixLength == block.family.width else { return [] }
    let found = inventory.workloads.filter { !$0.usesHostNetwork && $0.addresses.contains(where: set.contains) }
    guard found.count == 1, let pod = found.first else { return [] }
    let name = "\(pod.namespace)/\(pod.name)"
    return [
      End(
        named: NamedPeer(peer: .workload(pod), name: name), addresses: nil,
        remark: "\(text) is an address of \(name), and policies see pods by their labels")
    ]
  }

  // MARK: Workloads

  private func workload(_ text: String) throws(UnknownPeer) -> Workload {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), let namespace = parts.first, let name = parts.last else {
      throw UnknownPeer(
        "\"\(text)\" is no peer: write namespace/name, namespace/kind/name, an address, a block, a domain or `internet`"
          + suggestion(for: text))
    }
    let kind = parts.count == 3 ? parts[1] : nil
    let found = inventory.workloads.filter {
      $0.namespace == namespace && $0.name == name && (kind.map($0.isOfKind) ?? true)
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

  private func suggestion(for text: String) -> String {
    let isLong = text.count { $0 == "/" } > 1
    let names = inventory.workloads.map {
      isLong ? "\($0.namespace)/\($0.kind)/\($0.name)" : "\($0.namespace)/\($0.name)"
    }
    return text.nearest(in: names).map { "; did you mean \"\($0)\"?" } ?? ""
  }
}

extension Workload {
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

extension EntityPeer {
  /// What is special about the peer, with the rules that say so.
  fileprivate var remark: String {
    switch self {
    case .host:
      "\(self) is the node that runs the pod: it gets in unless a rule denies it (CIL-27), the pod gets out to it only "
        + "where nothing isolates the pod or a rule allows it (CIL-28), and blocks never mean it (CIL-45)"
    case .remoteNode: "\(self) is every other node: rules name it by entity (CIL-43), and blocks never mean it (CIL-45)"
    case .apiServer:
      "\(self) is judged by what holds wherever it runs (CIL-43): on a node, rules about `remote-node` hold for it too, "
        + "and outside the cluster rules about `world` and its address do (CIL-50)"
    }
  }
}

extension AddressSet {
  /// Every address but those of private networks and those with a special meaning.
  fileprivate static var publicAddresses: AddressSet {
    let special = [
      "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
      "224.0.0.0/3", "::/8", "fc00::/7", "fe80::/10", "ff00::/8",
    ]
    return AddressSet.all.subtracting(AddressSet(special.compactMap(CIDR.init)))
  }
}
