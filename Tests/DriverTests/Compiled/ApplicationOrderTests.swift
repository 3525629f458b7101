import Diagnostics
import Driver
import Foundation
import GraphFormat
import PolicyModel
import Resolution
import TestSupport
import Testing
import YAMLTree

/// Objects are applied in an order in which nothing that is open now closes for longer than it must. (NP-2, CIL-10)
@Suite struct ApplicationOrderTests {
  @Test(arguments: Example.all) func examples(_ example: Example) throws {
    try hold(Compilation(of: example.sources(), today: .goldenDay), example.name)
  }

  @Test func randomGraphs() throws {
    for seed in UInt64(1)...100 {
      var graph = RandomGraph(seed: seed)
      let emitted: [Emission] = seed % 3 == 0 ? [.vap, .kyverno] : seed % 3 == 1 ? [.capsule, .vap] : []
      let sources = graph.sources().map { $0.path == "platform.yaml" ? $0.withAdministrators : $0 }
      try hold(Compilation(of: sources, today: .goldenDay, emitting: emitted), "seed \(seed)")
    }
  }

  private func hold(_ compilation: Compilation, _ name: String) throws {
    guard let graph = compilation.graph, !compilation.hasErrors else { return }
    for cluster in graph.clusters {
      let objects = try applied(compilation, cluster)
      let policies = objects.compactMap { $0.id.flatMap { id in compilation.policies(for: cluster)[id] } }
      #expect(guardsComeLast(objects), "\(name), \(cluster.name): \(objects.map(\.path))")
      #expect(namespacesStandTogether(policies), "\(name), \(cluster.name): \(policies.map(\.id))")
      for (space, own) in Dictionary(grouping: policies.filter { $0.home != nil }, by: { $0.home ?? "" }) {
        #expect(closesRightly(own, on: cluster), "\(name), \(cluster.name), \(space): \(own.map(\.id))")
      }
      #expect(wavesRise(objects), "\(name), \(cluster.name)")
    }
  }

  /// The objects of a kustomization, in its order.
  private func applied(_ compilation: Compilation, _ cluster: Cluster) throws -> [AppliedObject] {
    let files = Dictionary(try compilation.files(for: cluster).map { ($0.path, $0.text) }) { first, _ in first }
    let list = try root(files["\(cluster.name)/kustomization.yaml"])
    #expect(list["sortOptions"]?["order"]?.text == "fifo")
    let paths = (list["resources"]?.elements.map { $0.text ?? "" } ?? []).map { "\(cluster.name)/\($0)" }
    let objects = try paths.map { AppliedObject(path: $0, root: try root(files[$0])) }
    let stream = try compilation.stream(for: cluster)
    #expect(stream == paths.map { "---\n\(files[$0] ?? "")" }.joined())
    return objects
  }

  private func root(_ text: String?) throws -> YAMLNode {
    var log = DiagnosticLog()
    let source = SourceText(path: "x.yaml", try #require(text))
    return try #require(YAMLDocument.documents(in: source, reportingTo: &log).first?.root)
  }

  /// They may refuse everything that comes after them to whoever applies it.
  private func guardsComeLast(_ objects: [AppliedObject]) -> Bool {
    guard let first = objects.firstIndex(where: { $0.path.contains("/guards/") }) else { return true }
    return objects[first...].allSatisfy { $0.path.contains("/guards/") }
  }

  /// The platform's denies first, then no namespace comes twice.
  private func namespacesStandTogether(_ policies: [Policy]) -> Bool {
    let homes = policies.map(\.home)
    let spaces = homes.drop { $0 == nil }
    let runs = spaces.enumerated().filter { $0.offset == 0 || spaces[spaces.startIndex + $0.offset - 1] != $0.element }
    return !spaces.contains(nil) && Set(spaces).count == runs.count
  }

  /// On Cilium what closes a namespace comes after all that opens it, and else the baseline comes first, without which no
  /// pod finds a name.
  private func closesRightly(_ policies: [Policy], on cluster: Cluster) -> Bool {
    guard cluster.enforcement == .cilium else {
      return policies.first { $0.id.api == .networkPolicy }.map { $0.id.name == "easement-baseline" } ?? true
    }
    let closing = policies.filter { $0.subject == .pods(PodSelector(in: $0.home ?? "")) && $0.isolates(.egress) }
    return closing.count == 1 && closing.first == policies.last
      && closing.allSatisfy { ($0.ingress?.rules ?? []) + ($0.egress?.rules ?? []) == [$0.nothing, $0.nothing] }
      && policies.first.map { !$0.isolates(.ingress) && !$0.isolates(.egress) } == true
  }

  /// What Argo CD does is the same, but for pauses.
  private func wavesRise(_ objects: [AppliedObject]) -> Bool {
    objects.allSatisfy { object in
      let closes = object.id?.name.hasSuffix(".default-deny") == true && object.root["spec"]?["tier"] == nil
      return object.wave == (object.path.contains("/guards/") ? "-8" : closes ? "-9" : "-10")
    }
  }
}

extension SourceText {
  /// The platform with somebody whom guards let through.
  fileprivate var withAdministrators: SourceText {
    SourceText(path: path, String(decoding: bytes, as: UTF8.self) + "  administrators: {groups: [platform]}\n")
  }
}

/// An object that a kustomization lists.
private struct AppliedObject {
  let path: String
  let root: YAMLNode

  var wave: String? { root["metadata"]?["annotations"]?["argocd.argoproj.io/sync-wave"]?.text }

  var id: PolicyID? {
    let metadata = root["metadata"]
    guard let api = root["kind"]?.text.flatMap(PolicyAPI.init), let name = metadata?["name"]?.text else { return nil }
    return PolicyID(api, namespace: metadata?["namespace"]?.text, name: name)
  }
}

extension PolicySet {
  fileprivate subscript(id: PolicyID) -> Policy? { policies.first { $0.id == id } }
}

extension Policy {
  /// The namespace that the object is about; nil for a guardrail.
  fileprivate var home: String? {
    guard labels["easement.dev/tenant"] != nil, case .pods(let selector) = subject else { return nil }
    return selector.namespaces.requirements.first?.onlyValue
  }

  fileprivate func isolates(_ direction: Direction) -> Bool { self[direction]?.isolates == true }

  fileprivate var nothing: PolicyRule { .closing(to: .entity(.none)) }
}
