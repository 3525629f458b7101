import Analysis
public import Diagnostics
public import Explanations
import GraphFormat
import Lowering
public import PolicyModel
import Proof
import Resolution
import Workers

extension Compilation {
  /// Why one end can or cannot reach another, by the graph and by the policies that it compiles to.
  ///
  /// - Returns: nil when the sources make no graph.
  public func explanation(
    from source: String, to destination: String, asked: ConnectionSet?, portName: String? = nil, environment: String?
  ) throws(UnknownPeer) -> Explanation? {
    guard let question else { return nil }
    return try question.explanation(
      from: source, to: destination, asked: asked, portName: portName, environment: environment)
  }

  /// The graph with what it compiles to, ready for any number of questions; nil when the sources make no graph.
  ///
  /// Works on graphs with errors too, since a missing grant is one: what lacks its consent is compiled as closed.
  public var question: GraphQuestion? {
    guard let graph, let document else { return nil }
    let judgements = graph.clusters.concurrentMap { cluster in
      let evaluation = PolicyEvaluation(
        inventory: graph.inventory(of: cluster),
        policies: lowered[cluster.name] ?? PolicySet(lowering: graph, for: cluster),
        semantics: cluster.semantics, cilium: cluster.ciliumProfile)
      return (cluster.name, Judgement(evaluation))
    }
    return GraphQuestion(
      about: graph, from: document, today: today, judgements: Dictionary(judgements) { first, _ in first })
  }
}

extension ObservedCluster {
  public func explanation(
    from source: String, to destination: String, asked: ConnectionSet?, portName: String? = nil
  ) throws(UnknownPeer) -> Explanation {
    try question.explanation(from: source, to: destination, asked: asked, portName: portName)
  }

  /// One for each allowed pair, in the order of the access report.
  ///
  /// - Parameter asked: only pairs with one of these connections.
  public func explanations(asked: ConnectionSet? = nil) -> [Explanation] {
    question.explanations(
      of: AccessReport(evaluation: evaluation, inventory: inventory, families: AddressFamily.allCases), asked: asked)
  }

  /// The findings without doubts about policies and pods that the explanation says nothing about.
  public func findings(about explanation: Explanation) -> [Diagnostic] {
    let sides = explanation.cases.flatMap { [$0.egress, $0.ingress] }
    let places = Set(sides.flatMap(\.policies).compactMap(\.span))
    let policies = Set(spans.values)
    let ends = [explanation.source, explanation.destination].map { end in
      let parts = end.split(separator: "/")
      return "\"\(parts.first ?? "")/\(parts.last ?? "")\""
    }
    return findings.filter { finding in
      guard finding.code == .semanticsDependent, finding.severity != .error else { return true }
      if let span = finding.span, policies.contains(span) { return places.contains(span) }
      return ends.contains(where: finding.message.contains)
    }
  }

  private var question: ManifestQuestion { ManifestQuestion(about: Judgement(evaluation, spans: spans)) }
}
