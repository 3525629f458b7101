import Diagnostics
public import Resolution

/// The path by which an assertion breaks, or that it misses.
public struct Witness: Hashable, Sendable {
  /// A peer on the path.
  public struct Stop: Hashable, Sendable {
    public let name: String
    /// Nil for whatever else it is: a strange pod, an address.
    public let workload: WorkloadID?

    public init(name: String, workload: WorkloadID?) {
      self.name = name
      self.workload = workload
    }
  }

  public let assertion: String
  public let cluster: String
  public let stops: [Stop]
  /// For each step the needs and grants behind it.
  public let origins: [[EdgeOrigin]]
  /// Whether the path is wanted and not there.
  public let isMissing: Bool
  /// What is open or missing, in words.
  public let connections: String
  /// How many such paths were found, this one among them.
  public let pathCount: Int
  /// Whether there may be more than were found.
  public let hasMorePaths: Bool

  public init(
    assertion: String, cluster: String, stops: [Stop], origins: [[EdgeOrigin]], isMissing: Bool, connections: String,
    pathCount: Int = 1, hasMorePaths: Bool = false
  ) {
    self.pathCount = pathCount
    self.hasMorePaths = hasMorePaths
    self.assertion = assertion
    self.cluster = cluster
    self.stops = stops
    self.origins = origins
    self.isMissing = isMissing
    self.connections = connections
  }

  /// ` (1 of 2 paths)`; empty for the only one.
  var rank: String {
    pathCount < 2 && !hasMorePaths ? "" : " (1 of \(pathCount.counted("path"))\(hasMorePaths ? " or more" : ""))"
  }

  var tenants: [String] { stops.compactMap { $0.workload?.tenant }.uniqued }

  /// The path in a line.
  var words: String {
    let path = stops.map(\.name).joined(separator: isMissing ? " cannot reach " : " reaches ")
    return "in cluster \(cluster): \(path) on \(connections)"
  }

  /// Whether an edge of the graph is behind one of its steps.
  func uses(_ edge: Edge) -> Bool { steps.contains { $0.uses(edge) } }

  var steps: [Step] {
    zip(stops, stops.dropFirst()).enumerated().map { number, ends in
      Step(from: ends.0, to: ends.1, origins: origins.indices.contains(number) ? origins[number] : [])
    }
  }

  /// From one stop to the next.
  struct Step {
    let from: Stop
    let to: Stop
    let origins: [EdgeOrigin]

    /// Whether both ends are the same tenant's, whose own pods may reach each other without an edge.
    var isInside: Bool { from.workload != nil && from.workload?.tenant == to.workload?.tenant }

    func uses(_ edge: Edge) -> Bool {
      origins.contains(edge.origin) && from.isEnd(edge.consumer) && to.isEnd(edge.provider)
    }
  }
}

extension Witness.Stop {
  fileprivate func isEnd(_ end: EdgeEnd) -> Bool { workload.map { end == .workload($0) } ?? (end.workload == nil) }
}

extension GraphSketch {
  /// The arrows of a picture with the path on top of them: those that it follows stand out, and where no edge of the
  /// graph is behind a step, an arrow is added.
  func highlighting(_ witness: Witness, in edges: [Diagram.Edge]) -> [Diagram.Edge] {
    zip(1..., witness.steps).reduce(edges) { edges, numbered in
      let (number, step) = numbered
      let label = witness.steps.count > 1 ? ["step \(number)"] : []
      let pairs = witness.isMissing ? [] : excerpt.edges.filter(step.uses).flatMap(excerpt.ends).uniqued
      let drawn = edges.filter { pairs.contains([$0.from, $0.to]) }
      guard drawn.isEmpty else {
        return edges.map { pairs.contains([$0.from, $0.to]) ? $0.highlighted(label) : $0 }
      }
      let added = Diagram.Edge(
        from: node(of: step.from), to: node(of: step.to),
        lines: label + [
          witness.isMissing ? witness.connections : step.isInside ? "within the tenant" : "no edge opens it"
        ],
        kind: witness.isMissing ? .missing : .witness, tooltip: witness.words)
      return edges.filter { [$0.from, $0.to] != [added.from, added.to] } + [added]
    }
  }

  /// Nodes for stops that the graph does not know.
  func strangers(on witness: Witness) -> [Diagram.Node] {
    let used = Set(edges.flatMap { [$0.from, $0.to] })
    return witness.stops.filter { $0.workload == nil && used.contains(node(of: $0)) }.uniqued.map { stop in
      Diagram.Node(id: node(of: stop), title: stop.name, kind: .everyone)
    }
  }

  private func node(of stop: Witness.Stop) -> String {
    guard let workload = stop.workload else { return "stop:" + stop.name }
    guard excerpt.view.detail == .namespaces else { return EdgeEnd.workload(workload).node(in: excerpt.view.detail) }
    let homes = excerpt.homes[workload, default: []]
    let scope = excerpt.graph.clusters.first { $0.name == witnessCluster }?.environments ?? []
    let home = homes.first { !Set($0.environments).isDisjoint(with: scope) } ?? homes.first
    return home?.node ?? "\(workload)"
  }

  private var witnessCluster: String? { excerpt.view.witness?.cluster }
}

extension Diagram.Edge {
  fileprivate func highlighted(_ label: [String]) -> Self {
    var edge = self
    edge.kind = .witness
    edge.lines = label + lines
    return edge
  }
}
