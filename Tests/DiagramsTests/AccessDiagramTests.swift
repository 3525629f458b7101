import Analysis
import PolicyModel
import Testing

@testable import Diagrams

@Suite(.serialized) struct AccessDiagramTests {
  private func report(
    _ workloads: [Workload], _ policies: [Policy] = [], _ families: [AddressFamily] = [.ipv4]
  ) -> AccessReport {
    let inventory = ClusterInventory(namespaces: [], workloads: workloads)
    let evaluation = PolicyEvaluation(
      inventory: inventory, policies: PolicySet(policies), semantics: .generic, matchesPodAddresses: false)
    return AccessReport(evaluation: evaluation, inventory: inventory, families: families)
  }

  private func workload(_ name: String, in namespace: String = "a") -> Workload {
    Workload(namespace: namespace, name: name, kind: "Pod", labels: ["app": name])
  }

  /// A policy over namespace `a` that lets a block in on TCP 443.
  private func letsIn(_ blocks: String..., except: [String] = []) -> Policy {
    let peers = blocks.compactMap(CIDR.init).map { cidr in
      PeerSelector.addresses(AddressBlock(cidr, except: except.compactMap(CIDR.init).filter(cidr.contains)))
    }
    let rule = PolicyRule(.allow, peers: .these(peers), ports: .these([.port(.tcp, 443)]))
    return Policy(
      id: PolicyID(.networkPolicy, namespace: "a", name: "p"), subject: .pods(PodSelector(in: "a", pods: .everything)),
      ingress: PolicySection(isolates: true, rules: [rule]), egress: nil)
  }

  @Test func `workloads stand in their namespaces, also those that nobody reaches`() {
    let closed = Policy(
      id: PolicyID(.networkPolicy, namespace: "a", name: "p"), subject: .pods(PodSelector(in: "a", pods: .everything)),
      ingress: PolicySection(isolates: true, rules: []), egress: PolicySection(isolates: true, rules: []))
    let diagram = Diagram(of: report([workload("x"), workload("y"), workload("z", in: "b")], [closed]))
    #expect(diagram.groups.map(\.title) == ["a", "b"])
    #expect(diagram.groups.map { $0.nodes.map(\.title) } == [["x", "y"], ["z"]])
    #expect(
      Set(diagram.edges.flatMap { [$0.from, $0.to] }) == [
        "workload:b/z[Pod]", "addresses:0.0.0.0-255.255.255.255[External]",
      ])
  }

  @Test func `addresses that policies treat alike are one node with a shape of its own`() throws {
    let privates = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
    let diagram = Diagram(of: report([workload("x")], [letsIn("0.0.0.0/0", except: privates)]))
    let sources = diagram.nodes.filter { node in diagram.edges.contains { $0.from == node.id } }
    #expect(sources.map(\.title) == ["rest of the world"])
    #expect(sources.map(\.details) == [["all but 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16"]])
    #expect(sources.map(\.kind) == [.outsideWorld])
    #expect(diagram.subtitle.hasPrefix("1 workload in 1 namespace, "))
    let dot = try #require(ReadBack(diagram.dot))
    #expect(dot.edges.filter { !$0[0].hasPrefix("column:") }.count == 2)
    let edge = try #require(diagram.mergedEdges.first { $0.to == "workload:a/x[Pod]" })
    #expect(edge.lines == ["TCP 443"])
  }

  /// As many connections are open to both, and not the same requests. (CIL-69)
  @Test func `addresses with other requests are other nodes`() throws {
    let rules = zip(["10.0.0.0/8", "192.0.2.0/24"], ["GET", "PUT"]).map { block, method in
      PolicyRule(
        .allow, peers: .these([CIDR(block)].compactMap { $0 }.map { .addresses(AddressBlock($0)) }),
        ports: .these([.port(.tcp, 443)]), layer7: .http([HTTPMatch(method: method, path: nil)]))
    }
    let policy = Policy(
      id: PolicyID(.ciliumNetworkPolicy, namespace: "a", name: "p"),
      subject: .pods(PodSelector(in: "a", pods: .everything)), ingress: PolicySection(isolates: true, rules: rules),
      egress: nil)
    let arriving = Diagram(of: report([workload("x")], [policy])).edges.filter { $0.to == "workload:a/x[Pod]" }
    #expect(Set(arriving.map(\.from)).count == 2)
    #expect(
      arriving.map { $0.tooltip?.contains("TCP 443 GET any path") == true }.sorted { !$0 && $1 } == [false, true])
  }

  @Test func `few addresses are named, many are counted`() {
    let blocks = Diagram(of: report([workload("x")], [letsIn("10.0.0.0/8", "192.0.2.0/25", "192.0.2.128/26")]))
    #expect(blocks.nodes.map(\.details).contains(["10.0.0.0/8, 192.0.2.0–192.0.2.191"]))
    let many = Diagram(of: report([workload("x")], [letsIn("10.0.0.0/8", "12.0.0.0/8", "14.0.0.0/8", "16.0.0.0/8")]))
    #expect(many.nodes.map(\.details).contains(["10.0.0.0/8, 12.0.0.0/8, 14.0.0.0/8", "and 1 more"]))
    let both = Diagram(of: report([workload("x")], [], AddressFamily.allCases))
    #expect(both.nodes.map(\.title) == ["outside world"])
  }

  @Test(arguments: HostileText.samples)
  func `names from outside never become syntax`(text: String) throws {
    let diagram = Diagram(of: report([workload(text, in: text), workload(text + "2", in: text)]))
    let read = try #require(ReadBack(diagram.dot), "graphviz cannot read: \(diagram.dot)")
    #expect(read.nodes.count { !$0.key.hasPrefix("column:") } == 3)
    #expect(read.attributes.isSubset(of: DiagramDOTTests.ownAttributes))
  }
}
