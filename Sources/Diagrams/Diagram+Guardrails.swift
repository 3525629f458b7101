extension Diagram {
  /// The diagram with guardrails on crowds said in words: an arrow from "every tenant" tells less than a line does.
  ///
  /// Workloads that they close say so themselves.
  func statingGuardrails() -> Diagram {
    let titles = Dictionary(allNodes.map { ($0.id, callName(of: $0)) }) { first, _ in first }
    let crowds = Set(nodes.filter { $0.kind == .everyone }.map(\.id))
    let stated = edges.filter { $0.kind == .denied && crowds.contains($0.from) }
    let closing = Dictionary(grouping: stated, by: \.to)
    var diagram = self
    diagram.edges.removeAll { $0.kind == .denied && crowds.contains($0.from) }
    diagram.remarks += stated.map { $0.statement(from: titles[$0.from] ?? "", to: titles[$0.to] ?? "") }
    diagram.mapNodes { node in
      guard let guardrails = closing[node.id] else { return node }
      var node = node
      node.closures += guardrails.flatMap { $0.lines.prefix(1) }
      node.tooltip = ([node.tooltip] + guardrails.map(\.tooltip)).compactMap(\.self).joined(separator: "\n")
      return node
    }
    diagram.removeLonelyEnds(of: stated)
    return diagram
  }

  /// Crowds and closed addresses stand for nothing once their arrows are gone.
  private mutating func removeLonelyEnds(of stated: [Edge]) {
    let ends = Set(stated.flatMap { [$0.from, $0.to] })
    let connected = Set(edges.flatMap { [$0.from, $0.to] })
    nodes.removeAll { node in
      ends.contains(node.id) && !connected.contains(node.id) && (node.kind == .everyone || node.kind == .deniedTarget)
    }
  }

  /// What a node is called outside its frame: workloads by their tenants too.
  func callName(of node: Node) -> String {
    node.id.hasSuffix("/\(node.title)") ? node.id : node.title
  }
}

extension Diagram.Edge {
  fileprivate func statement(from: String, to: String) -> String {
    let limits = lines.dropFirst().joined(separator: ", ")
    return "\(lines.first ?? "✕") keeps \(from) from \(to)" + (limits.isEmpty ? "" : ": \(limits)")
  }
}
