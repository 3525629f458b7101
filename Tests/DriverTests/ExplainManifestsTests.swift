import Analysis
import Diagnostics
import Driver
import Explanations
import Foundation
import PolicyModel
import Testing

/// Why one end can or cannot reach another, by Kubernetes objects.
@Suite struct ExplainManifestsTests {
  private static let objects = """
    {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x, labels: {app: a}}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: b, namespace: x}
    spec:
      selector: {matchLabels: {app: b}}
      template:
        metadata: {labels: {app: b}}
        spec: {containers: [{name: b, image: b, ports: [{containerPort: 8080, name: http}]}]}
    ---
    {apiVersion: v1, kind: Pod, metadata: {name: b, namespace: x, labels: {app: other}}}
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: np, namespace: x}
    spec:
      podSelector: {matchLabels: {app: b}}
      policyTypes: [Ingress]
      ingress:
        - from: [{podSelector: {matchLabels: {app: a}}}, {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]
          ports: [{port: http}, {port: 9000}]
        - from: [{podSelector: {matchLabels: {app: a}}}]
          ports: [{port: grpc}]
    ---
    apiVersion: policy.networking.k8s.io/v1alpha1
    kind: AdminNetworkPolicy
    metadata: {name: anp}
    spec:
      priority: 5
      subject: {namespaces: {}}
      ingress:
        - {name: no9000, action: Deny, from: [{namespaces: {}}], ports: [{portNumber: {protocol: TCP, port: 9000}}]}

    """

  private static var cluster: ObservedCluster {
    ObservedCluster(of: [SourceText(path: "m.yaml", objects)])
  }

  /// Tiers in order, denies by their own name, the place of each object, and a named port that the pod lacks.
  @Test func tiersAndPlaces() throws {
    let text = try Self.cluster.explanation(from: "x/a", to: "x/deploy/b", asked: nil).text
    #expect(
      text == """
        x/a reaches x/deploy/b on TCP 8080

        x/a => x/deploy/b : TCP 8080
          egress of x/a: All Connections
            no policy selects it, so nothing is closed
          ingress of x/deploy/b: TCP 8080
            denied by AdminNetworkPolicy anp [admin tier, priority 5] (m.yaml:28), ingress rule 1 "no9000": TCP 9000
            allowed by NetworkPolicy x/np (m.yaml:16), ingress rule 1: TCP 8080
            without effect: NetworkPolicy x/np (m.yaml:16), ingress rule 2: the destination has no port named "grpc", it has http 8080/TCP
            isolated by NetworkPolicy x/np (m.yaml:16)

        """)
  }

  @Test func partsOfABlock() throws {
    let explanation = try Self.cluster.explanation(
      from: "10.0.0.0/8", to: "x/deployment/b", asked: ConnectionSet(.tcp, 9000...9000))
    #expect(
      explanation.verdict
        == "10.0.0.0/8 reaches x/deployment/b on TCP 9000 at 10.0.0.0-10.0.255.255, 10.2.0.0-10.255.255.255; "
        + "not at 10.1.0.0/16")
    #expect(explanation.cases.count == 2)
    let outside = try Self.cluster.explanation(from: "internet", to: "x/deployment/b", asked: nil)
    #expect(outside.verdict == "internet cannot reach x/deployment/b")
    #expect(outside.cases.count == 1)
  }

  @Test(arguments: [
    ("x/b", "write x/Deployment/b or x/Pod/b"), ("x/c", "did you mean \"x/a\"?"), ("nobody", "is no peer"),
    ("x/Job/b", "did you mean \"x/Pod/b\"?"), ("api-server", "write its address"), ("x/a/b/c", "is no peer"),
  ])
  func unknownNames(_ name: String, _ words: String) throws {
    do {
      _ = try Self.cluster.explanation(from: "x/a", to: name, asked: nil)
      Issue.record("\(name) is somebody")
    } catch {
      #expect(error.message.contains(words), "\(error.message)")
    }
  }

  @Test func twoEndsOutsideAreNoQuestion() throws {
    #expect(throws: UnknownPeer.self) {
      try Self.cluster.explanation(from: "10.0.0.1", to: "example.org", asked: nil)
    }
  }

  /// One block for each line of the access report.
  @Test func allPairs() throws {
    let cluster = Self.cluster
    let all = cluster.explanations()
    let source = SourceText(path: "m.yaml", Self.objects)
    let report = Inspection(of: [source], options: InspectionOptions()).report.text
    let lines = all.map { String($0.brief.prefix { $0 != "\n" }) + "\n" }.joined()
    #expect(lines == report)
    #expect(all.contains { $0.brief.contains("ingress: denied by AdminNetworkPolicy anp") })
  }

  /// No plugin asks policies about a pod that calls itself. (NP-34, T-25, CIL-63)
  @Test(arguments: [("x/a", "10.244.0.5"), ("x/a", "x/a"), ("x/a", "x/pod/a")])
  func aPodReachesItself(_ source: String, _ destination: String) throws {
    let objects = """
      {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x}, status: {podIPs: [{ip: 10.244.0.5}]}}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: b, namespace: x}
      spec: {selector: {matchLabels: {app: b}}, template: {metadata: {labels: {app: b}}}}
      ---
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: np, namespace: x}
      spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
      """
    let cluster = ObservedCluster(of: [SourceText(path: "m.yaml", objects)])
    let explanation = try cluster.explanation(from: source, to: destination, asked: nil)
    #expect(explanation.verdict == "x/a reaches itself, whatever policies say")
    #expect(explanation.cases.map(\.connections) == [.all])
    // The pods of a Deployment are several.
    let several = try cluster.explanation(from: "x/b", to: "x/b", asked: nil)
    #expect(several.verdict == "x/b cannot reach x/b")
  }

  private static let pods = """
    {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x, labels: {app: a}}}
    ---
    {apiVersion: v1, kind: Pod, metadata: {name: b, namespace: x, labels: {app: b}}}
    """

  private static let onNode = """
    {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x, labels: {app: a}}, spec: {hostNetwork: true}}
    ---
    {apiVersion: v1, kind: Pod, metadata: {name: b, namespace: x, labels: {app: b}}}
    ---
    {apiVersion: v1, kind: Pod, metadata: {name: c, namespace: x, labels: {app: c}}}
    """

  /// Whoever asks about a pod on its node hears that policies may not govern it, and nobody else does. (NP-37)
  @Test(arguments: [
    ("x/a", "x/b", HostNetwork.pods, 1), ("x/b", "x/pod/a", .pods, 1), ("x/b", "x/c", .pods, 0),
    ("x/a", "x/b", .nodes, 0),
  ])
  func podsOnTheirNodes(_ source: String, _ destination: String, _ reading: HostNetwork, _ count: Int) throws {
    var options = InspectionOptions()
    options.hostNetwork = reading
    let cluster = ObservedCluster(of: [SourceText(path: "m.yaml", Self.onNode)], options: options)
    let explanation = try cluster.explanation(from: source, to: destination, asked: nil)
    let findings = cluster.findings(about: explanation)
    #expect(findings.count == count)
    #expect(findings.allSatisfy { $0.message.hasPrefix("\"x/a\" uses its node's network") }, "\(findings)")
  }

  /// Cilium keeps denies in lists of their own, which count from 1.
  @Test func deniesAreNamedByTheirOwnList() throws {
    let objects = """
      \(Self.pods)
      ---
      apiVersion: cilium.io/v2
      kind: CiliumNetworkPolicy
      metadata: {name: c, namespace: x}
      spec:
        endpointSelector: {matchLabels: {app: b}}
        ingress: [{fromEntities: [world]}, {fromEndpoints: [{}]}]
        ingressDeny: [{fromEndpoints: [{matchLabels: {app: a}}], toPorts: [{ports: [{port: "80", protocol: TCP}]}]}]
      """
    let cluster = ObservedCluster(of: [SourceText(path: "m.yaml", objects)])
    let explanation = try cluster.explanation(from: "x/a", to: "x/b", asked: nil)
    let reasons = try #require(explanation.cases.first).ingress.reasons
    #expect(reasons.contains("denied by CiliumNetworkPolicy x/c (m.yaml:7), ingressDeny rule 1: TCP 80"), "\(reasons)")
    #expect(reasons.contains { $0.hasPrefix("allowed by CiliumNetworkPolicy x/c (m.yaml:7), ingress rule 2: ") })
  }

  @Test func jsonHasTheDocumentedKeys() throws {
    let explanation = try Self.cluster.explanation(from: "x/a", to: "x/deploy/b", asked: nil)
    let object = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(explanation)) as? [String: Any]
    #expect(
      object.map { $0.keys.sorted() } == ["allowed", "cases", "destination", "remarks", "source", "verdict"])
    let item = (object?["cases"] as? [[String: Any]])?.first
    let ingress = item?["ingress"] as? [String: Any]
    let rules = ingress?["rules"] as? [[String: Any]]
    #expect(rules?.map { $0["action"] as? String } == ["deny", "allow", "allow"])
    #expect(rules?.map { $0["rule"] as? Int } == [1, 1, 2])
    #expect((ingress?["policies"] as? [[String: Any]])?.map { $0["line"] as? Int } == [28, 16])
  }

  /// Names from a file never make lines or colours of their own.
  @Test func hostileNames() throws {
    let pod = "{apiVersion: v1, kind: Pod, metadata: {name: \"b\\n\\e[31mnot b\", namespace: x, labels: {app: b}}}"
    let cluster = ObservedCluster(of: [SourceText(path: "m.yaml", Self.objects + "---\n" + pod)])
    for explanation in cluster.explanations() {
      #expect(!explanation.brief.unicodeScalars.contains { $0.value == 0x1B })
      #expect(explanation.brief.split(separator: "\n").count == 3)
    }
  }

  /// What a proxy lets through is not all of it. (CIL-69)
  @Test func requestsAreNamed() throws {
    let policy = """
      \(Self.pods)
      ---
      apiVersion: cilium.io/v2
      kind: CiliumNetworkPolicy
      metadata: {name: web, namespace: x}
      spec:
        endpointSelector: {matchLabels: {app: b}}
        ingress:
          - fromEndpoints: [{matchLabels: {app: a}}]
            toPorts:
              - {ports: [{port: "80", protocol: TCP}], rules: {http: [{method: GET, path: /a}]}}
              - {ports: [{port: "81", protocol: TCP}]}
          - {fromEntities: [all], toPorts: [{ports: [{port: "82", protocol: TCP}]}]}

      """
    let cluster = ObservedCluster(of: [SourceText(path: "m.yaml", policy)])
    let explanation = try cluster.explanation(from: "x/a", to: "x/b", asked: nil)
    #expect(
      explanation.text == """
        x/a reaches x/b on TCP 80-82; layer 7 lets only some requests through

        x/a => x/b : TCP 80-82 (filtered at layer 7: TCP 80 GET /a)
          egress of x/a: All Connections
            no policy selects it, so nothing is closed
          ingress of x/b: TCP 80-82
            allowed by CiliumNetworkPolicy x/web (m.yaml:7), ingress rule 1: TCP 80 (only GET /a)
            allowed by CiliumNetworkPolicy x/web (m.yaml:7), ingress rule 1: TCP 81
            allowed by CiliumNetworkPolicy x/web (m.yaml:7), ingress rule 2: TCP 82
            isolated by CiliumNetworkPolicy x/web (m.yaml:7)

        """)
    #expect(explanation.brief.hasPrefix("x/a => x/b : TCP 80-82 (filtered at layer 7: TCP 80 GET /a)\n"))
    let json = String(decoding: try JSONEncoder().encode(explanation), as: UTF8.self)
    #expect(json.contains("\"filters\":[[\"GET \\/a\"]]") && json.contains("\"requests\":[\"GET \\/a\"]"), "\(json)")
    let plain = try cluster.explanation(from: "x/a", to: "x/b", asked: ConnectionSet(.tcp, 81...81))
    #expect(plain.text.hasPrefix("x/a reaches x/b on TCP 81\n\nx/a => x/b : TCP 81\n"))
  }
}
