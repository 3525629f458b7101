import Analysis
import PolicyModel

/// A small random cluster that uses every kind of policy, peer and port, with few names so that they meet.
struct RandomCluster {
  let cluster: Cluster
  let peers: [Peer]
  let semantics: Semantics

  init(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    semantics = random.chance(50) ? .generic : .cilium
    let names = ["a", "b", "c"]
    let namespaces = random.some(of: names, 80).map { Namespace($0, labels: random.labels(of: ["env", "team"])) }
    let workloads = (0..<Int.random(in: 1...4, using: &random)).map { random.workload("w\($0)", in: names) }
    var cluster = Cluster(namespaces: namespaces, workloads: workloads)
    cluster.policies = (0..<Int.random(in: 0...5, using: &random)).map { random.policy("p\($0)", in: names) }
    cluster.cilium = CiliumProfile(
      release: random.pick([.v118, .v119, .v120, .v120]),
      enforcement: random.pick([.default, .default, .default, .default, .default, .default, .always, .never]),
      clusterName: random.pick([nil, "x"]), blocksMatchNodes: random.chance(20))
    cluster.nodeAddresses = random.chance(30) ? random.some(of: addresses, 30).compactMap(IPAddress.init) : []
    cluster.matchesPodAddresses = random.chance(80)
    cluster.treatsHostNetworkAsPods = random.chance(30)
    self.cluster = cluster
    let stranger = random.workload("stranger", in: names + ["nowhere"])
    peers = (workloads + [stranger]).map(Peer.workload) + random.strangers(to: cluster.policies)
  }
}

private let addresses = ["10.0.0.1", "10.0.1.1", "10.1.0.1", "192.0.2.1", "2001:db8::1", "2001:db8:1::1"]
private let blocks = [
  "0.0.0.0/0", "::/0", "10.0.0.0/8", "10.0.0.0/16", "10.0.1.0/24", "192.0.2.1/32", "2001:db8::/32", "2001:db8:1::/48",
]

extension SeededGenerator {
  fileprivate mutating func labels(of keys: [String]) -> Labels {
    Labels(some(of: keys).map { ($0, pick(["x", "y", ""])) })
  }

  fileprivate mutating func workload(_ name: String, in namespaces: [String]) -> Workload {
    Workload(
      namespace: pick(namespaces), name: name, kind: "Pod", labels: labels(of: ["app", "tier", "pod-template-hash"]),
      ports: list(0...2) { $0.containerPort() },
      addresses: some(of: addresses, 30).compactMap(IPAddress.init), usesHostNetwork: chance(12),
      serviceAccount: pick(["x", "y", nil]))
  }

  private mutating func containerPort() -> ContainerPort {
    ContainerPort(
      name: pick(["http", "dns", nil]), transport: pick(TransportProtocol.allCases), number: pick([53, 80, 8080]),
      isSidecar: chance(15))
  }

  /// Addresses at the edges of every block, and names.
  fileprivate mutating func strangers(to policies: [Policy]) -> [Peer] {
    let roles: [AddressRole] = [.external, .ownNode, .remoteNode, .apiServer(onNode: true), .apiServer(onNode: false)]
    let some = some(of: addresses + ["10.0.0.0", "10.255.255.255", "11.0.0.0"], 25).compactMap(IPAddress.init)
    let places = some.map { address in
      Peer.addresses(
        AddressPeer(
          family: address.family, range: address.value...address.value,
          role: chance(40) ? .external : pick(roles)))
    }
    return places + self.some(of: EntityPeer.allCases, 35).map(Peer.entity)
      + list(0...1) { .domain($0.pick(["a.example.org", "b.a.example.org", "example.org"])) }
  }

  fileprivate mutating func policy(_ name: String, in namespaces: [String]) -> Policy {
    let api = pick(PolicyAPI.allCases)
    let isNamespaced = api == .networkPolicy || api == .ciliumNetworkPolicy
    let namespace = isNamespaced ? pick(namespaces) : nil
    let subject = namespace.map { PodSelector(in: $0, pods: selector(["app", "tier"])) } ?? podSelector()
    let isNormal = isNamespaced || api == .ciliumClusterwideNetworkPolicy
    let isolates = api == .networkPolicy || chance(isNormal ? 60 : 10)
    let priority = Int.random(in: 0...2, using: &self)
    let tiers: [PolicyTier] =
      isNormal ? [.normal] : [.admin(priority: priority), .admin(priority: priority), .baseline(priority: priority)]
    let isClusterwide = api == .ciliumClusterwideNetworkPolicy
    let overNodes = isClusterwide && chance(10)
    return Policy(
      id: PolicyID(api, namespace: namespace, name: pick([name, name, "same"])), tier: pick(tiers),
      subject: overNodes ? .nodes(.everything) : .pods(subject),
      subjectEntities: isClusterwide && !overNodes ? Set(some(of: [.ingress, .health, .`init`], 30)) : [],
      ingress: chance(70) ? section(isolates, api, .ingress) : nil,
      egress: chance(60) ? section(isolates, api, .egress) : nil)
  }

  private mutating func section(_ isolates: Bool, _ api: PolicyAPI, _ direction: Direction) -> PolicySection {
    PolicySection(isolates: isolates, rules: list(0...3) { $0.rule(api, direction) })
  }

  private mutating func rule(_ api: PolicyAPI, _ direction: Direction) -> PolicyRule {
    let isCilium = api.rawValue.hasPrefix("Cilium")
    let actions: [RuleAction] =
      api == .networkPolicy ? [.allow] : isCilium ? [.allow, .allow, .deny] : [.allow, .deny, .pass]
    let action = pick(actions)
    let peers: RulePeers = chance(20) ? .anyone : .these(list(0...3) { $0.peer(api, direction) })
    let ports: RulePorts =
      chance(35)
      ? .all
      : isCilium && chance(15)
        ? .these([message()]) : .these(list(0...2) { $0.port(isCilium && direction == .ingress) })
    let dns = [DomainPattern(pattern: pick(["*", "*.example.org"]))]
    let isDNS = isCilium && action == .allow && direction == .egress && chance(30)
    let isHTTP = isCilium && action == .allow && chance(25)
    let http = Layer7Filter.http([HTTPMatch(method: "GET", path: nil)])
    return PolicyRule(action, peers: peers, ports: ports, layer7: isDNS ? .dns(dns) : isHTTP ? http : nil)
  }

  private mutating func peer(_ api: PolicyAPI, _ direction: Direction) -> PeerSelector {
    switch Int.random(in: 0..<10, using: &self) {
    case 0...4: return .pods(podSelector())
    case 5...6: return .addresses(block())
    case 7: return .entity(pick(Entity.allCases))
    case 8: return .nodes(chance(70) ? .everything : selector(["zone"]))
    // No API has names for ingress.
    case 9 where direction == .ingress: return .pods(podSelector())
    default:
      return .domain(chance(40) ? DomainPattern(name: "a.example.org") : DomainPattern(pattern: pick(patterns)))
    }
  }

  private mutating func block() -> AddressBlock {
    let cidr = CIDR(pick(blocks)) ?? .all(.ipv4)
    let inside = blocks.compactMap(CIDR.init).filter { cidr.contains($0) }
    return AddressBlock(cidr, except: some(of: inside, 20))
  }

  private mutating func message() -> PortMatch { .icmp(pick(AddressFamily.allCases), pick([0, 8])) }

  private mutating func port(_ mayStartAtName: Bool) -> PortMatch {
    let transport = pick(TransportProtocol.allCases)
    if mayStartAtName && chance(15) {
      return .namedRange(pick(["http", "dns"]), chance(50) ? transport : nil, to: pick([53, 80, 9000]))
    }
    if chance(35) { return .named(pick(["http", "dns"]), chance(50) ? transport : nil) }
    return .range(transport, pick([80...80, 53...53, 80...8080, 1...65_535, 8080...9000]))
  }

  private mutating func podSelector() -> PodSelector {
    PodSelector(
      namespaces: selector(["env", "team", .namespaceNameLabel]),
      pods: selector(
        ["app", "tier", "pod-template-hash"] + (chance(15) ? [.ciliumServiceAccount, .ciliumCluster] : [])))
  }

  private mutating func selector(_ keys: [String]) -> LabelSelector {
    LabelSelector(list(0...2) { $0.requirement($0.pick(keys)) })
  }

  private mutating func requirement(_ key: String) -> LabelRequirement {
    let values = key == .namespaceNameLabel ? ["a", "b", "c", "nowhere"] : ["x", "y", ""]
    let chosen = [pick(values)] + some(of: values, 25)
    return LabelRequirement(key, pick([.isIn(chosen), .isIn(chosen), .isNotIn(chosen), .exists, .doesNotExist]))
  }
}

private let patterns = ["*.example.org", "**.example.org", "*", "b.*.example.org", "example.org"]
