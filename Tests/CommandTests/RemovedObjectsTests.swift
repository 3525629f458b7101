import Foundation
import TestSupport
import Testing

/// `compile` names the objects that have to be deleted where nothing prunes: an edge that is gone from the graph stays open
/// until they are.
@Suite struct RemovedObjectsTests {
  private func compiled(_ example: String = "quickstart", _ options: String = "") async throws -> Scratch {
    let scratch = try Scratch()
    try scratch.copy("examples/\(example)", to: "graph")
    try await compile(options, in: scratch).mustSucceed()
    return scratch
  }

  private func compile(_ options: String = "", in scratch: Scratch) async throws -> Tool.Outcome {
    try await Tool.bash("easement compile graph -o out --today 2026-12-01 \(options)", in: scratch)
  }

  /// Takes the edge between both tenants out of the graph.
  private func removeEdge(in scratch: Scratch) throws {
    for name in ["payments", "shop"] {
      let text = try scratch.text(of: "graph/tenants/\(name).yaml")
      try scratch.write(
        text.components(separatedBy: name == "shop" ? "  needs:" : "  grants:")[0], to: "graph/tenants/\(name).yaml")
    }
  }

  private func commands(_ outcome: Tool.Outcome) -> [Substring] {
    outcome.output.split(separator: "\n").filter { $0.hasPrefix("  kubectl ") }
  }

  @Test func anEdgeThatIsGone() async throws {
    let scratch = try await compiled()
    let files = Set(try scratch.contents().keys.filter { $0.hasPrefix("out/") })
    try removeEdge(in: scratch)
    let check = try await compile("--check", in: scratch)
    let outcome = try await compile(in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let gone = files.subtracting(try scratch.contents().keys)
    let expected = gone.sorted().compactMap { path -> String? in
      guard let match = path.wholeMatch(of: /out\/main\/namespaces\/(.+)\/(.+)\.yaml/) else { return nil }
      return "  kubectl delete networkpolicy.networking.k8s.io -n \(match.1) \(match.2)"
    }
    #expect(expected.count == 2)
    #expect(commands(outcome).map(String.init) == expected)
    #expect(commands(check) == commands(outcome))
    #expect(
      outcome.output.contains("\nmain: 2 objects are no longer compiled; where nothing prunes, run\n"),
      "\(outcome.output)")
    #expect(commands(try await compile(in: scratch)) == [])
  }

  @Test func programsGetThemToo() async throws {
    let scratch = try await compiled()
    try removeEdge(in: scratch)
    let outcome = try await compile("-f json", in: scratch)
    let result = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    let removed = try #require(result?["removedObjects"] as? [[String: String]])
    #expect(removed.map { $0["kind"] } == ["NetworkPolicy", "NetworkPolicy"])
    #expect(
      removed.allSatisfy { $0["command"]?.hasPrefix("kubectl delete networkpolicy.networking.k8s.io -n ") == true })
    #expect((result?["removed"] as? [String])?.count == 2)
  }

  /// A file that keeps its name may hold an object of another kind: the old one is still there.
  @Test func anotherKindUnderTheSameName() async throws {
    let scratch = try await compiled("tiers")
    let platform = try scratch.text(of: "graph/platform.yaml")
    try scratch.write(
      platform.replacingOccurrences(of: "enforcement: clusterNetworkPolicy", with: "enforcement: cilium"),
      to: "graph/platform.yaml")
    let outcome = try await compile("--all", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      commands(outcome).contains { $0.hasPrefix("  kubectl delete clusternetworkpolicy.policy.networking.k8s.io ") })
  }

  /// Guards are two objects in one file, and a long list is cut.
  @Test func longLists() async throws {
    let scratch = try await compiled("acme")
    try scratch.remove("graph")
    try scratch.copy("examples/quickstart", to: "graph")
    let check = try await compile("--check", in: scratch)
    let all = try await compile("--all", in: scratch)
    #expect(check.output.contains(/\ {2}… and [0-9]+ more; --all shows them\n/))
    #expect(!all.output.contains("--all shows them"))
    #expect(commands(all).count > commands(check).count)
    #expect(commands(all).contains { $0.hasPrefix("  kubectl delete ciliumclusterwidenetworkpolicy.cilium.io ") })
    #expect(!commands(all).contains { $0.contains("kustomization") })
  }

  @Test func guardsThatAreNoLongerEmitted() async throws {
    let scratch = try await compiled("gitops")
    let platform = try scratch.text(of: "graph/platform.yaml")
    try scratch.write(String(platform.replacing(/,? *\n? *emit: \[[^\]]*\]/, with: "")), to: "graph/platform.yaml")
    let outcome = try await compile("--all", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let found = commands(outcome)
    for name in ["validatingadmissionpolicy", "validatingadmissionpolicybinding"] {
      #expect(found.contains("  kubectl delete \(name).admissionregistration.k8s.io easement-namespaces"))
    }
    #expect(found.contains("  kubectl delete clusterpolicy.kyverno.io easement-namespaces"))
    // Capsule would take the policies with it, which from now on are applied directly.
    #expect(
      found.contains(
        #"  kubectl patch globaltenantresource.capsule.clastix.io easement-shop --type=merge -p '{"spec":{"pruningOnDelete":false}}' && kubectl delete globaltenantresource.capsule.clastix.io easement-shop"#
      ))
    // For other tools, and for no cluster.
    #expect(!found.contains { $0.contains("argoproj") || $0.contains("opens-to") })
  }

  /// Capsule prunes what it replicates.
  @Test func whatCapsuleDelivers() async throws {
    let scratch = try await compiled("quickstart", "--emit capsule")
    try removeEdge(in: scratch)
    let outcome = try await compile("--emit capsule", in: scratch)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(commands(outcome) == [])
  }

  @Test func whatCannotBeRead() async throws {
    let scratch = try await compiled()
    try removeEdge(in: scratch)
    let check = try await compile("--check --diagnostics json -f json", in: scratch)
    let result = try JSONSerialization.jsonObject(with: Data(check.output.utf8)) as? [String: Any]
    let path = try #require((result?["removed"] as? [String])?.first)
    // Nor is a command for it that nothing compiled could have been.
    for text in ["edited by hand\n", "apiVersion: v1\nkind: Namespace\nmetadata: {name: kube-system}\n"] {
      try scratch.write(text, to: "out/\(path)")
      let outcome = try await compile("--check", in: scratch)
      #expect(outcome.output.contains("\n\(path): no compiled object is in it; if one was applied, delete that\n"))
      #expect(commands(outcome).count == 1)
    }
  }
}
