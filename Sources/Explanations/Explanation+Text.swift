import Analysis
import Diagnostics
import GraphFormat
import PolicyModel

extension Explanation {
  /// The verdict in a line, then each case: both directions, and what the graph says.
  public var text: String {
    let lines = [verdict] + remarks.map { "note: \($0)" } + cases.flatMap { [""] + $0.lines }
    return lines.printed
  }

  /// A few lines: the pair with its connections, what allows it at either end, and what the graph says.
  public var brief: String {
    let lines = cases.flatMap { item in
      ["\(item.scope.environments.map { "\($0.words): " } ?? "")\(source) => \(destination) : \(item.openWords)"]
        + [item.egress, item.ingress].map { "  \($0.direction.rawValue): \($0.briefWords)" }
        + (item.consent.isEmpty ? [] : ["  graph: \(item.consent.map(\.words).joined(separator: "; "))"])
    }
    return lines.printed
  }

  /// What is open and where, in one line.
  public var verdict: String { ([unconditional] + conditions).joined(separator: ", ") }
}

extension Explanation.Case {
  fileprivate var openWords: String { requests.isEmpty ? "\(connections)" : "\(connections) (\(requests.words))" }

  fileprivate var lines: [String] {
    let places = [
      scope.environments.map(\.words), scope.cluster.map { "on cluster \($0)" },
      scope.addresses.map { "at \($0.words)" }, scope.domain.map { "at \([$0].behind)" }, scope.place,
    ].compactMap(\.self)
    let place = places.isEmpty ? "" : places.joined(separator: " ") + ": "
    return ["\(place)\(source) => \(destination) : \(openWords)"]
      + [egress, ingress].flatMap { $0.lines } + consentLines
  }

  private var consentLines: [String] {
    guard !consent.isEmpty else { return [] }
    return ["  graph"] + consent.map { "    \($0.words)" }
  }
}

extension ConsentReason {
  /// `need: shop/checkout needs … (tenants/shop.yaml:40)`
  fileprivate var words: String { "\(kind.rawValue): \(text)\(place.map { " (\($0))" } ?? "")" }
}

extension Side {
  fileprivate var lines: [String] {
    ["  \(direction.rawValue) of \(subject): \(connections)"] + reasons.map { "    \($0)" }
  }

  /// Everything that decides, one sentence each.
  public var reasons: [String] {
    guard verdict.isGoverned else { return ["no policy governs it, so nothing is closed"] }
    guard !policies.isEmpty else { return ["no policy selects it, so nothing is closed"] }
    let rules = verdict.rules.filter { !part(of: $0.connections).isEmpty }.map(words)
    let named = Set(verdict.rules.map(\.policy)).union(verdict.isolating)
    let silent = policies.filter { !named.contains($0.id) }
    let closing = isolation ?? "no policy isolates it: what no rule denies is open"
    return rules + idle + ownNode + [closing] + near + (silent.isEmpty ? [] : ["no say: \(words(silent))"])
  }

  /// What is open though policies isolate the end and none allows it: only to the node that runs it. (CIL-27)
  private var ownNode: [String] {
    let allowed = verdict.rules.filter { $0.action == .allow }.reduce(ConnectionSet.none) { $0.union($1.connections) }
    let open = part(of: verdict.connections.subtracting(allowed))
    guard !verdict.isolating.isEmpty, !open.isEmpty else { return [] }
    return ["allowed because a pod's own node always gets in, whatever isolates the pod (CIL-27): \(open)"]
  }

  /// Rules that name the other end and decide nothing there.
  private var idle: [String] {
    verdict.rules.filter { $0.connections.isEmpty && $0.action == .allow }.map { rule in
      let why = misses.first { $0.isAbout(rule) }?.text ?? "stronger rules decide its ports"
      return "without effect: \(place(of: rule)): \(why)"
    }
  }

  private var near: [String] {
    misses.filter { miss in !verdict.rules.contains { $0.connections.isEmpty && miss.isAbout($0) } }
      .map { miss in
        let policy = policies.first { $0.id == miss.policy }?.words ?? miss.place
        let rule = miss.rule.map { ", \(place(ofRule: $0, in: miss.policy))" } ?? ""
        return "near miss: \(miss.policy.api.rawValue) \(policy)\(rule) \(miss.text)"
      }
  }

  var briefWords: String {
    guard verdict.isGoverned, !policies.isEmpty else { return "no policy selects it" }
    let rules = verdict.rules.filter { !part(of: $0.connections).isEmpty && $0.action != .pass }.map(words)
    return rules.isEmpty ? "no policy isolates it" : rules.joined(separator: "; ")
  }

  private func words(_ rule: MatchedRule) -> String {
    let verb =
      switch rule.action {
      case .allow: "allowed"
      case .deny: "denied"
      case .pass: "passed on"
      }
    let why = rule.action == .deny ? policies.first { $0.id == rule.policy }?.origin ?? "" : ""
    let filter = rule.layer7.map { " (only \($0.words.joined(separator: ", ")))" } ?? ""
    return "\(verb) by \(place(of: rule)): \(part(of: rule.connections))\(filter)\(why)"
  }

  private func place(of rule: MatchedRule) -> String {
    let policy = policies.first { $0.id == rule.policy }
    let kind = "\(rule.policy.api.rawValue) \(policy?.words ?? rule.policy.name)"
    return "\(kind), \(place(ofRule: rule.index, in: rule.policy))\(rule.name.map { " \"\($0)\"" } ?? "")"
  }

  /// The policies that close what nothing allows.
  private var isolation: String? {
    let isolating = policies.filter { verdict.isolating.contains($0.id) }
    guard !isolating.isEmpty else { return nil }
    let count = isolating.reduce(0) { $0 + $1.rules.count }
    let isNamed = verdict.rules.contains { $0.action == .allow }
    let tail = isNamed ? "" : count == 0 ? ", without any rule" : ", and no rule of theirs names the other end"
    return "isolated by \(words(isolating))\(tail)"
  }

  /// Policies, each kind once.
  private func words(_ policies: [SelectingPolicy]) -> String {
    policies.map(\.id.api).unrepeated.map { api in
      "\(api.rawValue) \(policies.filter { $0.id.api == api }.map(\.words).joined(separator: ", "))"
    }.joined(separator: "; ")
  }
}

extension SelectingPolicy {
  /// The name, the tier and the place.
  fileprivate var words: String {
    let name = id.namespace.map { "\($0)/\(id.name)" } ?? id.name
    return name + (tier.words.map { " [\($0)]" } ?? "") + (span.map { " (\($0.pathAndLine))" } ?? "")
  }

  /// Why the policy exists, where its annotations say so.
  fileprivate var origin: String {
    let words = [reason, source].compactMap(\.self).joined(separator: ", ")
    return words.isEmpty ? "" : " (\(words))"
  }
}

extension PolicyTier {
  /// Nil for the tier that nobody has to be told about.
  var words: String? {
    switch self {
    case .admin(let priority): "admin tier, priority \(priority)"
    case .normal: nil
    case .baseline: "baseline tier"
    }
  }
}

extension EnvironmentPair {
  var words: String { isCrossing ? "\(from) → \(to)" : from }
}

extension AddressSet {
  /// The fewest blocks, or the ranges where there are too many blocks.
  var words: String {
    let blocks = self.blocks
    let texts =
      blocks.count <= 4
      ? blocks.map(\.description)
      : AddressFamily.allCases.flatMap { family in
        self[family].intervals.map {
          "\(IPAddress(family: family, value: $0.lowerBound))-\(IPAddress(family: family, value: $0.upperBound))"
        }
      }
    return texts.count <= 6
      ? texts.joined(separator: ", ") : "\(texts.prefix(5).joined(separator: ", ")) and \(texts.count - 5) more ranges"
  }
}

extension [String] {
  /// Names in place of the addresses that nobody knows.
  var behind: String { "the addresses behind \(listed())" }
}

extension Sequence where Element: Hashable {
  /// Each once, in order.
  var unrepeated: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

extension [String] {
  /// Each on a line of its own, with nothing in it that steers a terminal.
  fileprivate var printed: String { map { $0.escapedForTerminal + "\n" }.joined() }
}
