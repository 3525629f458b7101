public import Analysis
import Diagnostics
public import PolicyModel

/// A question about the objects of a cluster.
public struct ManifestQuestion: Sendable {
  private let judgement: Judgement

  public init(about judgement: Judgement) { self.judgement = judgement }

  /// - Parameters:
  ///   - asked: the ports that the question is about; nil for all, or for those of a Service.
  ///   - portName: the same by name, looked up at the destination.
  public func explanation(
    from source: String, to destination: String, asked: ConnectionSet?, portName: String? = nil
  ) throws(UnknownPeer) -> Explanation {
    let target = WrittenEnd(destination)
    let ports = try AskedPorts(asked, named: portName, to: target)
    let names = ManifestNames(judgement: judgement)
    let sources = try names.ends(named: try WrittenEnd(source).asSource())
    let targets = try names.ends(named: target.name)
    guard sources.isGoverned || targets.isGoverned else {
      throw UnknownPeer("policies speak of pods: one end has to be a workload")
    }
    var wanted: [ConnectionSet?] = []
    for end in targets.ends { wanted.append(try targets.ports(ports, of: end)) }
    let remarks = sources.remarks + targets.remarks
    if let itself = explanation(from: sources.ends, to: targets.ends, asked: wanted.first ?? nil, remarks) {
      return itself
    }
    let pair = EndPair(judgement: judgement, name: destination, outside: try OutsideName(target.name))
    let cases = sources.ends.flatMap { from in pair.cases(from: from, to: targets.ends, wanted) }
    return Explanation(
      source: source, destination: destination, asked: wanted.union, cases: cases.merged(), remarks: remarks,
      conditions: conditions(sources.ends, targets.ends))
  }

  /// A pod always reaches its own addresses; nil for two ends, and for what may be several pods. (NP-34, T-25, CIL-63)
  private func explanation(
    from source: [ManifestEnd], to destination: [ManifestEnd], asked: ConnectionSet?, _ remarks: [String]
  ) -> Explanation? {
    guard source.count == 1, destination.count == 1, let from = source.first, let to = destination.first,
      let pod = from.workload, pod.kind == "Pod", pod == to.workload
    else { return nil }
    func side(_ direction: Direction) -> Side {
      Side(
        direction: direction, subject: from.named.name, verdict: .ungoverned, asked: asked, policies: [], misses: [])
    }
    let item = Explanation.Case(
      scope: Explanation.Scope(), source: from.named.name, destination: to.named.name, connections: asked ?? .all,
      requests: [], egress: side(.egress), ingress: side(.ingress), consent: [])
    return Explanation(
      source: from.named.name, destination: to.named.name, asked: asked, cases: [item], remarks: remarks,
      isAboutOneself: true)
  }

  /// What nobody can know of these objects and the verdict hangs on. (CIL-53)
  private func conditions(_ sources: [ManifestEnd], _ destinations: [ManifestEnd]) -> [String] {
    let isUncertain = sources.contains { source in
      destinations.contains { judgement.hopesForNames(source.named.peer, $0.named.peer) }
    }
    return isUncertain ? ["if the name servers that the DNS rule names exist, which were not read"] : []
  }

  /// Every allowed pair of a report.
  ///
  /// - Parameter asked: only pairs with one of these connections.
  public func explanations(of report: AccessReport, asked: ConnectionSet?) -> [Explanation] {
    report.entries().filter { entry in asked.map { !$0.isDisjoint(with: entry.connections) } ?? true }.map { entry in
      let source = NamedPeer(peer: report.peers[entry.source], name: report.names[entry.source])
      let destination = NamedPeer(peer: report.peers[entry.destination], name: report.names[entry.destination])
      let item = judgement.judge(source, destination, asked: asked, in: Explanation.Scope())
      return Explanation(source: source.name, destination: destination.name, asked: asked, cases: [item])
    }
  }
}

/// Judges concrete peers that stand for the two ends of a question.
private struct EndPair {
  let judgement: Judgement
  /// What the question calls the destination.
  let name: String
  /// What the destination is without any manifests.
  let outside: OutsideName?

  func cases(from source: ManifestEnd, to destinations: [ManifestEnd], _ asked: [ConnectionSet?]) -> [Explanation.Case]
  {
    let cases = zip(destinations, asked).map { destination, asked in
      judgement.judge(
        source.named, destination.named, asked: asked,
        in: Explanation.Scope(
          addresses: source.addresses.shown ?? destination.addresses.shown, place: source.place ?? destination.place))
    }
    guard source.isGoverned, !destinations.contains(where: { $0.isGoverned || $0.place != nil }) else { return cases }
    let unknown = UnknownAddresses(
      judgement: judgement, source: source.named, name: name, asked: asked.first ?? nil, consent: nil)
    return cases + self.cases(unknown, beyond: cases)
  }

  /// What names open where the question is about addresses, and addresses where it is about a name.
  private func cases(_ unknown: UnknownAddresses, beyond known: [Explanation.Case]) -> [Explanation.Case] {
    switch outside {
    case .domain:
      let world = judgement.parts(of: .publicAddresses) { _ in .external }
      return unknown.cases(at: world, beyond: known.openEverywhere, in: Explanation.Scope())
    case .internet, .addresses: return unknown.casesOfNames(beyond: known.openEverywhere, in: Explanation.Scope())
    case .apiServer, nil: return []
    }
  }
}

extension AddressSet? {
  /// Nil for none at all too.
  fileprivate var shown: AddressSet? { flatMap { $0.isEmpty ? nil : $0 } }
}

extension [ConnectionSet?] {
  /// All ports of several questions; nil as soon as one is about every port.
  fileprivate var union: ConnectionSet? {
    contains { $0 == nil } ? nil : reduce(ConnectionSet.none) { $0.union($1 ?? ConnectionSet.none) }
  }
}

extension Judgement {
  /// Whether a name is open for a peer only because nobody knows that a DNS rule of it names no server. (CIL-53)
  fileprivate func hopesForNames(_ source: Peer, _ destination: Peer) -> Bool {
    guard case .domain(let name) = destination else { return false }
    let rules = evaluation.policies(selecting: source, .egress).flatMap { $0.egress?.rules ?? [] }
    let teaching = rules.filter { evaluation.teaches($0, name) }
    return !teaching.isEmpty && teaching.allSatisfy(evaluation.nameServers.areUnknown)
      && evaluation.verdict(from: source, to: destination).egress.rules.contains {
        $0.action == .allow && evaluation.hasToLearn(name, for: $0)
      }
  }
}
