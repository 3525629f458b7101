import Analysis
public import Explanations
import GraphFormat
import Lowering
public import PolicyModel
import Resolution

extension Compilation {
  /// Why one end can or cannot reach another, by the graph and by the policies that it compiles to.
  ///
  /// Works on graphs with errors too, since a missing grant is one: what lacks its consent is compiled as closed.
  ///
  /// - Returns: nil when the sources make no graph.
  public func explanation(
    from source: String, to destination: String, asked: ConnectionSet?, environment: String?
  ) throws(UnknownPeer) -> Explanation? {
    guard let question else { return nil }
    return try question.explanation(from: source, to: destination, asked: asked, environment: environment)
  }

  /// The graph with what it compiles to, ready for any number of questions.
  public var question: GraphQuestion? {
    guard let graph, let document else { return nil }
    let judgements = graph.clusters.map { cluster in
      let evaluation = PolicyEvaluation(
        inventory: ClusterInventory(namespaces: [], workloads: []), policies: PolicySet(lowering: graph, for: cluster),
        semantics: cluster.enforcement == .cilium ? .cilium : .generic)
      return (cluster.name, Judgement(evaluation))
    }
    return GraphQuestion(
      about: graph, from: document, today: today, judgements: Dictionary(judgements) { first, _ in first })
  }
}

extension ObservedCluster {
  public func explanation(
    from source: String, to destination: String, asked: ConnectionSet?
  ) throws(UnknownPeer) -> Explanation {
    try question.explanation(from: source, to: destination, asked: asked)
  }

  /// One for each allowed pair, in the order of the access report.
  public func explanations() -> [Explanation] {
    question.explanations(
      of: AccessReport(evaluation: evaluation, inventory: inventory, families: AddressFamily.allCases))
  }

  private var question: ManifestQuestion { ManifestQuestion(about: Judgement(evaluation, spans: spans)) }
}
