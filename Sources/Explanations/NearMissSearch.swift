import Analysis
import Diagnostics
import PolicyModel
import Proof

/// Looks through the policies over one end for what nearly allows a flow.
struct NearMissSearch {
  let evaluation: PolicyEvaluation
  let spans: [PolicyID: Span]
  let source: Peer
  let destination: Peer
  let asked: ConnectionSet?
  let verdict: Verdict
  /// Whether to look beyond rules that name the other end and have no effect.
  let isThorough: Bool

  /// More than these nobody reads.
  private static let limit = 3

  /// Something near, and how likely it is what was meant: lower is likelier.
  private struct Candidate {
    let miss: NearMiss
    let distance: Int
  }

  func misses(_ direction: Direction) -> [NearMiss] {
    guard case .workload(let subject) = direction == .egress ? source : destination else { return [] }
    let selecting = evaluation.policies(selecting: .workload(subject), direction)
    let found = selecting.flatMap { misses(of: $0, direction) }
    guard isThorough, isShort(direction) else { return found.map(\.miss) }
    let selected = Set(selecting.map(\.id))
    let others = evaluation.policies(near: subject.namespace).filter { !selected.contains($0.id) }
      .compactMap { strayed($0, direction, from: subject) }
    let all = found + others
    let order = all.indices.sorted { (all[$0].distance, $0) < (all[$1].distance, $1) }
    return order.prefix(Self.limit).map { all[$0].miss }
  }

  // MARK: What is wanted

  /// Whether the direction closes something that was asked for.
  private func isShort(_ direction: Direction) -> Bool {
    asked.map { !$0.isSubset(of: verdict[direction].connections) }
      ?? (verdict.connections.isEmpty && !verdict[direction].connections.isAll)
  }

  /// What the direction should have allowed.
  private func missing(_ direction: Direction) -> ConnectionSet {
    if let asked { return asked.subtracting(verdict[direction].connections) }
    let opposite = verdict[direction == .egress ? .ingress : .egress].connections
    return opposite.isEmpty ? .all : opposite
  }

  private var ports: [ContainerPort] { if case .workload(let pod) = destination { pod.ports } else { [] } }

  // MARK: Policies that select the end

  private func misses(of policy: Policy, _ direction: Direction) -> [Candidate] {
    (policy[direction]?.rules ?? []).enumerated().compactMap { index, rule in
      guard rule.action == .allow, !rule.isClosing else { return nil }
      let matched = verdict[direction].rules.first { $0.policy == policy.id && $0.index == index }
      guard let reason = matched.map({ portMiss(rule, $0, direction) }) ?? peerMiss(rule, policy, direction) else {
        return nil
      }
      return Candidate(
        miss: NearMiss(policy: policy.id, rule: index, text: reason.text, span: spans[policy.id]),
        distance: reason.distance)
    }
  }

  /// A rule that names the other end, on ports that are of no use.
  private func portMiss(_ rule: PolicyRule, _ matched: MatchedRule, _ direction: Direction) -> Mismatch? {
    if matched.connections.isEmpty { return rule.ports.missingNames(on: ports).map { Mismatch(0, $0) } }
    guard isThorough, isShort(direction), matched.connections.isDisjoint(with: missing(direction)) else { return nil }
    return Mismatch(1, "names the other end, and opens \(matched.connections) only")
  }

  /// A rule that nearly names the other end.
  private func peerMiss(_ rule: PolicyRule, _ policy: Policy, _ direction: Direction) -> Mismatch? {
    guard isThorough, isShort(direction), case .these(let selectors) = rule.peers, opensWhatIsAsked(rule, direction)
    else { return nil }
    if selectors.isEmpty { return Mismatch(2, "names nobody: its list of peers is empty") }
    let end = FarEnd(of: direction == .egress ? destination : source, in: evaluation)
    if let reason = unansweredNames(selectors, policy.id.api, direction) { return reason }
    return selectors.compactMap { end.miss(of: $0, in: policy.id) }.min { $0.distance < $1.distance }
  }

  /// A rule that names the domain, whose addresses nobody can ask for, since the DNS rule names servers that do not exist.
  /// (CIL-53)
  private func unansweredNames(
    _ selectors: [PeerSelector], _ api: PolicyAPI, _ direction: Direction
  ) -> Mismatch? {
    guard direction == .egress, case .domain(let name) = destination,
      selectors.contains(where: { if case .domain(let pattern) = $0 { pattern.matches(name, in: api) } else { false } })
    else { return nil }
    let servers = evaluation.nameServers
    let asking = evaluation.policies(selecting: source, .egress).flatMap { policy in
      (policy.egress?.rules ?? []).enumerated().filter { servers.areAbsent(for: $0.element) }
        .map { (policy, $0.offset, $0.element) }
    }
    guard let (policy, index, rule) = asking.first else { return nil }
    let place = policy.rulePlaces(.egress)
    let known = servers.known.prefix(3).map(\.place).listed()
    return Mismatch(
      0,
      "names it, but no DNS rule that is answered lets Cilium learn the addresses behind the name (CIL-53): "
        + "\(place.indices.contains(index) ? "\(place[index])" : "a rule") of \(policy.id.name) asks "
        + "\(rule.peers.podWords), and there are none; \(known) \(servers.known.count == 1 ? "is" : "are") there")
  }

  private func opensWhatIsAsked(_ rule: PolicyRule, _ direction: Direction) -> Bool {
    asked == nil || !rule.ports.connections(toPodWith: ports).isDisjoint(with: missing(direction))
  }

  // MARK: Policies that do not

  /// A policy that would allow the flow if only it selected this end.
  private func strayed(_ policy: Policy, _ direction: Direction, from subject: Workload) -> Candidate? {
    guard case .pods(let selector) = policy.subject, let rules = policy[direction]?.rules else { return nil }
    let near = FarEnd(of: .workload(subject), in: evaluation)
    let far = FarEnd(of: direction == .egress ? destination : source, in: evaluation)
    let isOpening = rules.contains {
      $0.action == .allow && far.isNamed(by: $0.peers, of: policy.id.api) && opensWhatIsAsked($0, direction)
    }
    guard isOpening, let reason = near.labelMiss(of: selector) else { return nil }
    return Candidate(
      miss: NearMiss(
        policy: policy.id, rule: nil, text: "would allow it, but does not select this end: it \(reason.text)",
        span: spans[policy.id]),
      distance: reason.distance)
  }
}

/// What keeps a selector from matching, in words, and how far it is from doing so.
struct Mismatch {
  let distance: Int
  let text: String

  init(_ distance: Int, _ text: String) {
    self.distance = distance
    self.text = text
  }
}

extension RulePorts {
  /// What the rule opens on a pod with these container ports. (NP-17, NP-19)
  fileprivate func connections(toPodWith ports: [ContainerPort]) -> ConnectionSet {
    guard case .these(let matches) = self else { return .all }
    return matches.reduce(.none) { $0.union($1.connections(to: ports)) }
  }

  /// Says which named ports the destination does not have; nil when it has them all. (NP-19)
  fileprivate func missingNames(on ports: [ContainerPort]) -> String? {
    guard case .these(let matches) = self else { return nil }
    let names = matches.compactMap { match -> String? in
      guard let name = match.name else { return nil }
      return match.connections(to: ports).isEmpty ? name.text : nil
    }
    guard !names.isEmpty else { return nil }
    let own = ports.map { "\($0.name ?? "unnamed") \($0.number)/\($0.transport.rawValue)" }
    return "the destination has no port named \(names.map { "\"\($0)\"" }.unrepeated.listed("or")), it has "
      + (own.isEmpty ? "none with a name" : own.unrepeated.listed())
  }
}

extension RulePeers {
  /// The pods that are named, in words.
  fileprivate var podWords: String {
    guard case .these(let selectors) = self else { return "anyone" }
    return selectors.compactMap { selector -> String? in
      guard case .pods(let pods) = selector else { return nil }
      let whom = pods.pods.matchesEverything ? "pods" : "pods with \(pods.pods.words)"
      return pods.namespaces.matchesEverything ? whom : "\(whom) in namespaces with \(pods.namespaces.words)"
    }.listed("or")
  }
}
