import Diagnostics
import Driver
import Foundation
import GraphFormat
import PolicyModel
import Resolution
import TestSupport
import Testing

/// The compiled objects of `Tampered/graph`, which somebody then changes.
struct TamperedOutput {
  static let root = Repository.folder("Tests/DriverTests/Tampered")

  let graph: TenantGraph
  /// Texts by path: `<cluster>/…`, as in the output folder.
  private(set) var files: [String: String]

  /// - Parameter replacements: texts of the graph that read otherwise.
  init(replacing replacements: [(old: String, new: String)] = []) throws {
    let sources = try TestSupport.files(below: Self.root.appending(path: "graph")).sorted { $0.key < $1.key }
      .map { path, text in
        SourceText(path: path, replacements.reduce(text) { $0.replacingOccurrences(of: $1.old, with: $1.new) })
      }
    let compilation = Compilation(of: sources, today: try .goldenDay)
    graph = try #require(compilation.graph)
    let written = try graph.clusters.flatMap { try compilation.files(for: $0) }
    files = Dictionary(written.map { ($0.path, $0.text) }) { first, _ in first }
    try #require(!files.isEmpty, "\(compilation.findings.renderedAsText())")
  }

  mutating func apply(_ tampering: Tampering) throws {
    for change in tampering.changes {
      switch change {
      case .edit(let path, let old, let new): files[path] = try edited(path, old, new)
      case .remove(let path):
        try #require(files[path] != nil, "there is no \(path)")
        files[path] = nil
      case .add(let path, let text): files[path] = text
      }
    }
  }

  /// The file with the first occurrence of `old` replaced; it has to be there.
  private func edited(_ path: String, _ old: String, _ new: String) throws -> String {
    let text = try #require(files[path], "there is no \(path)")
    let range = try #require(text.range(of: old), "\(path) does not say \(old)")
    return text.replacingCharacters(in: range, with: new)
  }

  func sources(of cluster: Cluster) -> [SourceText] {
    files.sorted { $0.key < $1.key }.filter { $0.key.hasPrefix("\(cluster.name)/") }
      .map { SourceText(path: $0.key, $0.value) }
  }

  func verified() -> Verification {
    let objects = Dictionary(graph.clusters.map { ($0.name, sources(of: $0)) }) { first, _ in first }
    return Verification(of: graph, clusters: graph.clusters, objects: objects)
  }
}

/// A few changes to files of the output, as an attacker or a tired person makes them.
struct Tampering: CustomStringConvertible, Sendable {
  enum Change: Sendable {
    case edit(String, String, String)
    case remove(String)
    case add(String, String)
  }

  let name: String
  let changes: [Change]

  var description: String { name }

  init(_ name: String, _ changes: [Change]) {
    self.name = name
    self.changes = changes
  }

  init(_ name: String, in path: String, _ old: String, _ new: String) { self.init(name, [.edit(path, old, new)]) }

  init(_ name: String, removing path: String) { self.init(name, [.remove(path)]) }

  init(_ name: String, adding path: String, _ text: String) { self.init(name, [.add(path, text)]) }
}
