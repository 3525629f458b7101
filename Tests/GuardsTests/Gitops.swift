import Diagnostics
import Driver
import Foundation
import GraphFormat
import Resolution
import TestSupport
import Testing

/// `examples/gitops`, and graphs like it.
enum Gitops {
  /// Its files as one text.
  static let text = ["platform", "tenants/payments", "tenants/shop"].map { name in
    let data = try? Data(contentsOf: Repository.folder("examples/gitops/\(name).yaml"))
    return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }.joined(separator: "\n---\n")

  static func compilation(_ graph: String = text, emitting: [Emission] = []) throws -> Compilation {
    let today = try #require(CalendarDate(year: 2026, month: 12, day: 1))
    return Compilation(of: [SourceText(path: "graph.yaml", graph)], today: today, emitting: emitting)
  }

  /// Everything that is written for one cluster.
  static func compiled(_ cluster: String, from graph: String = text) throws -> [OutputFile] {
    let compilation = try compilation(graph)
    #expect(compilation.findings.filter { $0.severity == .error } == [])
    return try compilation.files(for: try #require(compilation.clusters(named: [cluster])))
  }
}
