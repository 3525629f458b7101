import Analysis
import Changes
import Diagnostics
import Driver
import PolicyModel
import TestSupport
import Testing

/// What differs between two sets of policies that come without pods.
@Suite struct InferredPodsTests {
  private static let policies = """
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: np, namespace: x}
    spec:
      podSelector: {matchLabels: {app: b}}
      policyTypes: [Ingress]
      ingress:
        - from: [{podSelector: {matchLabels: {app: a}}}, {namespaceSelector: {matchLabels: {team: net}}}]
          ports: [{port: 80}]

    """

  private func changes(_ new: String, _ old: String = policies) throws -> AccessChanges {
    try #require(
      Comparand.changes(
        from: Comparand(of: [SourceText(path: "old.yaml", old)], today: try .goldenDay),
        to: Comparand(of: [SourceText(path: "new.yaml", new)], today: try .goldenDay)))
  }

  @Test func flowsHaveNames() throws {
    let changes = try changes(Self.policies.replacing("port: 80", with: "port: 81"))
    #expect(changes.infersPods)
    #expect(
      changes.text == """
        flows: 2 altered; rules and settings: 1 changed

        to x
          ~ altered: any-with-team=net/any-other-pod[inferred] => x/app=b[inferred] : TCP 80 -> TCP 81
          ~ altered: x/app=a[inferred] => x/app=b[inferred] : TCP 80 -> TCP 81

        rules and settings
          policy NetworkPolicy x/np says something else

        """)
  }

  /// Whom a policy begins to govern loses what others could reach.
  @Test func newSubjects() throws {
    let other = Self.policies.replacing("podSelector: {matchLabels: {app: b}}", with: "podSelector: {}")
    let lost = try changes(other).flows.filter { $0.kind == .lost }.map { "\($0.source.name) \($0.destination.name)" }
    #expect(lost.contains("any-other-namespace/any-other-pod[inferred] x/app=a[inferred]"), "\(lost)")
    #expect(lost.contains("all addresses x/any-other-pod[inferred]"), "\(lost)")
  }

  @Test func wordsAloneChangeNothing() throws {
    #expect(try !changes("# moved\n" + Self.policies).changeAccess)
  }

  /// A pod that was read stands for itself, and those of other selectors are still described.
  @Test func podsThatWereReadAreNotInferred() throws {
    let pod = "---\n{apiVersion: v1, kind: Pod, metadata: {name: b, namespace: x, labels: {app: b}}}\n"
    let changes = try changes(
      Self.policies.replacing("port: 80", with: "port: 81") + pod, Self.policies + pod)
    #expect(
      changes.text == """
        flows: 2 altered

        to x
          ~ altered: any-with-team=net/any-other-pod[inferred] => x/b[Pod] : TCP 80 -> TCP 81
          ~ altered: x/app=a[inferred] => x/b[Pod] : TCP 80 -> TCP 81

        """)
    #expect(changes.infersPods && changes.readsPods)
  }

  /// CIL-45: nodes that were read stay nodes beside pods that nobody read.
  @Test func nodesStayKnown() throws {
    func objects(_ egress: String) -> String {
      """
      apiVersion: v1
      kind: Node
      metadata: {name: one}
      status: {addresses: [{type: InternalIP, address: 203.0.113.1}]}
      ---
      apiVersion: cilium.io/v2
      kind: CiliumNetworkPolicy
      metadata: {name: out, namespace: x}
      spec: {endpointSelector: {matchLabels: {app: b}}, egress: [\(egress)]}

      """
    }
    let changes = try changes(objects("{toCIDR: [203.0.113.1/32]}"), objects("{}"))
    #expect(changes.flows.isEmpty, "\(changes.text)")
    #expect(try !self.changes(objects("{toCIDR: [203.0.113.2/32]}"), objects("{}")).flows.isEmpty)
  }

  private static let gateway = """
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: only-gateway, namespace: shop}
    spec:
      podSelector: {}
      policyTypes: [Ingress]
      ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: gateway}}}]}]

    """

  /// One workload of another namespace says nothing about the pods of this one.
  @Test func unrelatedWorkloadsHideNothing() throws {
    let job = """
      ---
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: tidy, namespace: tools}
      spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: tidy}}, spec: {containers: []}}}}}

      """
    let open = Self.gateway.replacing(
      "[{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: gateway}}}]}]", with: "[{}]")
    #expect(
      try changes(open + job, Self.gateway + job).text == """
        flows: 2 gained; rules and settings: 1 changed

        to shop
          + gained: tools/tidy[CronJob] => shop/any-other-pod[inferred] : All Connections
          + gained: all addresses => shop/any-other-pod[inferred] : All Connections

        rules and settings
          policy NetworkPolicy shop/only-gateway says something else

        """)
  }

  /// Pods that come later are what a policy is for.
  @Test func subjectsWithoutPodsInANamespaceWithSome() throws {
    let pod = "---\n{apiVersion: v1, kind: Pod, metadata: {name: c, namespace: x, labels: {app: c}}}\n"
    let changes = try changes(Self.policies.replacing("port: 80", with: "port: 81") + pod, Self.policies + pod)
    #expect(changes.flows.allSatisfy { $0.destination.name == "x/app=b[inferred]" && $0.kind == .altered })
    #expect(changes.flows.count == 2)
  }

  /// Each of the values that a selector lists has its pod.
  @Test func valuesWithoutPods() throws {
    let pod = "---\n{apiVersion: v1, kind: Pod, metadata: {name: b, namespace: x, labels: {app: b}}}\n"
    let wider = Self.policies.replacing(
      "podSelector: {matchLabels: {app: b}}",
      with: "podSelector: {matchExpressions: [{key: app, operator: In, values: [b, c]}]}")
    let lost = try changes(wider + pod, Self.policies + pod).flows.filter { $0.kind == .lost }
    #expect(!lost.isEmpty && lost.allSatisfy { $0.destination.name == "x/app=c[inferred]" })
  }

  /// A namespace means someone else by other labels.
  @Test func namespacesThatGetOtherLabels() throws {
    let policy = Self.gateway.replacing("kubernetes.io/metadata.name: gateway", with: "role: gateway")
    func space(_ role: String) -> String {
      "---\n{apiVersion: v1, kind: Namespace, metadata: {name: edge, labels: {role: \(role)}}}\n---\n"
        + "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: shop}}\n"
    }
    let changes = try changes(policy + space("gateway"), policy + space("none"))
    #expect(
      changes.text == """
        flows: 1 gained

        to shop
          + gained: edge/any-other-pod[inferred] => shop/p[Pod] : All Connections

        """)
  }

  /// Where no flow shows it, the policy does: unlabelled pods of later are open.
  @Test func policiesThatNoFlowTellsOf() throws {
    let pod = "---\n{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop, labels: {app: a}}}\n"
    let narrower = Self.gateway.replacing(
      "podSelector: {}\n", with: "podSelector: {matchExpressions: [{key: app, operator: Exists}]}\n")
    let changes = try changes(narrower + pod, Self.gateway + pod)
    #expect(changes.changeAccess)
    #expect(
      changes.text == """
        flows: none; rules and settings: 1 changed

        rules and settings
          policy NetworkPolicy shop/only-gateway says something else

        """)
  }

  /// The same said by other rules, blocks and policies is the same.
  @Test func otherWordsAreNoChange() throws {
    func policy(_ name: String, _ rules: String) -> String {
      "---\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: \(name), namespace: x}, spec: "
        + "{podSelector: {}, ingress: [\(rules)]}}\n"
    }
    let (a, b) = ("{podSelector: {matchLabels: {app: a}}}", "{podSelector: {matchLabels: {app: b}}}")
    let one = policy(
      "one", "{from: [\(a), \(b)], ports: [{port: 80}, {port: 81}]}, {from: [{ipBlock: {cidr: 10.0.0.0/8}}]}")
    let split =
      policy("first", "{from: [\(b)], ports: [{port: 80, endPort: 81}]}")
      + policy("second", "{from: [\(a)], ports: [{port: 80}]}, {from: [\(a)], ports: [{port: 81}]}")
      + policy("third", "{from: [{ipBlock: {cidr: 10.128.0.0/9}}, {ipBlock: {cidr: 10.0.0.0/9}}]}")
    #expect(try changes(split, one).text == "no change in access\n")
  }

  /// Without pods, `access` shows those that selectors describe; with some, those of namespaces that have none.
  @Test func accessShowsThem() {
    func inspection(_ text: String) -> Inspection {
      Inspection(of: [SourceText(path: "p.yaml", text)], options: InspectionOptions())
    }
    let alone = inspection(Self.gateway)
    #expect(alone.report.text.contains("\ngateway/any-other-pod[inferred] => shop/any-other-pod[inferred] : All"))
    #expect(!alone.report.text.contains("\nany-other-namespace/any-other-pod[inferred] => shop/"))
    #expect(alone.remarks.map { $0.hasPrefix("no pods and no workloads were read: ") } == [true])
    let pod = "---\n{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: gateway}}\n"
    let mixed = inspection(Self.gateway + pod)
    #expect(mixed.report.text.contains("gateway/p[Pod] => shop/any-other-pod[inferred] : All Connections\n"))
    #expect(!mixed.report.text.contains("gateway/any-other-pod"))
    #expect(
      mixed.remarks == [
        "no pods of namespace \"shop\" were read: pods that the policies' selectors describe stand for them, marked [inferred]"
      ])
    let whole = inspection(Self.gateway + pod + pod.replacing("namespace: gateway", with: "namespace: shop"))
    #expect(whole.remarks == [] && !whole.report.text.contains("[inferred]"))
    #expect(inspection(String(pod.dropFirst(4))).remarks == ["no policy was read, so nothing is closed"])
  }

  /// The first Cilium policy of a cluster does not make its other policies mean something else.
  @Test func bothSidesAreJudgedAlike() throws {
    let pods = """
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x, labels: {app: a}}, status: {podIP: 10.0.0.1}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: h, namespace: x, labels: {app: b}}, spec: {hostNetwork: true}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: b, namespace: x, labels: {app: b}}}

      """
    let cilium = """
      ---
      apiVersion: cilium.io/v2
      kind: CiliumNetworkPolicy
      metadata: {name: idle, namespace: elsewhere}
      spec: {endpointSelector: {}, ingress: [{}]}

      """
    let flows = try changes(Self.policies + pods + cilium, Self.policies + pods).flows
    #expect(flows.allSatisfy { $0.destination.group == "elsewhere" }, "\(flows.map(\.destination.name))")
  }
}
