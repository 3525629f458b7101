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

  /// One side with pods is enough to know whom a change is about.
  @Test func podsAreBetter() throws {
    let pod = "---\n{apiVersion: v1, kind: Pod, metadata: {name: b, namespace: x, labels: {app: b}}}\n"
    #expect(try !changes(Self.policies + pod).infersPods)
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
    #expect(try changes(Self.policies + pods + cilium, Self.policies + pods).flows.isEmpty)
  }
}
