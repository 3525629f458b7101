import Analysis
import PolicyModel
import Testing

/// Cases of part E.3 of the semantics that are about evaluation.
@Suite struct CiliumTests {
  let x = pod("a/x", ["app": "x"], at: "10.0.1.5")
  let y = pod("a/y", ["app": "y"], at: "10.0.1.6")
  let other = pod("b/x", ["app": "x"], at: "10.0.2.5")
  let outside = address("203.0.113.7")
  let ownNode = address("192.168.0.1", .ownNode)
  let remoteNode = address("192.168.0.2", .remoteNode)

  func allowed(_ source: Peer, _ destination: Peer, _ policies: Policy...) -> ConnectionSet {
    Cluster(workloads: [x, y, other], policies: policies).allowed(source, destination, .cilium)
  }

  @Test("TC-1, TC-3: an entry that allows nothing closes everything") func tc1() {
    let empty = ciliumPolicy(ingress: [rule(.allow)])
    #expect(allowed(peer(y), peer(x), empty).isEmpty)
    #expect(allowed(outside, peer(x), empty).isEmpty)
    #expect(allowed(peer(x), peer(y), ciliumPolicy("e", label("app", .isIn(["y"])), egress: [rule(.allow)])).isAll)
  }

  @Test("TC-2: pods of the own namespace, pods of every namespace, never world or host") func tc2() {
    let own = ciliumPolicy(ingress: [rule(.allow, pods("a"))])
    let every = ciliumPolicy(in: nil, ingress: [rule(.allow, anyPod)])
    #expect(allowed(peer(y), peer(x), own).isAll)
    #expect(allowed(peer(other), peer(x), own).isEmpty)
    #expect(allowed(peer(other), peer(x), every).isAll)
    #expect(allowed(outside, peer(x), every).isEmpty)
    #expect(allowed(remoteNode, peer(x), every).isEmpty)
  }

  @Test("TC-5: ports without peers are open to anyone") func tc5() {
    let ports = ciliumPolicy(ingress: [anyone(ports: .port(.tcp, 80), .port(.udp, 80), .port(.sctp, 80))])
    for source in [peer(other), outside, remoteNode] {
      #expect(allowed(source, peer(x), ports).description == "SCTP 80,TCP 80,UDP 80")
    }
  }

  @Test("TC-6: an empty list of ports allows nothing") func tc6() {
    let none = PolicyRule(.allow, peers: .these([anyPod]), ports: .these([]))
    #expect(allowed(peer(x), peer(other), ciliumPolicy(egress: [none])).isEmpty)
  }

  @Test("TC-7, TC-8: a block never matches a pod or a node") func tc7() {
    let policies = [
      ciliumPolicy(egress: [rule(.allow, block("0.0.0.0/0"))]),
      networkPolicy(egress: [rule(.allow, block("0.0.0.0/0"))]),
    ]
    for policy in policies {
      #expect(allowed(peer(x), outside, policy).isAll)
      #expect(allowed(peer(x), peer(other), policy).isEmpty)
      #expect(allowed(peer(x), remoteNode, policy).isEmpty)
    }
    let generic = Cluster(workloads: [x, other], policies: [policies[1]])
    #expect(generic.allowed(peer(x), peer(other)).isAll)
    #expect(generic.allowed(peer(x), remoteNode).isAll)
  }

  @Test("TC-9: denies alone close everything, unless default deny is off") func tc9() {
    let deny = rule(.deny, .entity(.world))
    #expect(allowed(peer(x), peer(other), ciliumPolicy(egress: [deny])).isEmpty)
    let open = ciliumPolicy(isolates: false, egress: [deny])
    #expect(allowed(peer(x), peer(other), open).isAll)
    #expect(allowed(peer(x), remoteNode, open).isAll)
    #expect(allowed(peer(x), outside, open).isEmpty)
  }

  @Test("TC-10: a deny beats the allow of a NetworkPolicy") func tc10() {
    let network = networkPolicy(ingress: [rule(.allow, pods("b"), ports: .range(.tcp, 80...81))])
    let deny = ciliumPolicy(in: nil, isolates: false, ingress: [rule(.deny, anyPod, ports: tcp(80))])
    #expect(allowed(peer(other), peer(x), network, deny) == ConnectionSet(.tcp, 81...81))
  }

  @Test("TC-11: default deny of one policy does not silence the allows of another") func tc11() {
    let open = ciliumPolicy("dns", in: nil, isolates: false, egress: [rule(.allow, anyPod, ports: .port(.udp, 53))])
    let closed = ciliumPolicy(egress: [rule(.allow, pods("b"), ports: tcp(80))])
    #expect(allowed(peer(x), peer(other), open, closed).description == "TCP 80,UDP 53")
  }

  @Test("TC-16, CIL-33: selectors never see labels outside the identity, in any kind of policy") func tc16() {
    let hashed = pod("a/h", ["pod-template-hash": "h", "app.kubernetes.io/name": "n", "x.beta.kubernetes.io/y": ""])
    func allows(_ selector: LabelSelector, _ semantics: Semantics = .cilium) -> Bool {
      [
        ciliumPolicy(ingress: [rule(.allow, pods("a", selector))]),
        networkPolicy(ingress: [rule(.allow, pods("a", selector))]),
      ]
      .allSatisfy {
        Cluster(workloads: [x, hashed], policies: [$0]).allows(peer(hashed), peer(x), 80, .tcp, semantics)
      }
    }
    #expect(!allows(equals("pod-template-hash", "h")))
    #expect(!allows(label("pod-template-hash", .exists)))
    #expect(!allows(label("x.beta.kubernetes.io/y", .exists)))
    #expect(allows(label("pod-template-hash", .doesNotExist)))
    #expect(allows(label("pod-template-hash", .isNotIn(["h"]))))
    #expect(allows(equals("app.kubernetes.io/name", "n")))
    #expect(allows(equals("pod-template-hash", "h"), .generic))
  }

  @Test("TC-22: the own node may in unless a deny names it; other nodes may not") func tc22() {
    let closed = ciliumPolicy(ingress: [rule(.allow)])
    #expect(allowed(ownNode, peer(x), closed).isAll)
    #expect(allowed(remoteNode, peer(x), closed).isEmpty)
    let deny = ciliumPolicy(ingress: [rule(.deny, .entity(.host), ports: tcp(80))])
    #expect(allowed(ownNode, peer(x), deny) == ConnectionSet.all.subtracting(ConnectionSet(.tcp, 80...80)))
  }

  @Test("TC-23: a pod out to its own node is ordinary") func tc23() {
    #expect(allowed(peer(x), ownNode, ciliumPolicy(egress: [rule(.allow)])).isEmpty)
    #expect(allowed(peer(x), ownNode, ciliumPolicy(egress: [rule(.allow, .entity(.host))])).isAll)
  }

  @Test("TC-24, CIL-50: an API server outside is world too, one on a node is a node") func tc24() {
    let server = address("198.51.100.1", .apiServer(onNode: false))
    let onNode = address("192.168.0.3", .apiServer(onNode: true))
    let allow = rule(.allow, .entity(.kubeAPIServer))
    #expect(allowed(peer(x), server, ciliumPolicy(egress: [allow])).isAll)
    #expect(allowed(peer(x), server, ciliumPolicy(egress: [allow, rule(.deny, .entity(.world))])).isEmpty)
    #expect(allowed(peer(x), onNode, ciliumPolicy(egress: [allow, rule(.deny, .entity(.world))])).isAll)
    #expect(allowed(peer(x), onNode, ciliumPolicy(egress: [rule(.allow, .entity(.remoteNode))])).isAll)
    #expect(allowed(peer(x), onNode, ciliumPolicy(egress: [rule(.allow, block("198.51.100.0/24"))])).isEmpty)
    #expect(allowed(peer(x), server, ciliumPolicy(egress: [rule(.allow, block("198.51.100.0/24"))])).isAll)
  }

  @Test("TC-27: a deny of a wide block beats an allow of a narrow one") func tc27() {
    let policy = ciliumPolicy(egress: [rule(.allow, block("10.1.0.0/16")), rule(.deny, block("10.0.0.0/8"))])
    #expect(allowed(peer(x), address("10.1.2.3"), policy).isEmpty)
  }

  @Test("TC-31: policies over nodes never touch pods") func tc31() {
    let closed = PolicySection(isolates: true, rules: [])
    let host = Policy(
      id: PolicyID(.ciliumClusterwideNetworkPolicy, name: "h"), subject: .nodes(.everything), ingress: closed,
      egress: closed)
    #expect(allowed(peer(other), peer(x), host).isAll)
  }

  @Test("TC-33: a named port is each peer's own number") func tc33() {
    let one = pod("b/one", ports: [ContainerPort(name: "web", transport: .tcp, number: 80)])
    let two = pod("b/two", ports: [ContainerPort(name: "web", transport: .tcp, number: 8080)])
    let policy = ciliumPolicy(egress: [rule(.allow, pods("b"), ports: .named("web", .tcp))])
    #expect(allowed(peer(x), peer(one), policy) == ConnectionSet(.tcp, 80...80))
    #expect(allowed(peer(x), peer(two), policy) == ConnectionSet(.tcp, 8080...8080))
  }

  @Test("TC-34: a block without all of itself is nothing") func tc34() {
    let policy = ciliumPolicy(egress: [rule(.allow, block("10.0.0.0/8", except: "10.0.0.0/8"))])
    #expect(allowed(peer(x), address("10.1.2.3"), policy).isEmpty)
  }

  @Test("TC-36: a name is unreachable until a DNS rule lets the agent learn its addresses") func tc36() {
    let named = PolicyRule(
      .allow, peers: .these([.domain(DomainPattern(name: "api.stripe.com"))]), ports: .these([tcp(443)]))
    let dns = PolicyRule(
      .allow, peers: .these([pods("kube-system")]), ports: .these([.port(.udp, 53)]),
      layer7: .dns([DomainPattern(pattern: "*")]))
    let stripe = Peer.domain("api.stripe.com")
    #expect(allowed(peer(x), stripe, ciliumPolicy(egress: [named])).isEmpty)
    #expect(allowed(peer(x), stripe, ciliumPolicy(egress: [named, dns])) == ConnectionSet(.tcp, 443...443))
    #expect(allowed(peer(x), .domain("api.stripe.org"), ciliumPolicy(egress: [named, dns])).isEmpty)
  }

  @Test(
    "TC-37: stars in names",
    arguments: [
      ("*.cilium.io", "a.cilium.io", true), ("*.cilium.io", "a.b.cilium.io", false),
      ("*.cilium.io", "cilium.io", false),
      ("**.cilium.io", "a.cilium.io", true), ("**.cilium.io", "a.b.cilium.io", true),
      ("**.cilium.io", "cilium.io", false),
      ("*", "anything.at.all", true), ("api-*.cilium.io", "api-1.cilium.io", true), ("a*c*e.io", "abcde.io", true),
      ("a*c*e.io", "abde.io", false), ("A.cilium.io.", "a.Cilium.io", true), ("a*a.io", "a.io", false),
    ])
  func tc37(pattern: String, name: String, isMatch: Bool) {
    let dns = PolicyRule(
      .allow, peers: .anyone, ports: .these([.port(.udp, 53)]), layer7: .dns([DomainPattern(pattern: "*")]))
    let named = PolicyRule(.allow, peers: .these([.domain(DomainPattern(pattern: pattern))]), ports: .these([tcp(443)]))
    #expect(allowed(peer(x), .domain(name), ciliumPolicy(egress: [named, dns])).contains(.tcp, 443) == isMatch)
  }

  @Test("A name is some part of the world: entities and whole families cover it") func domainsInTheWorld() {
    let name = Peer.domain("example.org")
    #expect(allowed(peer(x), name, ciliumPolicy(egress: [rule(.allow, .entity(.world))])).isAll)
    #expect(allowed(peer(x), name, ciliumPolicy(egress: [rule(.allow, .entity(.all))])).isAll)
    #expect(allowed(peer(x), name, ciliumPolicy(egress: [rule(.allow, block("0.0.0.0/0"))])).isAll)
    #expect(allowed(peer(x), name, ciliumPolicy(egress: [rule(.allow, block("0.0.0.0/1"))])).isEmpty)
    #expect(allowed(peer(x), name, ciliumPolicy(egress: [rule(.allow, .entity(.cluster))])).isEmpty)
  }

  @Test("TC-38: the cluster is pods, nodes and the API server, not the world") func tc38() {
    let policy = ciliumPolicy(ingress: [rule(.allow, .entity(.cluster))])
    for source in [peer(other), peer(pod("b/h", host: true)), remoteNode, ownNode] {
      #expect(allowed(source, peer(x), policy).isAll)
    }
    #expect(allowed(outside, peer(x), policy).isEmpty)
  }

  @Test("TC-40: a pod in the node's network is neither subject nor peer") func tc40() {
    let host = pod("a/x2", ["app": "x"], host: true)
    #expect(allowed(peer(host), peer(x), ciliumPolicy(ingress: [rule(.allow, pods("a"))])).isEmpty)
    #expect(allowed(peer(x), peer(host), ciliumPolicy(ingress: [rule(.allow)])).isAll)
    #expect(allowed(peer(host), peer(x), ciliumPolicy(ingress: [rule(.allow, .entity(.remoteNode))])).isAll)
  }
}
