import Diagnostics
import Driver
import Foundation
import GraphFormat
import PolicyModel
import Resolution
import TestSupport
import Testing
import YAMLTree

/// A field that a manifest leaves out belongs to nobody: whatever stood there before, or somebody writes there later, is
/// kept by every apply. So each that could open something is named. `scripts/owned-fields` holds the same table against
/// the schemas of the APIs.
@Suite struct OwnedFieldsTests {
  @Test(arguments: Example.all) func examples(_ example: Example) throws {
    #expect(try unowned(Compilation(of: example.sources(), today: .goldenDay)) == [])
  }

  @Test func randomGraphs() throws {
    for seed in UInt64(1)...100 {
      var graph = RandomGraph(seed: seed)
      #expect(try unowned(Compilation(of: graph.sources(), today: .goldenDay)) == [], "seed \(seed)")
    }
  }

  /// Fields that compiled objects lack, and fields that the table does not know.
  private func unowned(_ compilation: Compilation) throws -> [String] {
    guard let graph = compilation.graph, !compilation.hasErrors else { return [] }
    let table = try fieldTable()
    let files = try graph.clusters.flatMap { try compilation.files(for: $0) }
    return try files.flatMap { file -> [String] in
      let object = try root(of: file.text, file.path)
      guard let kind = object["kind"]?.text, PolicyAPI(rawValue: kind) != nil else { return [] }
      let fields = try #require(table[kind], "the table has no \(kind)")
      return fields.compactMap { path, word -> String? in
        let node = path.reduce(Optional(object)) { $0?[$1] }
        guard word == "named" else { return nil }
        return node == nil ? "\(file.path) leaves out \(path.joined(separator: "."))" : nil
      }
        + object.paths(below: []).filter { fields[$0] == nil }.map {
          "\(file.path): \($0.joined(separator: ".")) is new"
        }
    }
  }

  /// By kind and path: `named`, or why the field cannot open anything.
  private func fieldTable() throws -> [String: [[String]: String]] {
    let path = Repository.folder("Tests/DriverTests/Compiled/owned-fields.yaml")
    let tree = try root(of: String(decoding: try Data(contentsOf: path), as: UTF8.self), "owned-fields.yaml")
    let kinds = tree.entries.map { kind in
      let fields = kind.value.entries.map { field in
        (field.key.text?.split(separator: ".").map(String.init) ?? [], field.value.text ?? "")
      }
      return (kind.key.text ?? "", Dictionary(fields) { first, _ in first })
    }
    return Dictionary(kinds) { first, _ in first }
  }

  private func root(of text: String, _ path: String) throws -> YAMLNode {
    var log = DiagnosticLog()
    return try #require(YAMLDocument.documents(in: SourceText(path: path, text), reportingTo: &log).first?.root)
  }
}

extension YAMLNode {
  /// The fields of the specification that owners are told apart in: selectors and lists belong to one as a whole.
  fileprivate func paths(below path: [String]) -> [[String]] {
    let leaves: Set = [
      "apiVersion", "kind", "metadata", "podSelector", "endpointSelector", "namespaceSelector", "namespaces",
    ]
    guard kind == .mapping, path.last.map({ !leaves.contains($0) }) ?? true else { return path.isEmpty ? [] : [path] }
    return (path.isEmpty ? [] : [path]) + entries.flatMap { $0.value.paths(below: path + [$0.key.text ?? ""]) }
  }
}
