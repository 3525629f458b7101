import Diagnostics
import Driver
import Foundation
import GraphFormat
import Resolution
import TestSupport
import Testing

/// Whatever a graph says, what is compiled, printed and read back is proved to be what the graph says.
@Suite struct RandomGraphTests {
  /// `EASEMENT_RANDOM_GRAPHS` runs more of them, or from another number on: `500`, `1000-1999`.
  private static let seeds: ClosedRange<UInt64> = {
    let text = ProcessInfo.processInfo.environment["EASEMENT_RANDOM_GRAPHS"] ?? ""
    let numbers = text.split(separator: "-").compactMap { UInt64($0) }
    return numbers.count == 2 && numbers[0] <= numbers[1] ? numbers[0]...numbers[1] : 1...max(numbers.first ?? 250, 1)
  }()

  @Test func compiledGraphsAreProved() throws {
    var sound = 0
    for seed in Self.seeds {
      var graph = RandomGraph(seed: seed)
      let sources = graph.sources()
      let compilation = Compilation(of: sources, today: try .goldenDay)
      guard let graph = compilation.graph, !compilation.hasErrors else { continue }
      sound += 1
      let verification = try verified(compilation, graph)
      let text = sources.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "---\n")
      #expect(
        verification.holds,
        "seed \(seed):\n\(text)\n\(verification.findings.prefix(3).map { $0.renderedAsText() }.joined())")
      #expect(verification.findings.isEmpty, "seed \(seed): \(verification.findings.renderedAsText())")
      let again = Compilation(of: sources.reversed(), today: try .goldenDay)
      for cluster in graph.clusters { #expect(try again.files(for: cluster) == compilation.files(for: cluster)) }
    }
    // Else the test says less than it seems to.
    #expect(sound * 2 > Self.seeds.count, "only \(sound) of \(Self.seeds.count) graphs are sound")
  }

  /// On Cilium no policy of a tenant lets in a namespace without business there. (CIL-20)
  @Test func boundariesHoldAgainstTenants() throws {
    for seed in Self.seeds {
      var graph = RandomGraph(seed: seed)
      let compilation = Compilation(of: graph.sources(), today: try .goldenDay)
      guard let graph = compilation.graph, !compilation.hasErrors else { continue }
      for cluster in graph.clusters where cluster.enforcement == .cilium {
        #expect(try OpenedCluster(compilation, graph, cluster).breaches == [], "seed \(seed)")
      }
    }
  }

  private func verified(_ compilation: Compilation, _ graph: TenantGraph) throws -> Verification {
    var objects: [String: [SourceText]] = [:]
    for cluster in graph.clusters {
      objects[cluster.name] = try compilation.files(for: cluster).map { SourceText(path: $0.path, $0.text) }
    }
    return Verification(of: graph, clusters: graph.clusters, objects: objects)
  }
}
