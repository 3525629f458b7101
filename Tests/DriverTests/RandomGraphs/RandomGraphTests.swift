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
      try write(compilation, graph, as: seed)
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
    #expect(sound * 5 > Self.seeds.count * 2, "only \(sound) of \(Self.seeds.count) graphs are sound")
  }

  /// Behind a boundary no policy of a tenant lets in a namespace without business there. (CIL-20, CNP-2)
  @Test func boundariesHoldAgainstTenants() throws {
    for seed in Self.seeds {
      var graph = RandomGraph(seed: seed)
      let compilation = Compilation(of: graph.sources(), today: try .goldenDay)
      guard let graph = compilation.graph, !compilation.hasErrors else { continue }
      for cluster in graph.clusters where cluster.hasBoundaries {
        #expect(try OpenedCluster(compilation, graph, cluster).breaches == [], "seed \(seed)")
      }
    }
  }

  /// Below `EASEMENT_RANDOM_OUTPUT`, for checks that need files: `<seed>/<cluster>/…`.
  private func write(_ compilation: Compilation, _ graph: TenantGraph, as seed: UInt64) throws {
    guard let root = ProcessInfo.processInfo.environment["EASEMENT_RANDOM_OUTPUT"] else { return }
    for file in try graph.clusters.flatMap({ try compilation.files(for: $0) }) {
      let place = URL(filePath: root).appending(path: "\(seed)/\(file.path)")
      try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.text.utf8).write(to: place)
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
