import Diagnostics
import Driver
import Proof
import Resolution
import TestSupport
import Testing

/// `verify` against what a real cluster runs: pods, namespaces, and objects that others have written.
@Suite struct VerifyClusterTests {
  @Test func healthyClusterIsProved() throws {
    let verification = try Dump().verified()
    #expect(verification.findings.map(\.code) == [.unownedNamespace])
    #expect(verification.holds)
  }

  /// The universe has the real pods in it as well.
  @Test func podsArePeers() throws {
    let without = try TamperedOutput().verified().proofs[0].peerCount
    var dump = try Dump()
    #expect(dump.verified().proofs[0].peerCount > without)
    let before = dump.verified().proofs[0].peerCount
    dump.add(Dump.pod("data-prod", "etl-2", "{app: etl}"))
    #expect(dump.verified().proofs[0].peerCount == before, "a replica is no other peer")
  }

  // MARK: Pods and namespaces

  @Test func workloadWithoutPods() throws {
    var dump = try Dump()
    dump.remove(Dump.pod("shop-prod", "web", "{app: web}"))
    #expect(
      dump.messages(.unmatchedWorkload) == [#"in cluster "cilium", no pod is one of the workload "shop/web""#])
    #expect(dump.verified().holds)
  }

  @Test func podWithoutWorkload() throws {
    var dump = try Dump()
    dump.add(Dump.pod("shop-prod", "cache", "{app: cache}"))
    #expect(
      dump.messages(.uncoveredPod) == [
        #"in cluster "cilium", no workload of "shop" covers the Pod "shop-prod/cache""#
      ])
    #expect(dump.verified().holds)
  }

  /// It bypasses policy, is no peer that a policy names, and no workload's pod. (NP-37, CIL-6)
  @Test func podOnTheHostNetwork() throws {
    var dump = try Dump()
    dump.add(Dump.pod("shop-prod", "agent", "{app: agent}", spec: ", hostNetwork: true"))
    #expect(
      dump.messages(.hostNetworkPod) == [
        #"in cluster "cilium", the Pod "shop-prod/agent" of "shop" uses its node's network: no policy governs it, and no selector finds it"#
      ])
    #expect(dump.verified().holds)
    #expect(dump.messages(.unmatchedWorkload) == [])
  }

  @Test func missingNamespace() throws {
    var dump = try Dump()
    dump.remove(Dump.namespace("data-prod"))
    #expect(dump.messages(.missingNamespace) == [#"in cluster "cilium", there is no namespace "data-prod""#])
    #expect(dump.verified().holds)
  }

  @Test func namespaceThatCallsItselfOtherwise() throws {
    var dump = try Dump()
    dump.add(Dump.namespace("nobodys", label: "shop-prod"))
    #expect(
      dump.messages(.namespaceLabel) == [
        #"in cluster "cilium", the namespace "nobodys" calls itself "shop-prod" in its label "kubernetes.io/metadata.name""#
      ])
    #expect(!dump.verified().holds)
  }

  /// It says which owner, and that everything in the namespace goes with it.
  @Test func namespaceWithAnOwner() throws {
    var dump = try Dump()
    dump.remove(Dump.namespace("data-prod"))
    dump.add(
      Dump.namespace("data-prod", more: "ownerReferences: [{apiVersion: a.example/v1, kind: Team, name: data, uid: a}]")
    )
    let finding = try #require(dump.verified().findings.first { $0.code == .namespaceDeletion })
    #expect(
      finding.message == #"in cluster "cilium", the namespace "data-prod" is deleted with its owner Team "data""#)
    #expect(finding.code == .namespaceDeletion && finding.severity == .warning)
    #expect(
      finding.help?.hasSuffix(
        #"`kubectl patch namespace data-prod --type=merge -p '{"metadata":{"ownerReferences":null}}'`"#) == true)
    #expect(dump.verified().holds)
  }

  @Test func namespaceThatIsBeingDeleted() throws {
    var dump = try Dump()
    dump.remove(Dump.namespace("data-prod"))
    dump.add(Dump.namespace("data-prod", more: "deletionTimestamp: 2026-12-01T00:00:00Z, finalizers: [a.example/b]"))
    #expect(
      dump.messages(.namespaceDeletion) == [
        #"in cluster "cilium", the namespace "data-prod" is being deleted since 2026-12-01T00:00:00Z"#
      ])
    #expect(!dump.verified().holds)
  }

  /// Capsule owns the namespaces of its tenants, finalizers are any tool's, and other namespaces nobody's here.
  @Test(arguments: [
    ("data-prod", "ownerReferences: [{apiVersion: capsule.clastix.io/v1beta2, kind: Tenant, name: data, uid: a}]"),
    ("data-prod", "finalizers: [controller.cattle.io/namespace-auth]"),
    ("monitoring", "deletionTimestamp: 2026-12-01T00:00:00Z"),
  ])
  func namespaceThatStays(_ name: String, _ metadata: String) throws {
    var dump = try Dump()
    dump.remove(Dump.namespace(name))
    dump.add(Dump.namespace(name, more: metadata))
    #expect(dump.verified().findings.map(\.code) == [.unownedNamespace])
  }

  /// A folder without pods and namespaces says nothing about them.
  @Test func absentKindsAreNoStatement() throws {
    let verification = try TamperedOutput().verified()
    #expect(verification.findings.renderedAsText() == "")
  }

  // MARK: Policies of others

  @Test func foreignPolicyThatWidens() throws {
    var dump = try Dump()
    dump.add(Dump.policy("debug", in: "payments-prod", "podSelector: {}, ingress: [{}]"))
    dump.add(Dump.policy("out", in: "data-prod", "podSelector: {}, policyTypes: [Egress], egress: [{}]"))
    let messages = dump.messages(.foreignPolicy)
    #expect(messages.count == 2)
    #expect(
      messages.contains {
        $0.contains("payments-prod/debug, which was not compiled, opens to") && $0.contains(#""payments" what"#)
      })
    #expect(messages.contains { $0.contains("data-prod/out") && $0.contains(#"opens to "data""#) })
    // Both say it all: nothing of it is reported a second time.
    #expect(dump.messages(.proofFailed).filter { !$0.contains("requests") && !$0.contains("for any request") } == [])
    #expect(!dump.verified().holds)
  }

  @Test func foreignPolicyThatNarrows() throws {
    var dump = try Dump()
    dump.add(
      """
      apiVersion: cilium.io/v2
      kind: CiliumNetworkPolicy
      metadata: {name: closed, namespace: payments-prod}
      spec: {endpointSelector: {}, ingressDeny: [{fromEndpoints: [{matchLabels: {k8s:io.kubernetes.pod.namespace: shop-prod}}]}]}
      """)
    let messages = dump.messages(.foreignPolicy)
    #expect(messages.count == 1)
    #expect(
      messages.first?.contains(#"closes to "payments", "shop" what the graph opens: shop/checkout in "shop-prod""#)
        == true)
  }

  /// Whatever policies of Cilium name by an entity, nothing of it gets in unseen. (CIL-43)
  @Test(arguments: [
    "ingress", "health", "init", "unmanaged", "remote-node", "kube-apiserver", "world", "cluster", "all",
  ])
  func foreignPolicyForAnEntity(_ entity: String) throws {
    for rule in ["fromEntities: [\(entity)]", "fromEndpoints: [{matchLabels: {'reserved:\(entity)': ''}}]"]
    where !rule.contains("reserved:cluster") && !rule.contains("reserved:all") {
      var dump = try Dump()
      dump.add(
        """
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: x, namespace: payments-prod}
        spec: {endpointSelector: {}, ingress: [{\(rule)}]}
        """)
      #expect(!dump.messages(.foreignPolicy).isEmpty, "\(rule)")
      #expect(!dump.verified().holds, "\(rule)")
    }
  }

  /// Its own namespace is closed anyway, and pods of nobody are nobody's business here.
  @Test(arguments: [
    Dump.policy("deny", in: "payments-prod", "podSelector: {}, policyTypes: [Ingress]"),
    Dump.policy("own", in: "monitoring", "podSelector: {}, policyTypes: [Ingress, Egress]"),
  ])
  func foreignPolicyThatChangesNothing(_ policy: String) throws {
    var dump = try Dump()
    dump.add(policy)
    #expect(dump.verified().findings.map(\.code) == [.unownedNamespace])
  }

  /// A real pod may have a port under a name that the graph gives to another number.
  @Test func realPortsCount() throws {
    var dump = try Dump()
    dump.add(Dump.pod("payments-prod", "ledger-2", "{app: ledger}", ports: "[{name: grpc, containerPort: 6000}]"))
    dump.add(Dump.policy("named", in: "payments-prod", "podSelector: {}, ingress: [{ports: [{port: grpc}]}]"))
    dump.add(
      Dump.policy(
        "out", in: "payments-prod", "podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 6000}]}]"))
    #expect(dump.messages(.foreignPolicy).contains { $0.contains("payments-prod/named") })
  }

  // MARK: Drift

  @Test func whatAnAPIServerAddsIsNoDrift() throws {
    var dump = try Dump()
    try dump.edit(
      "metadata:\n  name: easement.shop-prod.default-deny\n",
      "metadata:\n  uid: a\n  resourceVersion: \"1\"\n  managedFields: [{manager: kubectl}]\n  generation: 1\n"
        + "  name: easement.shop-prod.default-deny\n")
    #expect(dump.verified().findings.map(\.code) == [.unownedNamespace])
  }

  @Test func orderIsNoDrift() throws {
    var dump = try Dump()
    try dump.edit(
      "    - ports:\n      - port: \"53\"\n        protocol: TCP\n      - port: \"53\"\n        protocol: UDP\n",
      "    - ports:\n      - port: \"53\"\n        protocol: UDP\n      - port: \"53\"\n        protocol: TCP\n")
    #expect(dump.verified().findings.map(\.code) == [.unownedNamespace])
  }

  @Test func missingObject() throws {
    var dump = try Dump()
    dump.removeFile("cilium/clusterwide/easement-guardrail.metadata.yaml")
    #expect(
      dump.messages(.driftedObject) == [
        #"in cluster "cilium", CiliumClusterwideNetworkPolicy easement-guardrail.metadata is missing"#
      ])
    #expect(!dump.verified().holds)
  }

  @Test func superfluousObject() throws {
    var dump = try Dump()
    dump.add(
      Dump.policy("old", in: "nobodys", "podSelector: {}", labels: "{app.kubernetes.io/managed-by: easement}"))
    #expect(dump.messages(.driftedObject).count == 1)
    #expect(!dump.verified().holds)
  }

  @Test func otherAnnotationsAreAWarning() throws {
    var dump = try Dump()
    try dump.edit("card payments", "lunch")
    let findings = dump.verified().findings.filter { $0.code != .unownedNamespace }
    #expect(findings.map(\.code) == [.driftedObject])
    #expect(findings.map(\.severity) == [.warning])
    #expect(dump.verified().holds)
  }

  // MARK: What cannot be read

  /// Each object would be called missing, and the cause stand among them.
  @Test(arguments: [true, false]) func nothingThatCanBeRead(_ isText: Bool) throws {
    let output = try TamperedOutput()
    let cluster = try #require(output.graph.clusters.first)
    let broken = [SourceText(path: "br.yaml", "a: [1\nb: {")]
    let closed = [Diagnostic(.unreadableFile, "\"br.yaml\" cannot be read", at: nil)]
    let verification = ClusterVerification(
      of: output.graph, on: cluster, objects: isText ? broken : [], unreadable: isText ? [] : closed)
    #expect(verification.findings.map(\.code) == [isText ? .invalidYAML : .unreadableFile])
    #expect(verification.isBlind && !verification.holds)
    let whole = ClusterVerification(
      of: output.graph, on: cluster, objects: output.sources(of: cluster) + (isText ? broken : []),
      unreadable: isText ? [] : closed)
    #expect(!whole.isBlind && !whole.holds)
    #expect(whole.proof.holds)
  }

  /// What is missing comes after what could not be read.
  @Test func brokenFilesComeFirst() throws {
    let output = try TamperedOutput()
    let cluster = try #require(output.graph.clusters.first)
    var sources = output.sources(of: cluster)
    let place = try #require(sources.firstIndex { $0.path.hasSuffix("baseline.yaml") })
    sources[place] = SourceText(path: sources[place].path, "a: [1\nb: {")
    let codes = ClusterVerification(of: output.graph, on: cluster, objects: sources).findings.map(\.code)
    #expect(codes.first == .invalidYAML)
    #expect(codes.contains(.driftedObject))
  }

  // MARK: Amounts

  @Test func atMostSoManyAreExplained() throws {
    let output = try TamperedOutput()
    let cluster = try #require(output.graph.clusters.first)
    let few = ClusterVerification(of: output.graph, on: cluster, objects: [], explaining: 20)
    #expect(few.proof.differences.count == min(20, few.proof.causeCount))
    #expect(few.proof.differenceCount > 100)
    #expect(few.proof.differences.contains { $0.alikeCount > 3 && $0.alike.count == 3 })
    let all = ClusterVerification(of: output.graph, on: cluster, objects: [], explaining: nil)
    #expect(all.proof.differences.count == all.proof.causeCount)
    #expect(all.proof.differences.reduce(0) { $0 + 1 + $1.alike.count } == all.proof.differenceCount)
    #expect(all.proof.differences.allSatisfy { $0.alike.count == $0.alikeCount })
    #expect(all.proof.differenceCount == few.proof.differenceCount)
  }
}
