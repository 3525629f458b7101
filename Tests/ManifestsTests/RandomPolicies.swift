import PolicyModel

/// Policies of the shapes that lowering makes, and some odder ones.
struct RandomPolicies {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func policy(_ api: PolicyAPI, number: Int) -> Policy {
    let namespace = api == .networkPolicy || api == .ciliumNetworkPolicy ? pick(["shop", "payments-prod"]) : nil
    let name = api == .baselineAdminNetworkPolicy ? "default" : "policy-\(number)"
    let (ingress, egress) = (section(api, .ingress), section(api, .egress))
    return Policy(
      id: PolicyID(api, namespace: namespace, name: name), tier: tier(api),
      subject: .pods(namespace.map { PodSelector(in: $0, pods: selector()) } ?? pods()),
      ingress: ingress ?? (egress == nil ? section(api, .ingress, always: true) : nil), egress: egress,
      labels: chance(3) ? ["app.kubernetes.io/managed-by": "easement", "tenant": "on"] : [:],
      annotations: chance(3)
        ? ["easement.dev/reason": "ADR-112: \"card\" payments\nand # more", "until": "2027-03-31"] : [:])
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &random)]
  }

  mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  private mutating func tier(_ api: PolicyAPI) -> PolicyTier {
    switch api {
    case .clusterNetworkPolicy: pick([.admin(priority: 0), .admin(priority: 1_000), .baseline(priority: 50)])
    case .adminNetworkPolicy: .admin(priority: 7)
    case .baselineAdminNetworkPolicy: .baseline(priority: 0)
    default: .normal
    }
  }

  private mutating func section(_ api: PolicyAPI, _ direction: Direction, always: Bool = false) -> PolicySection? {
    if !always && chance(3) { return nil }
    let isTier = api > .adminNetworkPolicy || api == .adminNetworkPolicy
    let isCilium = api == .ciliumNetworkPolicy || api == .ciliumClusterwideNetworkPolicy
    let isolates = api == .networkPolicy || (isCilium && !chance(3))
    let least = isolates && !always ? 0 : 1
    let count = Int.random(in: least...3, using: &random)
    let allowed = (0..<count).map { _ in rule(api, direction, .allow) }
    let others: [PolicyRule] =
      isCilium || isTier && !isCilium
      ? (0..<Int.random(in: 0...2, using: &random)).map { _ in rule(api, direction, .deny) } : []
    return PolicySection(isolates: isolates, rules: allowed + (api == .networkPolicy ? [] : others))
  }

  // MARK: Rules

  private mutating func rule(_ api: PolicyAPI, _ direction: Direction, _ action: RuleAction) -> PolicyRule {
    switch api {
    case .networkPolicy:
      return PolicyRule(
        .allow, peers: chance(5) ? .anyone : .these(list { $0.chance(3) ? $0.block() : .pods($0.pods()) }),
        ports: ports())
    case .ciliumNetworkPolicy, .ciliumClusterwideNetworkPolicy: return ciliumRule(direction, action)
    case .clusterNetworkPolicy, .adminNetworkPolicy, .baselineAdminNetworkPolicy:
      // Named ports do not go with blocks in every channel. (CNP-19)
      let isNamed = chance(4)
      let peers: [PeerSelector] = isNamed ? list { .pods($0.pods()) } : tierPeers(direction)
      let ports: RulePorts = isNamed ? .these([.named("http", nil)]) : chance(3) ? .all : .these(list { $0.numbered() })
      return PolicyRule(action, peers: .these(peers), ports: ports, name: chance(2) ? "rule: \(direction)" : nil)
    }
  }

  private mutating func tierPeers(_ direction: Direction) -> [PeerSelector] {
    let pods: [PeerSelector] = list { .pods($0.pods()) }
    let networks: [PeerSelector] = list { .addresses(AddressBlock($0.cidr())) }
    return direction == .egress && chance(2) ? pods + networks : pods
  }

  private mutating func ciliumRule(_ direction: Direction, _ action: RuleAction) -> PolicyRule {
    let peers: RulePeers
    switch Int.random(in: 0..<6, using: &random) {
    case 0: peers = .anyone
    case 1: peers = .these(list { .entity($0.pick([.world, .host, .remoteNode, .kubeAPIServer, .cluster])) })
    case 2: peers = .these(list { .addresses(AddressBlock($0.cidr())) })
    case 3: peers = .these([block()])
    case 4 where direction == .egress && action == .allow:
      peers = .these([.domain(DomainPattern(name: "api.stripe.com")), .domain(DomainPattern(pattern: "*.cilium.io"))])
    default: peers = .these(list { .pods($0.pods()) })
    }
    if action == .allow && chance(5) {
      return PolicyRule(
        .allow, peers: peers, ports: .these(list { .port(.tcp, $0.number()) }),
        layer7: .http([HTTPMatch(method: "GET", path: "/v1/.*"), HTTPMatch(method: nil, path: nil)]))
    }
    if action == .allow && direction == .egress && chance(5) {
      return PolicyRule(
        .allow, peers: peers, ports: .these([.port(.udp, 53), .port(.tcp, 53)]),
        layer7: .dns([DomainPattern(pattern: "*")]))
    }
    if chance(12) {
      let messages: [PortMatch] = list { .icmp($0.pick(AddressFamily.allCases), $0.pick([0, 8, 128, 255])) }
      return PolicyRule(action, peers: peers, ports: .these(messages))
    }
    let many = RulePorts.these((1...90).map { .port(.tcp, $0) })
    return PolicyRule(action, peers: peers, ports: chance(10) ? many : ports())
  }

  // MARK: Parts

  private mutating func list<Element>(_ make: (inout Self) -> Element) -> [Element] {
    (0..<Int.random(in: 1...3, using: &random)).map { _ in make(&self) }
  }

  private mutating func number() -> UInt16 { UInt16.random(in: 1...65_535, using: &random) }

  private mutating func numbered() -> PortMatch {
    let transport = pick(TransportProtocol.allCases)
    let (first, second) = (number(), number())
    return pick([
      .port(transport, first), .range(transport, min(first, second)...max(first, second)),
      .range(transport, 1...65_535),
    ])
  }

  private mutating func ports() -> RulePorts {
    chance(4)
      ? .all : .these(list { $0.chance(4) ? .named("http", $0.pick(TransportProtocol.allCases)) : $0.numbered() })
  }

  private mutating func cidr() -> CIDR {
    if chance(4) { return CIDR.all(pick(AddressFamily.allCases)) }
    let family = pick(AddressFamily.allCases)
    let address = IPAddress(family: family, value: UInt128.random(in: 0...UInt128.max, using: &random))
    return CIDR(enclosing: address, prefixLength: Int.random(in: 1...family.width, using: &random))
  }

  private mutating func block() -> PeerSelector {
    let cidr = CIDR(enclosing: IPAddress(family: .ipv4, value: UInt128(number()) << 16), prefixLength: 8)
    let inside = CIDR(enclosing: cidr.base, prefixLength: Int.random(in: 9...32, using: &random))
    return .addresses(AddressBlock(cidr, except: [inside]))
  }

  mutating func selector() -> LabelSelector {
    LabelSelector(
      (0..<Int.random(in: 0...3, using: &random)).map { _ in requirement(["app", "app.kubernetes.io/name", "tier"]) })
  }

  private mutating func requirement(_ keys: [String]) -> LabelRequirement {
    let key = pick(keys)
    let values = list { $0.pick(["api", "on", "1.0", "", "A_b"]) }
    return LabelRequirement(key, pick([.isIn(values), .isNotIn(values), .exists, .doesNotExist, .isIn(["x"])]))
  }

  private mutating func pods() -> PodSelector {
    let namespaces: LabelSelector
    switch Int.random(in: 0..<5, using: &random) {
    case 0: namespaces = .everything
    case 1: namespaces = LabelSelector([requirement(["team", "example.com/env"]), requirement(["team"])])
    case 2: namespaces = LabelSelector([LabelRequirement(.namespaceNameLabel, .isNotIn(["shop", "data"]))])
    default: namespaces = .namespaces(named: list { $0.pick(["shop", "payments-prod", "kube-system"]) })
    }
    return PodSelector(namespaces: namespaces, pods: selector())
  }
}
