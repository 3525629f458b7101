import Diagnostics
import GraphFormat
import PolicyModel
import Resolution

/// Why an object exists, as annotations that lead a reader back to the graph.
struct Provenance {
  private static let prefix = "easement.dev/"
  /// How many reasons or places an annotation lists before it only counts. (LIM-4)
  private static let limit = 40
  /// How much of one reason is kept, so that no author can make an object that a server refuses. (LIM-4)
  private static let lengthLimit = 300

  let owner: String?
  private var reasons: Set<String> = []
  private var tickets: Set<String> = []
  private var ends: Set<String> = []
  private var sources: Set<String> = []

  init(owner: String?, edges: [Edge] = []) {
    self.owner = owner
    for edge in edges {
      let origin = edge.origin
      if let reason = origin.reason { reasons.insert(reason) }
      if let ticket = origin.ticket { tickets.insert(ticket) }
      if let until = origin.until { ends.insert(until.description) }
      sources.formUnion(edge.sources)
    }
  }

  init(of guardrail: Guardrail) {
    owner = nil
    if let reason = guardrail.reason { reasons = [reason] }
    sources = ["\(guardrail.span.source.relativePath): guardrail \(guardrail.name)"]
  }

  /// The labels of every object that Easement writes.
  static func labels(tenant: String?) -> Labels {
    let managed: Labels = ["app.kubernetes.io/managed-by": "easement"]
    return tenant.map { managed.setting("\(prefix)tenant", to: $0) } ?? managed
  }

  func annotations(in wave: SyncWave = .policies) -> Labels {
    let entries: [(key: String, value: String)] = [
      ("owner", Self.shortened(owner ?? "")), ("reason", Self.list(reasons.sorted())),
      ("source", Self.list(sources.sorted())),
      ("ticket", Self.list(tickets.sorted())), ("until", Self.list(ends.sorted())),
    ]
    let order: (key: String, value: String) = (SyncWave.annotation, wave.text)
    return Labels([order] + entries.filter { !$0.value.isEmpty }.map { ("\(Self.prefix)\($0.key)", $0.value) })
  }

  private static func list(_ entries: [String]) -> String {
    let shown = entries.prefix(limit).map(shortened).joined(separator: "; ")
    return entries.count > limit ? "\(shown); and \(entries.count - limit) more" : shown
  }

  private static func shortened(_ entry: String) -> String {
    let scalars = entry.unicodeScalars
    return scalars.count > lengthLimit ? "\(String(scalars.prefix(lengthLimit)))…" : entry
  }
}

extension Edge {
  /// The files that say so, each with the need or grant in words: a line number would move with every line above it.
  fileprivate var sources: [String] {
    let need = origin.need.map { "\($0.source.relativePath): \(name(of: consumer)) needs \(provider)" }
    let grant = origin.grant.map { "\($0.source.relativePath): \(name(of: provider)) grants \(consumer)" }
    return [need, grant].compactMap(\.self)
  }

  /// A workload in its own tenant's file.
  private func name(of end: EdgeEnd) -> String { end.workload?.name ?? "\(end)" }
}
