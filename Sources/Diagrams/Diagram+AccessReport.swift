import Diagnostics
public import Analysis
import PolicyModel

extension Diagram {
  /// What the policies of a cluster allow: a node for each workload, framed by namespace, and one for all addresses that
  /// the policies treat alike.
  public init(of report: AccessReport) {
    let entries = report.entries()
    let rows = AccessRows(entries, of: report)
    let workloads = report.peers.indices.compactMap { end in
      if case .workload(let workload) = report.peers[end] { (end, workload) } else { nil }
    }
    let spaces = Dictionary(grouping: workloads, by: \.1.namespace).sorted { $0.key < $1.key }
    self.init(
      title: "access",
      subtitle: "\(workloads.count.counted("workload")) in \(spaces.count.counted("namespace")), "
        + entries.count.counted("allowed pair"),
      groups: spaces.map { name, members in
        Group(id: name, title: name, nodes: members.map { Node($1, named: report.names[$0]) })
      },
      nodes: rows.outside)
    edges = entries.compactMap { entry in
      guard let from = rows.nodes[entry.source], let to = rows.nodes[entry.destination] else { return nil }
      let names = "\(report.names[entry.source]) → \(report.names[entry.destination])"
      return Edge(entry, from: from, to: to, tooltip: names)
    }
    offersViews = false
  }
}

/// Which node stands for each end of a report.
private struct AccessRows {
  private(set) var nodes: [Int: String] = [:]
  /// Addresses and names outside the cluster.
  private(set) var outside: [Diagram.Node] = []

  /// What one end may do, as the source and as the destination.
  private struct Row: Hashable {
    var sent: [Cell] = []
    var received: [Cell] = []
  }

  /// The other end of a pair, with what is allowed.
  private struct Cell: Hashable {
    let end: Int
    let connections: ConnectionSet
    let requests: [PassingRequests]
  }

  init(_ entries: [AccessReport.Entry], of report: AccessReport) {
    var rows: [Int: Row] = [:]
    for entry in entries {
      func cell(_ end: Int) -> Cell { Cell(end: end, connections: entry.connections, requests: entry.requests) }
      rows[entry.source, default: Row()].sent.append(cell(entry.destination))
      rows[entry.destination, default: Row()].received.append(cell(entry.source))
    }
    var alike: [Row: [Int]] = [:]
    var order: [Row] = []
    for end in report.peers.indices {
      switch report.peers[end] {
      case .workload: nodes[end] = "workload:\(report.names[end])"
      case .domain(let name):
        nodes[end] = "domain:\(name)"
        outside.append(Diagram.Node(id: "domain:\(name)", title: name, kind: .domain))
      case .entity(let entity):
        guard rows[end] != nil else { continue }
        nodes[end] = entity.description
        outside.append(Diagram.Node(entity))
      case .addresses:
        guard let row = rows[end] else { continue }
        if alike[row] == nil { order.append(row) }
        alike[row, default: []].append(end)
      }
    }
    for row in order { add(alike[row] ?? [], of: report) }
  }

  /// One node for addresses that no policy tells apart.
  private mutating func add(_ ends: [Int], of report: AccessReport) {
    guard let first = ends.first else { return }
    let id = "addresses:\(report.names[first])"
    for end in ends { nodes[end] = id }
    let addresses = ends.reduce(AddressSet()) { set, end in
      guard case .addresses(let peer) = report.peers[end] else { return set }
      return set.union(AddressSet(peer.family, IntervalSet(peer.range)))
    }
    outside.append(
      Diagram.Node(
        id: id, title: addresses.title, details: addresses.details, kind: .outsideWorld,
        tooltip: ends.map { report.names[$0] }.joined(separator: "\n")))
  }
}

extension Diagram.Node {
  fileprivate init(_ workload: Workload, named name: String) {
    self.init(
      id: "workload:\(name)", title: workload.name, details: [workload.kind], kind: .workload, tooltip: name)
  }
}

extension Diagram.Node {
  fileprivate init(_ entity: EntityPeer) {
    let (title, kind): (String, Kind) =
      switch entity {
      case .host: ("own node", .everyone)
      case .remoteNode: ("other nodes", .everyone)
      case .apiServer: ("API server", .apiServer)
      case .apiServerOnNode: ("API server on a node", .apiServer)
      case .apiServerOutside: ("API server outside", .apiServer)
      case .ingress: ("Cilium's gateway", .outsideWorld)
      case .health: ("Cilium's health checks", .everyone)
      case .`init`: ("endpoints without labels", .everyone)
      case .unmanaged: ("pods outside Cilium", .everyone)
      }
    self.init(id: entity.description, title: title, kind: kind, tooltip: entity.description)
  }
}

extension Diagram.Edge {
  fileprivate init(_ entry: AccessReport.Entry, from: String, to: String, tooltip: String) {
    let words = entry.connections.isAll ? "everything" : entry.connections.description
    let filter = entry.requests.isEmpty ? "" : " (\(entry.requests.words))"
    self.init(
      from: from, to: to, lines: [words], traits: entry.filtered.isEmpty ? [] : [.filtered],
      tooltip: "\(tooltip): \(words)\(filter)")
  }
}

extension AddressSet {
  /// Few words; ``details`` has the numbers.
  fileprivate var title: String {
    if self == .all { return "outside world" }
    if self == AddressSet([.all(.ipv4)]) { return "outside world, IPv4" }
    if self == AddressSet([.all(.ipv6)]) { return "outside world, IPv6" }
    return isMost ? "rest of the world" : "addresses"
  }

  fileprivate var details: [String] {
    if rest.isEmpty { return [] }
    let listed = isMost ? rest.ranges : ranges
    let shown = listed.prefix(3).joined(separator: ", ")
    return [isMost ? "all but \(shown)" : shown] + (listed.count > 3 ? ["and \(listed.count - 3) more"] : [])
  }

  /// Whether naming what is missing takes fewer words.
  private var isMost: Bool { rest.ranges.count < ranges.count }

  /// In words, each a block where it is one.
  private var ranges: [String] {
    AddressFamily.allCases.flatMap { family in
      self[family].intervals.map { range in
        let blocks = AddressSet(family, IntervalSet(range)).blocks
        if blocks.count == 1 { return blocks[0].description }
        let ends = [range.lowerBound, range.upperBound].map { IPAddress(family: family, value: $0).description }
        return ends.joined(separator: "–")
      }
    }
  }

  /// The other addresses of the families that occur.
  private var rest: AddressSet {
    AddressSet(AddressFamily.allCases.filter { !self[$0].isEmpty }.map(CIDR.all)).subtracting(self)
  }
}
