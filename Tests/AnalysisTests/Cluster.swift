import Analysis
import PolicyModel

/// A small cluster for one test: namespaces, workloads and policies in few words.
struct Cluster {
  var namespaces: [Namespace] = []
  var workloads: [Workload] = []
  var policies: [Policy] = []
  var nodeAddresses: [IPAddress] = []
  var cilium = CiliumProfile()
  var matchesPodAddresses = true
  var treatsHostNetworkAsPods = false

  func evaluation(_ semantics: Semantics = .generic) -> PolicyEvaluation {
    PolicyEvaluation(
      inventory: ClusterInventory(
        namespaces: namespaces, workloads: workloads, nodes: [ClusterNode(name: "node", addresses: nodeAddresses)]),
      policies: PolicySet(policies),
      semantics: semantics, cilium: cilium, matchesPodAddresses: matchesPodAddresses,
      treatsHostNetworkAsPods: treatsHostNetworkAsPods)
  }

  /// The verdict of the direct evaluation; the graph has to agree.
  func allowed(_ source: Peer, _ destination: Peer, _ semantics: Semantics = .generic) -> ConnectionSet {
    let evaluation = evaluation(semantics)
    let direct = evaluation.connections(from: source, to: destination)
    let graph = evaluation.graph(of: [source, destination])
    if graph.connections(from: 0, to: 1) != direct { return ConnectionSet(.sctp, 666...666) }
    return direct
  }

  func allows(
    _ source: Peer, _ destination: Peer, _ port: UInt16 = 80, _ transport: TransportProtocol = .tcp,
    _ semantics: Semantics = .generic
  ) -> Bool {
    allowed(source, destination, semantics).contains(transport, port)
  }
}

func pod(
  _ place: String, _ labels: Labels = [:], ports: [ContainerPort] = [], at addresses: String..., host: Bool = false
) -> Workload {
  let parts = place.split(separator: "/").map(String.init)
  return Workload(
    namespace: parts[0], name: parts[1], kind: "Pod", labels: labels, ports: ports,
    addresses: addresses.compactMap(IPAddress.init), usesHostNetwork: host)
}

func peer(_ workload: Workload) -> Peer { .workload(workload) }

func address(_ text: String, _ role: AddressRole = .external) -> Peer {
  let address = IPAddress(text) ?? IPAddress(family: .ipv4, value: 0)
  return .addresses(AddressPeer(family: address.family, range: address.value...address.value, role: role))
}

func block(_ text: String, except: String...) -> PeerSelector {
  .addresses(AddressBlock(CIDR(text) ?? .all(.ipv4), except: except.compactMap(CIDR.init)))
}

func equals(_ key: String, _ value: String) -> LabelSelector { LabelSelector([LabelRequirement(key, equals: value)]) }
func label(_ key: String, _ condition: LabelRequirement.Condition) -> LabelSelector {
  LabelSelector([LabelRequirement(key, condition)])
}

/// Pods of one namespace.
func pods(_ namespace: String, _ labels: LabelSelector = .everything) -> PeerSelector {
  .pods(PodSelector(in: namespace, pods: labels))
}

/// Pods of every namespace that the labels match.
func pods(namespaces: LabelSelector, _ labels: LabelSelector = .everything) -> PeerSelector {
  .pods(PodSelector(namespaces: namespaces, pods: labels))
}

let anyPod = pods(namespaces: .everything)

func rule(_ action: RuleAction = .allow, _ peers: PeerSelector..., ports: PortMatch...) -> PolicyRule {
  PolicyRule(action, peers: .these(peers), ports: ports.isEmpty ? .all : .these(ports))
}

func anyone(_ action: RuleAction = .allow, ports: PortMatch...) -> PolicyRule {
  PolicyRule(action, peers: .anyone, ports: ports.isEmpty ? .all : .these(ports))
}

func tcp(_ port: UInt16) -> PortMatch { .port(.tcp, port) }

/// A NetworkPolicy. A direction that is nil is not among its types.
func networkPolicy(
  _ name: String = "p", in namespace: String = "a", _ selector: LabelSelector = .everything,
  ingress: [PolicyRule]? = nil, egress: [PolicyRule]? = nil
) -> Policy {
  Policy(
    id: PolicyID(.networkPolicy, namespace: namespace, name: name),
    subject: .pods(PodSelector(in: namespace, pods: selector)),
    ingress: ingress.map { PolicySection(isolates: true, rules: $0) },
    egress: egress.map { PolicySection(isolates: true, rules: $0) })
}

/// A policy of the admin or baseline tier, over all pods unless said.
func clusterPolicy(
  _ name: String = "c", _ tier: PolicyTier,
  subject: PodSelector = PodSelector(namespaces: .everything, pods: .everything),
  ingress: [PolicyRule]? = nil, egress: [PolicyRule]? = nil
) -> Policy {
  Policy(
    id: PolicyID(.clusterNetworkPolicy, name: name), tier: tier, subject: .pods(subject),
    ingress: ingress.map { PolicySection(isolates: false, rules: $0) },
    egress: egress.map { PolicySection(isolates: false, rules: $0) })
}

/// A CiliumNetworkPolicy of one namespace, or a clusterwide one.
func ciliumPolicy(
  _ name: String = "cnp", in namespace: String? = "a", _ selector: LabelSelector = .everything, isolates: Bool = true,
  ingress: [PolicyRule]? = nil, egress: [PolicyRule]? = nil
) -> Policy {
  let api = namespace == nil ? PolicyAPI.ciliumClusterwideNetworkPolicy : .ciliumNetworkPolicy
  let subject =
    namespace.map { PodSelector(in: $0, pods: selector) }
    ?? PodSelector(namespaces: .everything, pods: selector)
  return Policy(
    id: PolicyID(api, namespace: namespace, name: name), subject: .pods(subject),
    ingress: ingress.map { PolicySection(isolates: isolates, rules: $0) },
    egress: egress.map { PolicySection(isolates: isolates, rules: $0) })
}
