import Analysis
import PolicyModel
import Testing

/// What policies of Cilium name by an entity.
@Suite struct EntityTests {
  private static func report(_ policies: [Policy], semantics: Semantics = .cilium) -> String {
    let evaluation = Cluster(workloads: [pod("a/x"), pod("b/y")], policies: policies).evaluation(semantics)
    return AccessReport(evaluation: evaluation, inventory: evaluation.inventory).text
  }

  /// A policy that closes a pod but for one entity.
  private static func policy(_ direction: Direction, _ action: RuleAction, _ entities: [Entity]) -> Policy {
    let rules = entities.map { rule(action, .entity($0), ports: tcp(80)) }
    return ciliumPolicy(
      in: "a", isolates: action == .allow, ingress: direction == .ingress ? rules : [],
      egress: direction == .egress ? rules : [])
  }

  @Test(
    "CIL-43: a rule that names an entity shows in the report, whichever it is",
    arguments: Entity.allCases.filter { $0 != .none }, Direction.allCases)
  func named(_ entity: Entity, _ direction: Direction) {
    // The own node gets in anyway. (CIL-27)
    let actions: [RuleAction] = entity == .host && direction == .ingress ? [.deny] : [.allow, .deny]
    for action in actions {
      let without = Self.report([Self.policy(direction, action, [])])
      #expect(Self.report([Self.policy(direction, action, [entity])]) != without, "\(action)")
    }
  }

  @Test("CIL-43: what no rule and no subject names is not listed by itself") func unnamed() {
    let text = Self.report([Self.policy(.ingress, .allow, [.cluster])])
    #expect(text.contains("entity:remote-node => a/x[Pod] : TCP 80"))
    for entity in ["ingress", "health", "init", "unmanaged"] { #expect(!text.contains("entity:\(entity)")) }
  }

  @Test("CIL-4: a policy over the gateway closes the way through it") func gateway() {
    let open = Self.policy(.ingress, .allow, [.ingress])
    #expect(Self.report([open]).contains("entity:ingress => a/x[Pod] : TCP 80\n"))
    func gateway(_ ingress: [PolicyRule], _ egress: [PolicyRule]) -> Policy {
      Policy(
        id: PolicyID(.ciliumClusterwideNetworkPolicy, name: "gateway"),
        subject: .pods(PodSelector(namespaces: .everything, pods: label("reserved:ingress", .exists))),
        subjectEntities: [.ingress], ingress: PolicySection(isolates: true, rules: ingress),
        egress: PolicySection(isolates: true, rules: egress))
    }
    let closed = Self.report([open, gateway([], [])])
    #expect(!closed.contains("entity:ingress =>"))
    let toOne = Self.report([
      open, gateway([rule(.allow, block("192.0.2.0/24"), ports: tcp(443))], [rule(.allow, pods("a"))]),
    ])
    #expect(
      toOne.split(separator: "\n").filter { $0.contains("entity:ingress") } == [
        "192.0.2.0-192.0.2.255[External] => entity:ingress : TCP 443",
        "entity:host => entity:ingress : All Connections", "entity:ingress => a/x[Pod] : TCP 80",
      ])
  }

  @Test("CIL-50: the API server is listed for each place where the places differ") func apiServer() {
    let worldDenied = ciliumPolicy(
      in: "a", isolates: false, ingress: [rule(.deny, .entity(.world), ports: tcp(8443))], egress: nil)
    let text = Self.report([worldDenied])
    #expect(text.contains("entity:kube-apiserver@node => a/x[Pod] : All Connections\n"))
    #expect(
      text.contains("entity:kube-apiserver@outside => a/x[Pod] : SCTP 1-65535,TCP 1-8442,8444-65535,UDP 1-65535\n"))
    #expect(text.contains("entity:kube-apiserver => b/y[Pod] : All Connections\n"))
    // Both rules together open it wherever it is.
    let both = Self.report([Self.policy(.egress, .allow, [.world, .remoteNode])])
    #expect(both.contains("a/x[Pod] => entity:kube-apiserver : TCP 80\n"))
  }

  @Test("CIL-53: a name is learned only where the DNS rule names servers that exist") func nameServers() {
    func policy(_ servers: PeerSelector) -> Policy {
      ciliumPolicy(
        in: "a",
        egress: [
          PolicyRule(
            .allow, peers: .these([servers]), ports: .these([.port(.udp, 53)]),
            layer7: .dns([DomainPattern(pattern: "*")])),
          rule(.allow, .domain(DomainPattern(name: "api.example.com")), ports: tcp(443)),
        ])
    }
    let dns = ContainerPort(name: "dns", transport: .udp, number: 53)
    func allowed(_ servers: PeerSelector, _ workloads: [Workload]) -> ConnectionSet {
      Cluster(workloads: [pod("a/x")] + workloads, policies: [policy(servers)])
        .allowed(peer(pod("a/x")), .domain("api.example.com"), .cilium)
    }
    let coredns = pod("kube-system/coredns", ["k8s-app": "kube-dns"], ports: [dns])
    let right = pods("kube-system", equals("k8s-app", "kube-dns"))
    let wrong = pods("a", equals("k8s-app", "kube-dns"))
    #expect(allowed(right, [coredns]) == ConnectionSet(.tcp, 443...443))
    #expect(allowed(wrong, [coredns]).isEmpty)
    #expect(allowed(pods("kube-system"), [pod("kube-system/coredns", ports: [dns], host: true)]).isEmpty)
    #expect(allowed(.entity(.host), [coredns]) == ConnectionSet(.tcp, 443...443))
    // Where no name server was read nobody knows.
    #expect(allowed(right, []) == ConnectionSet(.tcp, 443...443))
    #expect(allowed(wrong, []) == ConnectionSet(.tcp, 443...443))
  }
}
