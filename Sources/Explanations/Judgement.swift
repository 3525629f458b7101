public import Analysis
public import Diagnostics
import GraphFormat
public import PolicyModel

/// Policies that are in force, ready to be asked about two peers.
public struct Judgement: Sendable {
  public let evaluation: PolicyEvaluation
  /// Where policies stand that were read from text.
  public let spans: [PolicyID: Span]

  public init(_ evaluation: PolicyEvaluation, spans: [PolicyID: Span] = [:]) {
    self.evaluation = evaluation
    self.spans = spans
  }

  private func side(
    _ direction: Direction, of subject: NamedPeer, _ verdict: Verdict, asked: ConnectionSet?, misses: [NearMiss]
  ) -> Side {
    let policies = evaluation.policies(selecting: subject.peer, direction).map { policy in
      SelectingPolicy(
        id: policy.id, tier: policy.tier, rules: policy.rulePlaces(direction), span: spans[policy.id],
        reason: policy.annotations["easement.dev/reason"], source: policy.annotations["easement.dev/source"])
    }
    return Side(
      direction: direction, subject: subject.name, verdict: verdict[direction], asked: asked, policies: policies,
      misses: misses)
  }

  /// The case of two concrete peers.
  ///
  /// - Parameter consent: what a graph says; nil where there is none, so that rules are searched for what was meant.
  func judge(
    _ source: NamedPeer, _ destination: NamedPeer, asked: ConnectionSet?, in scope: Explanation.Scope,
    consent: [ConsentReason]? = nil
  ) -> Explanation.Case {
    let verdict = evaluation.verdict(from: source.peer, to: destination.peer)
    let search = NearMissSearch(
      evaluation: evaluation, spans: spans, source: source.peer, destination: destination.peer, asked: asked,
      verdict: verdict, isThorough: consent == nil)
    return Explanation.Case(
      scope: scope, source: source.name, destination: destination.name,
      connections: asked.map(verdict.connections.intersection) ?? verdict.connections,
      requests: verdict.requests.united(within: asked ?? .all),
      egress: side(.egress, of: source, verdict, asked: asked, misses: search.misses(.egress)),
      ingress: side(.ingress, of: destination, verdict, asked: asked, misses: search.misses(.ingress)),
      consent: consent ?? [])
  }

  /// Addresses in parts that no policy and no `landmark` tells apart, each judged by one peer of it.
  ///
  /// - Parameter role: what answers at the first address of a part.
  func parts(
    of addresses: AddressSet, landmarks: [CIDR] = [], role: (IPAddress) -> AddressRole
  ) -> [(peer: AddressPeer, addresses: AddressSet)] {
    AddressFamily.allCases.flatMap { family -> [(AddressPeer, AddressSet)] in
      let partitions = evaluation.addressPartitions(of: family)
      let marks = landmarks.filter { $0.family == family }.map(\.range)
      let cuts = AddressCuts(partitions.sources + partitions.destinations + marks)
      return addresses[family].intervals.flatMap(cuts.pieces).map { range in
        let first = IPAddress(family: family, value: range.lowerBound)
        return (AddressPeer(family: family, range: range, role: role(first)), AddressSet(family, IntervalSet(range)))
      }
    }
  }
}

/// A peer, and what people call it.
struct NamedPeer {
  let peer: Peer
  let name: String
}

/// The places at which ranges begin or end.
private struct AddressCuts {
  private let starts: [UInt128]

  init(_ ranges: [ClosedRange<UInt128>]) {
    starts = Set(ranges.map(\.lowerBound) + ranges.compactMap { $0.upperBound < .max ? $0.upperBound + 1 : nil })
      .sorted()
  }

  func pieces(of range: ClosedRange<UInt128>) -> [ClosedRange<UInt128>] {
    let inner = starts.filter { range.lowerBound < $0 && $0 <= range.upperBound }
    let ends = inner.map { $0 - 1 } + [range.upperBound]
    return zip([range.lowerBound] + inner, ends).map { $0...$1 }
  }
}

extension [Explanation.Case] {
  /// Cases that differ in nothing but their addresses become one.
  func merged() -> [Explanation.Case] {
    var order: [CaseKey] = []
    var groups: [CaseKey: [Explanation.Case]] = [:]
    for item in self {
      let key = CaseKey(item)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(item)
    }
    let undivided = Dictionary(grouping: order.filter { $0.domain == nil }, by: \.ends).filter { $0.value.count == 1 }
    return order.compactMap { key in
      guard let group = groups[key], let first = group.first else { return nil }
      let isUndivided = undivided[key.ends] != nil
      let addresses = group.compactMap(\.scope.addresses).reduce(AddressSet()) { $0.union($1) }
      let places = group.compactMap(\.scope.place).unrepeated
      return first.limited(
        to: addresses.isEmpty || isUndivided ? nil : addresses,
        at: places.isEmpty || isUndivided ? nil : places.listed())
    }
  }
}

/// What makes two cases different for people.
private struct CaseKey: Hashable {
  let cluster: String?
  let ends: [String]
  let environments: [String]
  let domain: String?
  let verdicts: [DirectionVerdict]

  init(_ item: Explanation.Case) {
    cluster = item.scope.cluster
    ends = [item.source, item.destination]
    environments = item.scope.environments.map { [$0.from, $0.to] } ?? []
    domain = item.scope.domain
    verdicts = [item.egress.verdict, item.ingress.verdict]
  }
}

extension Explanation.Case {
  fileprivate func limited(to addresses: AddressSet?, at place: String?) -> Self {
    Self(
      scope: Explanation.Scope(
        cluster: scope.cluster, environments: scope.environments, addresses: addresses, domain: scope.domain,
        place: place),
      source: source, destination: destination, connections: connections, requests: requests, egress: egress,
      ingress: ingress, consent: consent)
  }
}
