import Diagnostics
import PolicyModel
import GraphFormat

extension AccessChanges {
  /// For people: counts, then flows by provider, then everything else.
  public var text: String {
    let blocks =
      [[headline]] + groups.map { [$0.title] + $0.flows.map(\.line) }
      + [lines("rules and settings", rules), lines("besides", remarks)]
    return blocks.filter { !$0.isEmpty }
      .map { $0.map { $0.escapedForTerminal + "\n" }.joined() }.joined(separator: "\n")
  }

  /// `2 flows gained, 1 lost`, or that there is nothing to see.
  var headline: String {
    guard changeAccess else { return "no change in access" }
    let counts = FlowChange.Kind.allCases.compactMap { kind in
      count(kind) == 0 ? nil : "\(count(kind).grouped) \(kind.rawValue)"
    }
    let words = counts.isEmpty ? "none" : counts.joined(separator: ", ")
    return "flows: \(words)" + (rules.isEmpty ? "" : "; rules and settings: \(rules.count.grouped) changed")
      + (remarks.isEmpty ? "" : "; besides: \(remarks.count.grouped)")
  }

  /// What changes access and is no flow.
  var rules: [OtherChange] { others.filter(\.category.changesAccess) }

  /// What changes no access.
  var remarks: [OtherChange] { others.filter { !$0.category.changesAccess } }

  /// Flows to one provider.
  struct Group {
    let title: String
    let name: String
    let owner: String?
    let flows: [FlowChange]
  }

  var groups: [Group] {
    var starts = flows.indices.filter { $0 == 0 || flows[$0].destination.heading != flows[$0 - 1].destination.heading }
    starts.append(flows.count)
    return zip(starts, starts.dropFirst()).map { start, end in
      let name = flows[start].destination.heading
      let owner = flows[start].destination.owner
      return Group(
        title: owner.map { "to \(name), owned by \($0)" } ?? "to \(name)", name: name, owner: owner,
        flows: Array(flows[start..<end]))
    }
  }

  private func lines(_ title: String, _ changes: [OtherChange]) -> [String] {
    changes.isEmpty ? [] : [title] + changes.map { "  \($0.words)" }
  }
}

extension FlowChange {
  fileprivate var line: String {
    let places = environments.isEmpty ? "" : " in \(environments.map(\.words).joined(separator: ", "))"
    let owner = source.owner.map { ", \(isAsked ? "asked by" : "not asked for by") \($0)" } ?? ""
    return
      "  \(kind.mark) \(kind.rawValue): \(source.name) => \(destination.name) : \(connectionWords)\(places)\(ending)\(owner)"
  }

  /// `, until 2027-06-30`, for what is open and will not stay so.
  var ending: String { until.map { ", until \($0)" } ?? "" }

  /// What is or was open, or both where it differs.
  var connectionWords: String {
    switch kind {
    case .gained: after.words
    case .lost: before.words
    case .widened, .narrowed, .altered: "\(before.words) -> \(after.words)"
    }
  }
}

extension FlowChange.Kind {
  var mark: String {
    switch self {
    case .gained, .widened: "+"
    case .lost, .narrowed: "-"
    case .altered: "~"
    }
  }
}

extension FlowState {
  fileprivate var words: String {
    requests.isEmpty
      ? "\(connections)"
      : "\(connections) (filtered at layer 7: \(requests.joined(separator: "; ")))"
  }
}

extension OtherChange {
  var words: String {
    switch (before, after) {
    case (nil, let after?): "\(category.rawValue) \(name) appears\(detail(after))"
    case (let before?, nil): "\(category.rawValue) \(name) vanishes\(detail(before))"
    case (_?, _?) where category == .policy: "policy \(name) says something else"
    case (let before, let after): "\(category.rawValue) \(name): \(before ?? "") -> \(after ?? "")"
    }
  }

  private func detail(_ text: String) -> String {
    switch category {
    case .policy, .tenant, .workload: ""
    case .setting, .guardrail, .namespace, .identity, .owner, .assertion, .expiry: ": \(text)"
    }
  }
}
