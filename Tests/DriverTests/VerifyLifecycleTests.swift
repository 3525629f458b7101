import Diagnostics
import Driver
import Foundation
import PolicyModel
import Proof
import Resolution
import TestSupport
import Testing

/// What else than an apply makes objects of a cluster stay or go: owners, finalizers, and a deletion that has begun.
@Suite struct VerifyLifecycleTests {
  private static let owner = "{apiVersion: v1, kind: ConfigMap, name: mine, uid: 0e5b}"

  /// The first object of each kind on each cluster, with more in its metadata.
  private func tampered(_ metadata: String, _ check: (String, [Diagnostic]) throws -> Void) throws {
    let untouched = try TamperedOutput()
    var seen: Set<String> = []
    for (path, text) in untouched.files.sorted(by: { $0.key < $1.key }) {
      guard let kind = text.firstMatch(of: /\nkind: (.*)\n/)?.1, text.contains("\nmetadata:\n"),
        seen.insert("\(path.prefix { $0 != "/" }) \(kind)").inserted
      else { continue }
      var output = untouched
      try output.apply(Tampering("metadata", in: path, "\nmetadata:\n", "\nmetadata:\n\(metadata)"))
      try check(path, dumped(output).findings)
    }
    #expect(seen.contains { $0.hasSuffix("NetworkPolicy") } && seen.count >= 2, "\(seen.sorted())")
  }

  /// The objects as a cluster would print them, rather than in the folder that `compile` writes.
  private func dumped(_ output: TamperedOutput) -> Verification {
    let objects = output.graph.clusters.map { cluster in
      let texts = output.sources(of: cluster).filter { !$0.path.hasSuffix("kustomization.yaml") }
        .map { String(decoding: $0.bytes, as: UTF8.self) }
      return (cluster.name, [SourceText(path: "dump.yaml", texts.joined(separator: "\n---\n"))])
    }
    return Verification(
      of: output.graph, clusters: output.graph.clusters, objects: Dictionary(objects) { first, _ in first })
  }

  @Test func ownersOfEveryKind() throws {
    try tampered("  ownerReferences: [\(Self.owner)]\n") { path, findings in
      #expect(findings.map(\.code) == [.driftedObject] && findings.map(\.severity) == [.error], "\(path)")
      let finding = try #require(findings.first)
      #expect(finding.message.hasSuffix(#" is deleted with its owner ConfigMap "mine""#))
      let help = try #require(finding.help)
      #expect(
        help.wholeMatch(
          of:
            /an apply leaves them there: `kubectl patch [a-z]+\.[a-z0-9.]+ (?:-n [a-z-]+ )?[a-z0-9.-]+ --type=merge -p '\{"metadata":\{"ownerReferences":null\}\}'`/
        ) != nil, "\(help)")
    }
  }

  @Test func finalizersOfEveryKind() throws {
    try tampered("  finalizers: [example.com/mine]\n") { path, findings in
      #expect(findings.map(\.code) == [.driftedObject] && findings.map(\.severity) == [.error], "\(path)")
      #expect(
        findings.first?.message.hasSuffix(
          #" stays after a deletion until the finalizer "example.com/mine" is taken off"#)
          == true)
      #expect(findings.first?.help?.contains(#"'{"metadata":{"finalizers":null}}'"#) == true)
    }
  }

  @Test func deletionsOfEveryKind() throws {
    try tampered("  deletionTimestamp: \"2026-12-01T00:00:00Z\"\n") { path, findings in
      #expect(findings.map(\.code) == [.driftedObject] && findings.map(\.severity) == [.error], "\(path)")
      #expect(findings.first?.message.hasSuffix(" is being deleted since 2026-12-01T00:00:00Z") == true)
      #expect(findings.first?.help?.hasPrefix("once it is gone `kubectl apply --server-side ") == true)
    }
  }

  @Test func everythingAtOnce() throws {
    let metadata =
      "  ownerReferences: [\(Self.owner), {apiVersion: apps/v1, kind: Deployment, name: b, uid: a}]\n"
      + "  finalizers: [foregroundDeletion]\n  deletionTimestamp: \"2026-12-01T00:00:00Z\"\n"
    try tampered(metadata) { _, findings in
      #expect(
        findings.first?.message.hasSuffix(
          #" is being deleted since 2026-12-01T00:00:00Z, and is deleted with the last of its owners ConfigMap "mine", "#
            + #"Deployment "b", and stays after a deletion until the finalizer "foregroundDeletion" is taken off"#)
          == true)
      #expect(findings.first?.help?.contains(#"{"ownerReferences":null,"finalizers":null}"#) == true)
    }
  }

  /// What every API server adds.
  @Test func plainMetadataIsSilent() throws {
    let metadata =
      "  uid: a\n  resourceVersion: \"1\"\n  generation: 2\n  creationTimestamp: \"2026-12-01T00:00:00Z\"\n"
      + "  managedFields: [{manager: kubectl, operation: Apply}]\n  ownerReferences: []\n  finalizers: null\n"
    try tampered(metadata.replacing("  finalizers: null\n", with: "")) { path, findings in
      #expect(findings.renderedAsText() == "", "\(path)")
    }
  }

  /// Programs get what decides.
  @Test func theRecordNamesThem() throws {
    var output = try TamperedOutput()
    let path = try #require(output.files.keys.sorted().first { $0.hasPrefix("plain/namespaces/") })
    try output.apply(
      Tampering("owner", in: path, "\nmetadata:\n", "\nmetadata:\n  ownerReferences: [\(Self.owner)]\n"))
    let data = try JSONEncoder().encode(VerificationRecord(output.verified()))
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains(#""drift":"lifecycle""#))
    #expect(text.contains(#""kind":"ConfigMap""#) && text.contains(#""name":"mine""#))
  }

  /// Capsule owns what it replicates; a TenantResource is a tenant's, and of Capsule all the same.
  @Test(arguments: [
    ("GlobalTenantResource", true, true), ("TenantResource", true, false), ("GlobalTenantResource", false, false),
  ])
  func capsuleOwnsWhatItReplicates(_ kind: String, _ isReplicated: Bool, _ isSilent: Bool) throws {
    var output = try TamperedOutput(
      replacing: isReplicated
        ? [("enforcement: kubernetes", "emit: [capsule], enforcement: kubernetes")] : [])
    let path = try #require(output.files.keys.sorted().first { $0.hasPrefix("plain/namespaces/") })
    let owner = "{apiVersion: capsule.clastix.io/v1beta2, kind: \(kind), name: easement-shop, uid: 0e5b}"
    try output.apply(Tampering("owner", in: path, "\nmetadata:\n", "\nmetadata:\n  ownerReferences: [\(owner)]\n"))
    #expect(output.verified().findings.map(\.code) == (isSilent ? [] : [.driftedObject]))
  }

  // MARK: What to do about drift

  /// Where `compile` writes an object is where the help says it is.
  @Test func filesAreWhereTheHelpLooks() throws {
    let output = try TamperedOutput()
    let paths = output.files.keys.filter { $0.contains("/namespaces/") || $0.contains("/clusterwide/") }
    var found: Set<String> = []
    for cluster in output.graph.clusters {
      let empty = ClusterVerification(of: output.graph, on: cluster, objects: [])
      found.formUnion(empty.drifted.map { "\(cluster.name)/\($0.policy.file)" })
      for finding in empty.findings where finding.code == .driftedObject {
        let match = finding.help?.firstMatch(of: /\ -f ([^`]+)`/)
        let file = try #require(match?.1)
        #expect(output.files[String(file)] != nil, "\(file)")
      }
    }
    #expect(found == Set(paths))
  }

  @Test func whatIsSuperfluousIsDeletedByName() throws {
    var output = try TamperedOutput()
    try output.apply(
      Tampering(
        "old", adding: "plain/old.yaml",
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: easement-workload-old, namespace: nobodys, labels: {app.kubernetes.io/managed-by: easement}}
        spec: {podSelector: {}}
        """))
    let inFolder = output.verified().findings.filter { $0.code == .driftedObject }
    #expect(inFolder.allSatisfy { $0.help?.hasPrefix("delete it, or take the label ") == true } && !inFolder.isEmpty)
    let findings = dumped(output).findings.filter { $0.code == .driftedObject }
    #expect(
      findings.map(\.help) == [
        "`kubectl delete networkpolicy.networking.k8s.io -n nobodys easement-workload-old`, or `kubectl label "
          + "networkpolicy.networking.k8s.io -n nobodys easement-workload-old app.kubernetes.io/managed-by-` if it is "
          + "somebody else's"
      ])
  }

  /// A name in a file may be anything; whoever copies the command runs nothing else.
  @Test func namesAreWordsOfACommand() {
    let id = PolicyID(.networkPolicy, namespace: "a b", name: "x;reboot")
    #expect(id.arguments == "networkpolicy.networking.k8s.io -n 'a b' 'x;reboot'")
    let kinds = PolicyAPI.allCases.map { PolicyID($0, name: "x").arguments }
    #expect(Set(kinds).count == PolicyAPI.allCases.count)
    #expect(kinds.contains("ciliumclusterwidenetworkpolicy.cilium.io x"))
  }
}
