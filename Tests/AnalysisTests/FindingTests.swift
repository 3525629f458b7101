import Analysis
import Diagnostics
import PolicyModel
import Testing

@Suite struct FindingTests {
  let s = pod("a/s", ["app": "s"])
  let d = pod("b/d", ["app": "d"], ports: [ContainerPort(name: "web", transport: .tcp, number: 80)])

  func findings(_ semantics: Semantics = .generic, _ policies: Policy...) -> [Diagnostic] {
    Cluster(workloads: [s, d], policies: policies).evaluation(semantics).findings()
  }

  func admin(_ name: String, _ rule: PolicyRule, priority: Int = 7, over namespace: String = "b") -> Policy {
    clusterPolicy(name, .admin(priority: priority), subject: PodSelector(in: namespace), ingress: [rule])
  }

  @Test("T-50: equal priorities that disagree are undefined, decided by name, and reported") func t50() {
    let (accept, deny) = (admin("x", rule(.allow, anyPod)), admin("w", rule(.deny, pods("a"))))
    let found = findings(.generic, accept, deny)
    #expect(found.map(\.code) == [.semanticsDependent])
    #expect(
      found.first?.message
        == "ClusterNetworkPolicy \"w\" and ClusterNetworkPolicy \"x\" disagree at priority 7: which one wins is undefined (CNP-5)"
    )
    let cluster = Cluster(workloads: [s, d], policies: [accept, deny])
    #expect(cluster.allowed(peer(s), peer(d)).isEmpty)
  }

  @Test("Equal priorities that cannot meet are fine") func noAmbiguity() {
    let deny = admin("w", rule(.deny, pods("a"), ports: tcp(80)))
    #expect(findings(.generic, deny, admin("x", rule(.allow, anyPod), priority: 8)).isEmpty)
    #expect(findings(.generic, deny, admin("x", rule(.deny, anyPod))).isEmpty)
    #expect(findings(.generic, deny, admin("x", rule(.allow, anyPod), over: "a")).isEmpty)
    #expect(findings(.generic, deny, admin("x", rule(.allow, pods("b")))).isEmpty)
    #expect(findings(.generic, deny, admin("x", rule(.allow, anyPod, ports: tcp(81)))).isEmpty)
    #expect(findings(.generic, deny, admin("x", rule(.allow, anyPod, ports: .named("web", nil)))).count == 1)
    // Two that agree, beside one that says otherwise about somebody else.
    let elsewhere = admin("y", rule(.allow, anyPod), over: "a")
    #expect(findings(.generic, deny, admin("x", rule(.deny, anyPod, ports: tcp(80))), elsewhere).isEmpty)
  }

  @Test("ANP-12: nodes selected by labels are not known") func nodes() {
    let deny = rule(.deny, .nodes(equals("zone", "x")))
    let found = findings(.generic, clusterPolicy("n", .admin(priority: 1), egress: [deny]))
    #expect(found.count == 1)
    #expect(found.first?.message.contains("\"n\" selects nodes by their labels") == true)
    #expect(
      findings(.generic, clusterPolicy("n", .admin(priority: 1), egress: [rule(.deny, .nodes(.everything))])).isEmpty)
  }

  @Test("CIL-53: names without a DNS rule are reported") func names() {
    let named = PolicyRule(.allow, peers: .these([.domain(DomainPattern(name: "a.b"))]), ports: .all)
    let dns = PolicyRule(.allow, peers: .anyone, ports: .all, layer7: .dns([DomainPattern(pattern: "*")]))
    #expect(findings(.cilium, ciliumPolicy(egress: [named])).count == 1)
    #expect(findings(.cilium, ciliumPolicy(egress: [named, dns])).isEmpty)
    #expect(findings(.cilium, ciliumPolicy(in: "empty", egress: [named])).isEmpty)
  }

  @Test("NP-29: blocks over a range of pods are worth a word where pods of unknown address are") func podBlocks() {
    let block = CIDR("10.244.0.0/16").map { [$0] } ?? []
    func found(_ text: String, except: [String] = [], on workloads: [Workload]) -> Int {
      let peer = CIDR(text).map { AddressBlock($0, except: except.compactMap(CIDR.init)) }.map(PeerSelector.addresses)
      let policy = networkPolicy(ingress: [PolicyRule(.allow, peers: .these([peer].compactMap(\.self)), ports: .all)])
      return Cluster(workloads: workloads, policies: [policy]).evaluation(.generic).findings(podBlocks: block).count
    }
    #expect(found("10.0.0.0/8", on: [s, d]) == 1)
    #expect(found("10.0.0.0/8", except: ["10.244.0.0/15"], on: [s, d]) == 0)
    #expect(found("192.168.0.0/16", on: [s, d]) == 0)
    #expect(found("10.0.0.0/8", on: [pod("a/k", at: "192.0.2.1")]) == 0)
  }

  @Test("CNP-13: all addresses are those of pods as well, wherever those are") func unlocatedPods() {
    func found(
      _ text: String, matches: Bool, on workloads: [Workload], isTier: Bool = true, after first: [PolicyRule] = []
    ) -> [String] {
      let policy =
        isTier
        ? clusterPolicy("n", .admin(priority: 1), egress: first + [rule(.deny, block(text))])
        : networkPolicy(ingress: [], egress: [rule(.allow, block(text))])
      return Cluster(workloads: workloads, policies: [policy], matchesPodAddresses: matches).evaluation().findings()
        .map(\.message)
    }
    for matches in [true, false] {
      #expect(found("0.0.0.0/0", matches: matches, on: [s]).map { $0.contains("pods of unknown address") } == [true])
      #expect(found("10.0.0.0/8", matches: matches, on: [s]).isEmpty)
      #expect(found("0.0.0.0/0", matches: matches, on: []).isEmpty)
      #expect(found("0.0.0.0/0", matches: matches, on: [s], isTier: false).isEmpty)
      #expect(found("0.0.0.0/0", matches: matches, on: [s], after: [rule(.pass, anyPod)]).isEmpty)
      #expect(found("0.0.0.0/0", matches: matches, on: [s], after: [rule(.pass, pods("a"))]).count == 1)
    }
    #expect(found("0.0.0.0/0", matches: true, on: [pod("a/k", at: "192.0.2.1")]).isEmpty)
  }

  @Test("CIL-82: agents since 1.20 refuse what filters by Kafka", arguments: CiliumProfile.Release.allCases)
  func kafka(_ release: CiliumProfile.Release) {
    let filtered = PolicyRule(
      .allow, peers: .these([pods("a")]), ports: .these([tcp(80)]), layer7: .discontinued(["Kafka topic orders"]))
    let policy = ciliumPolicy("k", in: "b", .everything, ingress: [filtered])
    let evaluation = Cluster(workloads: [s, d], policies: [policy], cilium: CiliumProfile(release: release))
      .evaluation(.cilium)
    let verdict = evaluation.verdict(from: peer(s), to: peer(d))
    guard release < .v120 else {
      #expect(verdict.connections.isAll && verdict.filtered.isEmpty)
      #expect(evaluation.findings().map(\.code) == [.invalidObject])
      return
    }
    #expect(
      "\(verdict.connections)" == "TCP 80" && verdict.requests.map(\.description) == ["TCP 80 Kafka topic orders"])
    #expect(evaluation.findings().isEmpty)
  }

  @Test("NP-44: Cilium's policies under generic semantics are worth a word") func ciliumPolicies() {
    #expect(findings(.generic, ciliumPolicy(ingress: [])).count == 1)
    #expect(findings(.cilium, ciliumPolicy(ingress: [])).isEmpty)
  }
}
