import Analysis
import PolicyModel
import Testing

/// Cases of part E.1 of the semantics that are about evaluation.
@Suite struct NetworkPolicyTests {
  let x = pod("a/x", ["app": "x"])
  let y = pod("a/y", ["app": "y"])
  let other = pod("b/x", ["app": "x"])
  let outside = address("203.0.113.7")

  func cluster(_ policies: Policy..., namespaces: Namespace..., more: [Workload] = []) -> Cluster {
    Cluster(namespaces: namespaces, workloads: [x, y, other] + more, policies: policies)
  }

  @Test("T-1: a policy without rules closes ingress and leaves egress open") func t1() {
    let cluster = cluster(networkPolicy(ingress: []))
    #expect(cluster.allowed(peer(other), peer(x)).isEmpty)
    #expect(cluster.allowed(outside, peer(x)).isEmpty)
    #expect(cluster.allowed(peer(x), peer(other)).isAll)
  }

  @Test("T-2: egress alone among the types leaves ingress open") func t2() {
    let cluster = cluster(networkPolicy(egress: []))
    #expect(cluster.allowed(peer(other), peer(x)).isAll)
    #expect(cluster.allowed(peer(x), outside).isEmpty)
  }

  @Test("T-4: an egress rule closes ingress too when the types are defaulted") func t4() {
    let cluster = cluster(networkPolicy(ingress: [], egress: [rule(.allow, pods("a"))]))
    #expect(cluster.allowed(peer(x), peer(other)).isEmpty)
    #expect(cluster.allowed(peer(x), peer(y)).isEmpty)
    #expect(cluster.evaluation().verdict(from: peer(x), to: peer(y)).egress.connections.isAll)
    #expect(cluster.allowed(peer(other), peer(x)).isEmpty)
  }

  @Test("T-5, T-6: a rule without peers and ports lets everybody in") func t5() {
    let cluster = cluster(networkPolicy(ingress: [anyone()]))
    for source in [peer(other), outside, peer(pod("b/h", host: true))] {
      #expect(cluster.allowed(source, peer(x)).isAll)
    }
  }

  @Test("T-7: an empty pod selector is the own namespace") func t7() {
    let cluster = cluster(networkPolicy(ingress: [rule(.allow, pods("a"))]))
    #expect(cluster.allowed(peer(y), peer(x)).isAll)
    #expect(cluster.allowed(peer(other), peer(x)).isEmpty)
    #expect(cluster.allowed(outside, peer(x)).isEmpty)
  }

  @Test("T-8: an empty namespace selector is every pod, and nothing outside") func t8() {
    let cluster = cluster(networkPolicy(ingress: [rule(.allow, anyPod)]))
    #expect(cluster.allowed(peer(other), peer(x)).isAll)
    #expect(cluster.allowed(outside, peer(x)).isEmpty)
  }

  @Test("T-9: two selectors in one element are both needed, in two elements either will do") func t9() {
    let team = Namespace("b", labels: ["team": "t"])
    let stranger = pod("b/y", ["app": "y"])
    let both = pods(namespaces: equals("team", "t"), equals("app", "x"))
    let one = cluster(networkPolicy(ingress: [rule(.allow, both)]), namespaces: team, more: [stranger])
    #expect(one.allowed(peer(stranger), peer(x)).isEmpty)
    #expect(one.allowed(peer(other), peer(x)).isAll)
    let either = rule(.allow, pods(namespaces: equals("team", "t")), pods("a", equals("app", "x")))
    let two = cluster(networkPolicy(ingress: [either]), namespaces: team, more: [stranger])
    #expect(two.allowed(peer(stranger), peer(x)).isAll)
    #expect(two.allowed(peer(x), peer(y)).isAll)
    #expect(two.allowed(peer(y), peer(x)).isEmpty)
  }

  @Test("T-10: NotIn matches a namespace without the label") func t10() {
    let notProd = pods(namespaces: label("env", .isNotIn(["prod"])))
    let cluster = cluster(
      networkPolicy(ingress: [rule(.allow, notProd)]), namespaces: Namespace("c", labels: ["env": "prod"]))
    #expect(cluster.allowed(peer(other), peer(x)).isAll)
    #expect(cluster.allowed(peer(pod("c/x")), peer(x)).isEmpty)
  }

  @Test("T-11: DoesNotExist is about the key, whatever its value") func t11() {
    let untiered = pods("a", label("tier", .doesNotExist))
    let cluster = cluster(networkPolicy(ingress: [rule(.allow, untiered)]))
    #expect(cluster.allowed(peer(y), peer(x)).isAll)
    #expect(cluster.allowed(peer(pod("a/z", ["tier": ""])), peer(x)).isEmpty)
  }

  @Test("T-12: an empty value needs the key") func t12() {
    let cluster = cluster(networkPolicy(ingress: [rule(.allow, pods("a", equals("flag", "")))]))
    #expect(cluster.allowed(peer(y), peer(x)).isEmpty)
    #expect(cluster.allowed(peer(pod("a/z", ["flag": ""])), peer(x)).isAll)
  }

  @Test("T-13: policies unite products, not peers and ports apart") func t13() {
    let cluster = cluster(
      networkPolicy("p1", ingress: [rule(.allow, pods("b", equals("app", "x")), ports: tcp(80))]),
      networkPolicy("p2", ingress: [rule(.allow, pods("b", equals("app", "y")), ports: tcp(443))]))
    #expect(cluster.allowed(peer(other), peer(x)) == ConnectionSet(.tcp, 80...80))
  }

  @Test("T-14: both ends must agree") func t14() {
    let cluster = cluster(
      networkPolicy("s", equals("app", "x"), egress: [rule(.allow, pods("a"), ports: tcp(80))]),
      networkPolicy("d", equals("app", "y"), ingress: [rule(.allow, pods("a"), ports: tcp(8080))]))
    #expect(cluster.allowed(peer(x), peer(y)).isEmpty)
  }

  @Test("T-15, T-16: a port means one protocol, a protocol means all its ports") func t15() {
    let one = cluster(networkPolicy(ingress: [anyone(ports: tcp(53))]))
    #expect(one.allowed(peer(other), peer(x)) == ConnectionSet(.tcp, 53...53))
    let all = cluster(networkPolicy(ingress: [anyone(ports: .range(.udp, 1...65_535))]))
    #expect(all.allowed(peer(other), peer(x)) == ConnectionSet(.udp, .allPorts))
  }

  @Test("T-17: a named port is looked up on each destination") func t17() {
    let d1 = pod("b/d1", ports: [ContainerPort(name: "http", transport: .tcp, number: 8080)])
    let d2 = pod("b/d2", ports: [ContainerPort(name: "http", transport: .tcp, number: 9090)])
    let d3 = pod("b/d3")
    let cluster = cluster(networkPolicy(egress: [rule(.allow, pods("b"), ports: .named("http", .tcp))]))
    #expect(cluster.allowed(peer(x), peer(d1)) == ConnectionSet(.tcp, 8080...8080))
    #expect(cluster.allowed(peer(x), peer(d2)) == ConnectionSet(.tcp, 9090...9090))
    #expect(cluster.allowed(peer(x), peer(d3)).isEmpty)
  }

  @Test("T-18: a named port of another protocol is nothing") func t18() {
    let dns = pod("a/dns", ["app": "dns"], ports: [ContainerPort(name: "dns", transport: .tcp, number: 53)])
    let cluster = cluster(networkPolicy(ingress: [anyone(ports: .named("dns", .udp))]))
    #expect(cluster.allowed(peer(other), peer(dns)).isEmpty)
    let right = self.cluster(networkPolicy(ingress: [anyone(ports: .named("dns", .tcp))]))
    #expect(right.allowed(peer(other), peer(dns)) == ConnectionSet(.tcp, 53...53))
  }

  @Test("T-19: a named port has no meaning outside, but has one on a pod inside the block") func t19() {
    let https = pod("b/d", ports: [ContainerPort(name: "https", transport: .tcp, number: 8443)], at: "10.0.0.9")
    let cluster = cluster(networkPolicy(egress: [rule(.allow, block("0.0.0.0/0"), ports: .named("https", .tcp))]))
    #expect(cluster.allowed(peer(x), outside).isEmpty)
    #expect(cluster.allowed(peer(x), peer(https)) == ConnectionSet(.tcp, 8443...8443))
    let unknown = pod("b/d", ports: https.ports)
    #expect(cluster.allowed(peer(x), peer(unknown)).isEmpty)
  }

  @Test("T-22: exceptions narrow one block only") func t22() {
    let inside = pod("a/in", at: "10.1.0.5")
    let peers = rule(.allow, block("10.0.0.0/8", except: "10.1.0.0/16"), pods("a"))
    let cluster = cluster(networkPolicy(ingress: [peers]))
    #expect(cluster.allowed(peer(inside), peer(x)).isAll)
    #expect(cluster.allowed(address("10.1.0.5"), peer(x)).isEmpty)
    #expect(cluster.allowed(address("10.2.0.5"), peer(x)).isAll)
  }

  @Test("T-24: a block of one family says nothing about the other") func t24() {
    let cluster = cluster(networkPolicy(egress: [rule(.allow, block("0.0.0.0/0"))]))
    #expect(cluster.allowed(peer(x), outside).isAll)
    #expect(cluster.allowed(peer(x), address("2001:db8::1")).isEmpty)
  }

  @Test("T-25: replicas of a workload are ordinary peers") func t25() {
    let cluster = cluster(networkPolicy(ingress: [], egress: []))
    #expect(cluster.allowed(peer(x), peer(x)).isEmpty)
  }

  @Test("T-26: the own node is always allowed, another one is not") func t26() {
    let cluster = cluster(networkPolicy(ingress: [], egress: []))
    #expect(cluster.allowed(address("10.0.0.1", .ownNode), peer(x)).isAll)
    #expect(cluster.allowed(peer(x), address("10.0.0.1", .ownNode)).isAll)
    #expect(cluster.allowed(address("10.0.0.2", .remoteNode), peer(x)).isEmpty)
  }

  @Test("T-27, T-28: a pod in the node's network is neither subject nor peer") func t27() {
    let host = pod("a/h", ["app": "h"], host: true)
    let closed = cluster(networkPolicy("p", equals("app", "h"), ingress: [], egress: []))
    #expect(closed.allowed(peer(other), peer(host)).isAll)
    #expect(closed.allowed(peer(host), outside).isAll)
    let named = cluster(networkPolicy("p", equals("app", "x"), ingress: [rule(.allow, pods("a", equals("app", "h")))]))
    #expect(named.allowed(peer(host), peer(x)).isEmpty)
  }

  @Test("NP-37: where a plugin treats it so, a pod in the node's network is a pod like others") func hostNetworkAsPods()
  {
    let host = pod("a/h", ["app": "h"], host: true)
    var cluster = cluster(networkPolicy("p", equals("app", "h"), ingress: [], egress: [rule(.allow, pods("b"))]))
    cluster.treatsHostNetworkAsPods = true
    #expect(cluster.allowed(peer(other), peer(host)).isEmpty)
    #expect(cluster.allowed(peer(host), peer(other)).isAll)
    #expect(cluster.allowed(peer(host), peer(x)).isEmpty)
    #expect(cluster.allowed(peer(host), peer(other), .cilium).isAll)
    #expect(cluster.allowed(peer(host), peer(x), .cilium).isAll, "CIL-6")
  }

  @Test("NP-29: blocks look at pods only where they are asked to") func blocksAndPods() {
    let near = pod("b/near", at: "10.0.1.5")
    var cluster = cluster(networkPolicy(egress: [rule(.allow, block("10.0.0.0/8"))]))
    #expect(cluster.allowed(peer(x), peer(near)).isAll)
    cluster.matchesPodAddresses = false
    #expect(cluster.allowed(peer(x), peer(near)).isEmpty)
  }

  @Test("a workload may do what any of its pods may, within one family") func faces() {
    let two = pod("b/two", at: "10.0.0.1", "10.9.0.1")
    let cluster = cluster(
      networkPolicy(
        egress: [
          rule(.allow, block("10.0.0.0/16"), ports: tcp(80)), rule(.allow, block("10.9.0.0/16"), ports: tcp(443)),
        ]))
    #expect(cluster.allowed(peer(x), peer(two)) == ConnectionSet(.tcp, PortSet([80...80, 443...443])))
    let dual = pod("b/dual", at: "10.0.0.1", "2001:db8::1")
    let mixed = Cluster(
      workloads: [x, dual],
      policies: [
        networkPolicy(egress: [rule(.allow, block("0.0.0.0/0"))]),
        networkPolicy(in: "b", ingress: [rule(.allow, block("::/0"))]),
      ])
    #expect(mixed.allowed(peer(pod("a/s", at: "10.0.0.7", "2001:db8::7")), peer(dual)).isEmpty)
  }

  @Test("NP-15: a namespace that nobody declared has its name label") func undeclaredNamespace() {
    let cluster = cluster(networkPolicy(ingress: [rule(.allow, pods("elsewhere"))]))
    #expect(cluster.allowed(peer(pod("elsewhere/x")), peer(x)).isAll)
  }
}
