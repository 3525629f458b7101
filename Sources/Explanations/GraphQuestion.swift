import Analysis
public import GraphFormat
public import PolicyModel
import Proof
public import Resolution

/// A question about a graph and the policies that it compiles to.
public struct GraphQuestion: Sendable {
  let graph: TenantGraph
  let document: GraphDocument
  let today: CalendarDate
  let judgements: [String: Judgement]
  /// Whether nothing is proposed before it has been tried on the whole graph, which takes as long as a check.
  public var triesProposals = true
  let trials = Trials()

  /// - Parameters:
  ///   - document: what the graph was resolved from.
  ///   - today: decides which grants have ended.
  ///   - judgements: the policies of each cluster, by its name.
  public init(
    about graph: TenantGraph, from document: GraphDocument, today: CalendarDate, judgements: [String: Judgement]
  ) {
    self.graph = graph
    self.document = document
    self.today = today
    self.judgements = judgements
  }

  /// - Parameters:
  ///   - asked: the ports that the question is about; nil for all.
  ///   - portName: the same by name, looked up at the destination.
  ///   - environment: only this one; nil for every environment in which both ends exist.
  ///   - namesConsent: whether needs and grants are looked for too, which takes longer than the verdict, and what names
  ///     and addresses open for each other.
  public func explanation(
    from source: String, to destination: String, asked: ConnectionSet?, portName: String? = nil, environment: String?,
    namesConsent: Bool = true
  ) throws(UnknownPeer) -> Explanation {
    if let environment { try graph.check(environment: environment) }
    let target = WrittenEnd(destination)
    let resolver = GraphNames(graph: graph)
    let named = (try resolver.end(named: try WrittenEnd(source).asSource()), try resolver.end(named: target.name))
    let (asked, translation) = try named.1.ports(try AskedPorts(asked, named: portName, to: target))
    let ends = (named.0.end, named.1.end)
    guard ends.0.workload != nil || ends.1.workload != nil else {
      throw UnknownPeer("policies speak of pods: one end has to be a workload of the graph")
    }
    let names = (source.withoutEnvironment, destination.withoutEnvironment)
    var cases: [Explanation.Case] = []
    if ends.0.isAPIServer || ends.1.isAPIServer { try checkServer() }
    var remarks = [named.0.remark, named.1.remark, translation].compactMap(\.self)
    let pairs = try environments(of: ends.0, ends.1, only: environment)
    if pairs.isEmpty { remarks.append(neverMeet(ends.0, ends.1)) }
    for pair in pairs {
      let clusters = graph.clusters.filter { Set([pair.from, pair.to]).isSubset(of: $0.environments) }
      if clusters.isEmpty {
        remarks.append("no cluster runs both \(pair.from) and \(pair.to), so their pods never meet")
      }
      for cluster in clusters {
        let consent =
          namesConsent
          ? ConsentSearch(
            question: self, source: ends.0, destination: ends.1, pair: pair, cluster: cluster, asked: asked,
            candidates: graph.edges
          ).reasons() : nil
        cases += self.cases(ends.0, ends.1, in: pair, on: cluster, names: names, asked: asked, consent: consent)
      }
    }
    return Explanation(
      source: names.0, destination: names.1, asked: asked, cases: cases, remarks: remarks)
  }

  private func cases(
    _ source: GraphEnd, _ destination: GraphEnd, in pair: EnvironmentPair, on cluster: Cluster,
    names: (String, String), asked: ConnectionSet?, consent: [ConsentReason]?
  ) -> [Explanation.Case] {
    guard let judgement = judgements[cluster.name] else { return [] }
    let sources = source.peers(in: pair.from, of: graph, named: names.0, judgedBy: judgement)
    let destinations = destination.peers(in: pair.to, of: graph, named: names.1, judgedBy: judgement)
    return sources.flatMap { from in
      let cases = destinations.map { to in
        let scope = Explanation.Scope(
          cluster: cluster.name, environments: pair, addresses: from.addresses ?? to.addresses,
          place: from.place ?? to.place)
        return judgement.judge(from.named, to.named, asked: asked, in: scope, consent: consent ?? [])
      }
      guard consent != nil else { return cases }
      let unknown = UnknownAddresses(
        judgement: judgement, source: from.named, name: names.1, asked: asked, consent: consent)
      let scope = Explanation.Scope(cluster: cluster.name, environments: pair)
      return cases + self.cases(destination, unknown, beyond: cases, in: scope)
    }.merged()
  }

  /// What names open where the question is about addresses, and addresses where it is about a name.
  private func cases(
    _ destination: GraphEnd, _ unknown: UnknownAddresses, beyond known: [Explanation.Case],
    in scope: Explanation.Scope
  ) -> [Explanation.Case] {
    switch destination {
    case .outside(.domain):
      let world = unknown.judgement.parts(of: graph.internetAddresses, landmarks: graph.landmarks, role: graph.role)
      return unknown.cases(at: world, beyond: known.openEverywhere, in: scope)
    case .outside(let outside) where !graph.addresses(of: outside).intersection(graph.internetAddresses).isEmpty:
      return unknown.casesOfNames(beyond: known.openEverywhere, in: scope)
    case .outside, .workload, .nameServers: return []
    }
  }

  // MARK: Environments

  /// The pairs of environments in which the ends could meet: same to same, and the crossings that the graph has.
  private func environments(
    of source: GraphEnd, _ destination: GraphEnd, only environment: String?
  ) throws(UnknownPeer) -> [EnvironmentPair] {
    let from = source.environment ?? environment ?? destination.environment
    let to = destination.environment ?? environment ?? source.environment
    if let from, let to {
      if let workload = source.workload { try graph.check(workload, runsIn: from) }
      if let workload = destination.workload { try graph.check(workload, runsIn: to) }
      guard source.runs(from), destination.runs(to) else { return [] }
      let pair = EnvironmentPair(
        from: source.workload == nil ? to : from, to: destination.workload == nil ? from : to)
      return [pair]
    }
    let same = graph.environments.map { EnvironmentPair(from: $0, to: $0) }
    let crossings = graph.edges.filter {
      $0.environments.isCrossing && $0.consumer.workload == source.workload?.id
        && $0.provider.workload == destination.workload?.id
    }.map(\.environments)
    return (same + Set(crossings).sorted()).filter { pair in
      source.runs(pair.from) && destination.runs(pair.to)
    }
  }

  private func neverMeet(_ source: GraphEnd, _ destination: GraphEnd) -> String {
    let words = [source, destination].compactMap(\.workload).map { workload in
      "\(workload.id) runs in \(graph.environments.filter(workload.runs).listed())"
    }
    return "they share no environment: \(words.joined(separator: ", "))"
  }

  /// Where the API server is has to be known, but on clusters whose policies know it by its name. (CIL-43)
  private func checkServer() throws(UnknownPeer) {
    guard graph.network.apiServer == nil, graph.clusters.contains(where: { $0.enforcement != .cilium }) else { return }
    throw UnknownPeer("the graph does not say where its API server is: add `network.apiServer` to the Platform")
  }
}

extension GraphEnd {
  fileprivate var isAPIServer: Bool { if case .outside(.apiServer) = self { true } else { false } }
}

extension TenantWorkload {
  func runs(_ environment: String) -> Bool { namespaces.contains { $0.environments.contains(environment) } }
}

extension String {
  /// The name without `@environment`.
  fileprivate var withoutEnvironment: String {
    contains("/") ? String(split(separator: "@", maxSplits: 1).first ?? "") : self
  }
}
