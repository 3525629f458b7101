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
  ///   - environment: only this one; nil for every environment in which both ends exist.
  ///   - namesConsent: whether needs and grants are looked for too, which takes longer than the verdict, and what names
  ///     and addresses open for each other.
  public func explanation(
    from source: String, to destination: String, asked: ConnectionSet?, environment: String?, namesConsent: Bool = true
  ) throws(UnknownPeer) -> Explanation {
    if let environment { try graph.check(environment: environment) }
    let ends = (try graph.end(named: source), try graph.end(named: destination))
    guard ends.0.workload != nil || ends.1.workload != nil else {
      throw UnknownPeer("policies speak of pods: one end has to be a workload of the graph")
    }
    let names = (source.withoutEnvironment, destination.withoutEnvironment)
    var cases: [Explanation.Case] = []
    var remarks = self.remarks(about: ends.0) + self.remarks(about: ends.1)
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
          cluster: cluster.name, environments: pair, addresses: from.addresses ?? to.addresses)
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
    case .outside, .workload: return []
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
      (source.workload?.runs(pair.from) ?? true) && (destination.workload?.runs(pair.to) ?? true)
    }
  }

  private func neverMeet(_ source: GraphEnd, _ destination: GraphEnd) -> String {
    let words = [source, destination].compactMap(\.workload).map { workload in
      "\(workload.id) runs in \(graph.environments.filter(workload.runs).listed())"
    }
    return "they share no environment: \(words.joined(separator: ", "))"
  }

  private func remarks(about end: GraphEnd) -> [String] {
    guard case .outside(let outside) = end else { return [] }
    if case .apiServer = outside, graph.network.apiServer == nil {
      return ["the graph does not say where its API server is: add `network.apiServer` to the Platform"]
    }
    let pods = graph.addresses(of: outside).intersection(AddressSet(graph.network.podCIDRs))
    let services = graph.addresses(of: outside).intersection(AddressSet(graph.network.serviceCIDRs))
    return
      (pods.isEmpty
      ? [] : ["pods have addresses there, and policies see them by their labels: name the workload to ask about one"])
      + (services.isEmpty
        ? [] : ["Services have addresses there, and policies see the pods behind them: name the workload"])
  }
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
