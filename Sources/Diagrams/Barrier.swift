import Diagnostics
import PolicyModel
import Resolution

/// A guardrail in the picture: an arrow that stops short of what it closes.
struct Barrier {
  let nodes: [Diagram.Node]
  let edges: [Diagram.Edge]

  init(_ guardrail: Guardrail, in excerpt: GraphExcerpt) {
    let sources = guardrail.from.ends(in: excerpt, limit: 1) ?? [guardrail.from.crowd(in: excerpt, kind: .everyone)]
    let targets = guardrail.to.ends(in: excerpt, limit: 6) ?? [guardrail.to.crowd(in: excerpt, kind: .deniedTarget)]
    nodes = (sources + targets).filter { $0.kind == .everyone || $0.kind == .deniedTarget }
    edges = sources.flatMap { source in
      targets.map { guardrail.edge(from: source.id, to: $0.id, in: excerpt.view.detail) }
    }
  }
}

extension Guardrail {
  fileprivate func edge(from: String, to: String, in detail: DiagramView.Detail) -> Diagram.Edge {
    let ports = ports.isEmpty ? [] : abridged(ports.words, to: 3)
    let exceptions = exceptions.isEmpty ? [] : ["but for \(exceptions.count.counted("exception"))"]
    let details = exceptionsInWords + [reason].compactMap(\.self)
    return Diagram.Edge(
      from: from, to: to, lines: ["✕ \(name)"] + targets(in: detail) + ports + exceptions, kind: .denied,
      tooltip: (["denied by \"\(name)\""] + details).joined(separator: "\n"))
  }

  /// Where the node is more than what is closed: which part of it.
  private func targets(in detail: DiagramView.Detail) -> [String] {
    if case .workloads(let ids) = to, detail == .tenants {
      ["only \(abridged(ids.map(\.name), to: 3).joined(separator: ", "))"]
    } else {
      []
    }
  }

  private var exceptionsInWords: [String] {
    exceptions.map { "except from \($0.from.words) to \($0.to.words)" }
  }
}

extension Population {
  /// The drawn nodes that are exactly this population; nil if there are none or too many.
  fileprivate func ends(in excerpt: GraphExcerpt, limit: Int) -> [Diagram.Node]? {
    let ids =
      switch (self, excerpt.view.detail) {
      case (.workloads(let ids), .workloads): excerpt.drawn(ids) ? ids.map(\.description) : []
      case (.workloads(let ids), .tenants): excerpt.drawn(ids) ? ids.map(\.tenant).uniqued : []
      case (.tenants(let names), .tenants):
        names.count < excerpt.graph.tenants.count && excerpt.drawn(names) ? names : []
      default: [String]()
      }
    guard (1...limit).contains(ids.count) else { return nil }
    return ids.map { Diagram.Node(id: $0, title: $0, kind: .workload) }
  }

  /// One node for all of it.
  fileprivate func crowd(in excerpt: GraphExcerpt, kind: Diagram.Node.Kind) -> Diagram.Node {
    let isEverybody = self == .tenants(excerpt.graph.tenants.map(\.name))
    let words = isEverybody ? "every tenant" : words
    return Diagram.Node(id: "\(kind):\(words)", title: words, kind: kind)
  }

  var words: String {
    switch self {
    case .workloads(let ids): abridged(ids.map(\.description), to: 3).joined(separator: ", ")
    case .tenants(let names): abridged(names, to: 3).joined(separator: ", ")
    case .outside(let inner): "everyone but \(inner.words)"
    case .addresses(let block):
      block.exceptions.isEmpty ? "\(block.cidr)" : "\(block.cidr) but \(block.exceptions.count.counted("block"))"
    case .domain(let pattern): pattern.text
    case .internet: "internet"
    case .apiServer: "API server"
    }
  }
}

extension GraphExcerpt {
  fileprivate func drawn(_ ids: [WorkloadID]) -> Bool {
    let workloads = Set(tenants.flatMap { self.workloads(of: $0) }.map(\.id))
    return ids.allSatisfy(workloads.contains)
  }

  fileprivate func drawn(_ names: [String]) -> Bool {
    let drawn = Set(tenants.map(\.name))
    return names.allSatisfy(drawn.contains)
  }
}
