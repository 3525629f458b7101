import Analysis
import PolicyModel
import Testing

/// Cases of part E.2 of the semantics that are about evaluation.
@Suite struct TierTests {
  let s = pod("a/s", ["app": "s"], at: "10.0.0.1")
  let d = pod("b/d", ["app": "d"], at: "10.0.0.2")
  let outside = address("203.0.113.7")
  let http = tcp(80)

  func cluster(_ policies: Policy...) -> Cluster { Cluster(workloads: [s, d], policies: policies) }

  func admin(_ priority: Int, _ name: String = "c", ingress: [PolicyRule]? = nil, egress: [PolicyRule]? = nil) -> Policy
  {
    clusterPolicy("\(name)\(priority)", .admin(priority: priority), ingress: ingress, egress: egress)
  }

  func baseline(_ priority: Int = 1, ingress: [PolicyRule]? = nil, egress: [PolicyRule]? = nil) -> Policy {
    clusterPolicy("b\(priority)", .baseline(priority: priority), ingress: ingress, egress: egress)
  }

  @Test("T-40: the lower number is asked first") func t40() {
    let accept = admin(5, ingress: [rule(.allow, anyPod)])
    let deny = admin(10, ingress: [rule(.deny, anyPod)])
    #expect(cluster(accept, deny).allowed(peer(s), peer(d)).isAll)
    let swapped = cluster(admin(10, ingress: [rule(.allow, anyPod)]), admin(5, ingress: [rule(.deny, anyPod)]))
    #expect(swapped.allowed(peer(s), peer(d)).isEmpty)
  }

  @Test("T-41: pass skips the rest of the tier") func t41() {
    let passing = admin(5, ingress: [rule(.pass, pods("a")), rule(.deny, pods("a"))])
    #expect(cluster(passing).allowed(peer(s), peer(d)).isAll)
    #expect(cluster(passing, baseline(ingress: [rule(.deny, pods("a"))])).allowed(peer(s), peer(d)).isEmpty)
  }

  @Test("T-42: an accept at one end does not lift the other end") func t42() {
    let cluster = cluster(
      admin(5, ingress: [rule(.allow, anyPod)]), networkPolicy(in: "b", ingress: []), networkPolicy(in: "a", egress: [])
    )
    let verdict = cluster.evaluation().verdict(from: peer(s), to: peer(d))
    #expect(verdict.ingress.connections.isAll)
    #expect(verdict.connections.isEmpty)
  }

  @Test("T-43: what isolates is final, the baseline is not asked") func t43() {
    let cluster = cluster(
      admin(5, ingress: [rule(.pass, anyPod)]), networkPolicy(in: "b", ingress: [rule(.allow, pods("elsewhere"))]),
      baseline(ingress: [rule(.allow, anyPod)]))
    #expect(cluster.allowed(peer(s), peer(d)).isEmpty)
  }

  @Test("T-44: isolation of the other direction leaves the baseline in charge") func t44() {
    let cluster = cluster(networkPolicy(in: "b", egress: []), baseline(ingress: [rule(.deny, anyPod)]))
    #expect(cluster.allowed(peer(s), peer(d)).isEmpty)
  }

  @Test("T-45: an admin policy isolates nothing") func t45() {
    let allowed = cluster(admin(5, ingress: [rule(.deny, anyPod, ports: http)])).allowed(peer(s), peer(d))
    #expect(allowed == ConnectionSet.all.subtracting(ConnectionSet(.tcp, 80...80)))
  }

  @Test("T-46: networks match pods too, unless an earlier rule passes them") func t46() {
    let deny = rule(.deny, block("0.0.0.0/0"))
    #expect(cluster(admin(5, egress: [deny])).allowed(peer(s), peer(d)).isEmpty)
    let passing = cluster(admin(5, egress: [rule(.pass, anyPod), deny]))
    #expect(passing.allowed(peer(s), peer(d)).isAll)
    #expect(passing.allowed(peer(s), outside).isEmpty)
  }

  @Test("T-49: a pod in the node's network is no subject") func t49() {
    let host = pod("a/host", host: true)
    #expect(cluster(admin(5, egress: [rule(.deny, anyPod)])).allowed(peer(host), peer(d)).isAll)
  }

  @Test("T-52: a pass in the baseline goes to the default") func t52() {
    let cluster = cluster(
      baseline(1, ingress: [rule(.pass, anyPod)]), baseline(50, ingress: [rule(.deny, anyPod)]))
    #expect(cluster.allowed(peer(s), peer(d)).isAll)
  }

  @Test("T-53: a named port finds no port outside") func t53() {
    let named = pod("b/n", ports: [ContainerPort(name: "web", transport: .udp, number: 53)], at: "10.0.0.3")
    let deny = PolicyRule(.deny, peers: .these([block("0.0.0.0/0")]), ports: .these([.named("web", nil)]))
    let cluster = Cluster(workloads: [s, named], policies: [admin(5, egress: [deny])])
    #expect(cluster.allowed(peer(s), outside).isAll)
    #expect(cluster.allowed(peer(s), peer(named)) == ConnectionSet.all.subtracting(ConnectionSet(.udp, 53...53)))
  }

  @Test("T-55: an admin deny holds between replicas") func t55() {
    #expect(cluster(admin(5, ingress: [rule(.deny, anyPod)])).allowed(peer(s), peer(s)).isEmpty)
  }

  @Test("T-56: what comes from outside is no concern of an admin policy") func t56() {
    #expect(cluster(admin(5, ingress: [rule(.deny, anyPod)])).allowed(outside, peer(d)).isAll)
  }

  @Test("ANP-12: the empty node selector is every node") func nodes() {
    let cluster = cluster(admin(5, egress: [rule(.deny, .nodes(.everything))]))
    #expect(cluster.allowed(peer(s), address("10.9.0.1", .remoteNode)).isEmpty)
    #expect(cluster.allowed(peer(s), peer(pod("b/h", host: true))).isEmpty)
    #expect(cluster.allowed(peer(s), outside).isAll)
  }

  @Test("CNP-15: a leading star is one or more labels") func domains() {
    let accept = PolicyRule(.allow, peers: .these([.domain(DomainPattern(pattern: "*.kubernetes.io"))]), ports: .all)
    let cluster = cluster(admin(5, egress: [accept, rule(.deny, block("0.0.0.0/0"))]))
    #expect(cluster.allowed(peer(s), .domain("latest.blog.kubernetes.io")).isAll)
    #expect(cluster.allowed(peer(s), .domain("kubernetes.io")).isEmpty)
  }

  @Test("A verdict names the rules that decide, and what each of them decides") func reasons() {
    let first = admin(5, "first", ingress: [rule(.pass, pods("a"), ports: http), rule(.deny, anyPod)])
    let second = networkPolicy("np", in: "b", ingress: [anyone(ports: http)])
    let verdict = cluster(first, second).evaluation().verdict(from: peer(s), to: peer(d)).ingress
    #expect(verdict.isolating == [second.id])
    #expect(verdict.connections == ConnectionSet(.tcp, 80...80))
    #expect(verdict.rules.map(\.policy) == [first.id, first.id, second.id])
    #expect(verdict.rules.map(\.action) == [.pass, .deny, .allow])
    #expect(verdict.rules.map(\.index) == [0, 1, 0])
    let one = ConnectionSet(.tcp, 80...80)
    #expect(verdict.rules.map(\.connections) == [one, ConnectionSet.all.subtracting(one), one])
  }
}
