import Diagnostics
import GraphFormat
import PolicyModel
public import Resolution

extension AccessChanges {
  /// What `new` opens and closes against `old`, edge by edge and setting by setting. Files, lines and the order of
  /// anything do not count.
  ///
  /// - Parameter broken: the names of the assertions that do not hold, before and after.
  public init(
    from old: TenantGraph, to new: TenantGraph, broken: (before: Set<String>, after: Set<String>) = ([], [])
  ) {
    let comparison = GraphComparison(old: old, new: new, broken: broken)
    self.init(.graph, flows: comparison.flows, others: comparison.others)
  }
}

/// Two graphs on their way into a list of changes.
private struct GraphComparison {
  let old: TenantGraph
  let new: TenantGraph
  let broken: (before: Set<String>, after: Set<String>)

  // MARK: Flows

  private struct States: Hashable {
    let ends: FlowEnds
    let before: FlowState
    let after: FlowState
    let until: CalendarDate?
    let isAsked: Bool
  }

  var flows: [FlowChange] {
    let (before, after) = (states(of: old), states(of: new))
    var places: [States: [EnvironmentPair]] = [:]
    for ends in Set(before.keys).union(after.keys) {
      let (was, now) = (before[ends] ?? [:], after[ends] ?? [:])
      for pair in Set(was.keys).union(now.keys) {
        let states = States(
          ends: ends, before: was[pair]?.open ?? .closed, after: now[pair]?.open ?? .closed, until: now[pair]?.until,
          isAsked: (now[pair] ?? was[pair])?.isAsked ?? false)
        if states.before != states.after { places[states, default: []].append(pair) }
      }
    }
    return places.map { states, pairs in
      FlowChange(
        source: end(states.ends.consumer), destination: end(states.ends.provider),
        environments: inOrder(pairs), before: states.before, after: states.after,
        until: states.until, isAsked: states.isAsked)
    }
  }

  private func states(of graph: TenantGraph) -> [FlowEnds: [EnvironmentPair: OpenFlow]] {
    let edges = Dictionary(grouping: graph.edges, by: \.ends)
    return edges.mapValues { Dictionary(grouping: $0, by: \.environments).mapValues(OpenFlow.init) }
  }

  /// As the platform orders environments; crossings after them.
  private func inOrder(_ pairs: [EnvironmentPair]) -> [EnvironmentPair] {
    let order = new.environments + old.environments.filter { !new.environments.contains($0) }
    func key(_ pair: EnvironmentPair) -> [Int] {
      [pair.isCrossing ? 1 : 0] + [pair.from, pair.to].map { order.firstIndex(of: $0) ?? order.count }
    }
    return pairs.sorted { key($0).lexicographicallyPrecedes(key($1)) }
  }

  private func end(_ end: EdgeEnd) -> ChangedEnd {
    let tenant = end.workload?.tenant
    let known = new.tenants.first { $0.name == tenant } ?? old.tenants.first { $0.name == tenant }
    return ChangedEnd(end.description, group: tenant, owner: known?.owner)
  }

  // MARK: Everything else

  var others: [OtherChange] {
    let names = Set(old.tenants.map(\.name)).intersection(new.tenants.map(\.name))
    let workloads = Set(old.workloadIDs).intersection(new.workloadIDs)
    let common = CommonNames(tenants: names, workloads: workloads)
    let before = GraphWords(old, common: common)
    let after = GraphWords(new, common: common)
    let tables: [(OtherChange.Category, (GraphWords) -> [String: String])] = [
      (.setting, { $0.settings }), (.guardrail, { $0.guardrails }), (.namespace, { $0.namespaces }),
      (.identity, { $0.identities }), (.tenant, { $0.tenants }), (.workload, { $0.workloads }), (.owner, { $0.owners }),
    ]
    let assertions = OtherChange.changes(
      .assertion, from: before.assertions(broken: broken.before), to: after.assertions(broken: broken.after))
    return tables.flatMap { OtherChange.changes($0.0, from: $0.1(before), to: $0.1(after)) } + assertions + expiries
  }

  /// Flows of both that end on another day.
  private var expiries: [OtherChange] {
    let (before, after) = (ends(of: old), ends(of: new))
    return Set(before.keys).intersection(after.keys).sorted().compactMap { name in
      OtherChange(.expiry, name, from: before[name], to: after[name])
    }
  }

  private func ends(of graph: TenantGraph) -> [String: String] {
    let edges = Dictionary(grouping: graph.edges) { edge in
      "\(edge.consumer) => \(edge.provider) (\(edge.environments.words))"
    }
    return edges.mapValues { OpenFlow($0).until?.description ?? "no end" }
  }
}

/// The edges between two ends in one pair of environments, together.
private struct OpenFlow {
  let open: FlowState
  /// Nil as soon as one edge has no end.
  let until: CalendarDate?
  let isAsked: Bool

  init(_ edges: [Edge]) {
    open = FlowState(edges)
    isAsked = edges.contains { $0.origin.asked != nil }
    let days = edges.map(\.origin.until)
    until = days.contains { $0 == nil } ? nil : days.compactMap(\.self).max()
  }
}

extension FlowState {
  /// What edges between the same ends open together: requests count only where no edge opens the port to all.
  fileprivate init(_ edges: [Edge]) {
    let plain = edges.filter(\.http.isEmpty).reduce(ConnectionSet.none) { $0.union($1.connections) }
    let narrowed = edges.filter { !$0.http.isEmpty }
    let requests = narrowed.flatMap { edge -> [String] in
      let ports = edge.connections.subtracting(plain)
      return ports.isEmpty ? [] : edge.http.map { "\(ports) \($0.words)" }
    }
    self.init(
      narrowed.reduce(plain) { $0.union($1.connections) }, requests: Set(requests).sorted(), Opening(edges))
  }
}

extension TenantGraph {
  fileprivate var workloadIDs: [WorkloadID] { tenants.flatMap(\.workloads).map(\.id) }
}

extension EnvironmentPair {
  var words: String { isCrossing ? "\(from) to \(to)" : from }
}
