import Explanations
import GraphFormat
import PolicyModel
import Resolution

/// The edges of a graph, those between the same ends together.
struct FlowList {
  let flows: [ReportedFlow]

  /// How many edges the policies are asked about: beyond that nobody reads their words, and the page grows heavy.
  private static let limit = 30_000

  private struct Ends: Hashable {
    let from: Int
    let to: Int
  }

  init(of graph: TenantGraph, ends: EndTable, question: GraphQuestion?) {
    let pairs = graph.edges.compactMap { edge -> (ends: Ends, edge: Edge)? in
      guard let from = ends[edge.consumer], let to = ends[edge.provider] else { return nil }
      return (Ends(from: from, to: to), edge)
    }
    let grouped = Dictionary(grouping: pairs, by: \.ends)
    let asked = graph.edges.count > Self.limit ? nil : question
    let order = grouped.keys.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
    flows = order.map { ends in
      let edges = grouped[ends, default: []].map(\.edge)
      return ReportedFlow(
        from: ends.from, to: ends.to, agreements: edges.agreements(inOrderOf: graph.environments),
        verdicts: asked?.verdicts(about: edges) ?? [])
    }
  }
}

extension [Edge] {
  /// Edges that differ in nothing but their environments become one agreement.
  fileprivate func agreements(inOrderOf environments: [String]) -> [Agreement] {
    var order: [Terms] = []
    var places: [Terms: [EnvironmentPair]] = [:]
    for edge in self {
      let terms = Terms(edge)
      if places[terms] == nil { order.append(terms) }
      places[terms, default: []].append(edge.environments)
    }
    return order.map { terms in
      let pairs = (places[terms] ?? []).sorted { $0.position(in: environments) < $1.position(in: environments) }
      return Agreement(terms, in: pairs)
    }
  }
}

/// What an edge says, its environments left out.
private struct Terms: Hashable {
  let ports: [EdgePort]
  let http: [HTTPMatch]
  let origin: EdgeOrigin

  init(_ edge: Edge) {
    ports = edge.ports
    http = edge.http
    origin = edge.origin
  }
}

extension Agreement {
  fileprivate init(_ terms: Terms, in environments: [EnvironmentPair]) {
    let origin = terms.origin
    self.init(
      environments: environments,
      ports: terms.ports.map { [$0.name, "\($0.range)"].compactMap(\.self).joined(separator: " ") },
      requests: terms.http.map(\.words),
      need: origin.asked.map(Statement.init), grant: origin.allowed.map(Statement.init), cause: origin.cause,
      isMandatory: origin.isMandatory)
  }
}

extension Statement {
  fileprivate init(_ claim: Claim) {
    self.init(place: Place(claim.place), reason: claim.reason, ticket: claim.ticket, until: claim.until)
  }
}

extension EnvironmentPair {
  /// As the platform orders environments, crossings after them.
  fileprivate func position(in environments: [String]) -> (Int, Int, Int) {
    let (here, there) = (environments.firstIndex(of: from) ?? 0, environments.firstIndex(of: to) ?? 0)
    return (isCrossing ? 1 : 0, here, there)
  }

  var words: String { isCrossing ? "\(from) → \(to)" : from }
}

extension GraphQuestion {
  /// What the policies say where the flow should be open; nothing about ends that no question can name.
  fileprivate func verdicts(about edges: [Edge]) -> [PolicyVerdict] {
    guard let edge = edges.first, let source = edge.consumer.questionName, let destination = edge.provider.questionName,
      let explanation = try? explanation(
        from: source, to: destination, asked: nil, environment: nil, namesConsent: false)
    else { return [] }
    let pairs = Set(edges.map(\.environments))
    return explanation.cases.filter { item in item.scope.environments.map(pairs.contains) ?? true }
      .filter { !$0.connections.isEmpty }
      .map { item in
        PolicyVerdict(
          cluster: item.scope.cluster ?? "", environments: item.scope.environments, source: item.source,
          destination: item.destination, connections: item.connections, egress: item.egress.reasons,
          ingress: item.ingress.reasons)
      }
  }
}

extension EdgeEnd {
  /// What `explain` calls it; nil where it has no word.
  fileprivate var questionName: String? {
    switch self {
    case .workload(let id): "\(id)"
    case .addresses(let block): "\(block.cidr)"
    case .domain(let pattern): pattern.text
    case .internet: "internet"
    case .apiServer: "api-server"
    case .anyone, .controlPlane: nil
    }
  }
}
