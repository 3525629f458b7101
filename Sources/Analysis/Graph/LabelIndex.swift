import PolicyModel

/// Finds the positions whose labels a selector matches, by the labels and not by trying them all. (NP-16)
struct LabelIndex: Sendable {
  private let labels: [Labels]
  private var byValue: [String: [String: [Int32]]] = [:]
  private var byKey: [String: [Int32]] = [:]

  /// - Parameter labels: of each position; nil for what no selector matches.
  init(_ labels: [Labels?]) {
    self.labels = labels.map { $0 ?? [:] }
    for (position, labels) in labels.enumerated() {
      for pair in labels?.pairs ?? [] {
        byValue[pair.key, default: [:]][pair.value, default: []].append(Int32(position))
        byKey[pair.key, default: []].append(Int32(position))
      }
    }
  }

  /// Positions that the selector matches; those without labels count as matched by negative conditions only.
  func members(of selector: LabelSelector) -> SparseSet {
    guard let rarest = rarestRequirement(of: selector) else {
      return selector.requirements.map(members).reduce(.everyone) { $0.intersection($1) }
    }
    let candidates = members(of: rarest)
    guard selector.requirements.count > 1 else { return candidates }
    return .only(candidates.items.filter { selector.matches(labels[Int($0)]) })
  }

  /// The positive condition that leaves the fewest positions; nil without a positive condition.
  func rarestRequirement(of selector: LabelSelector) -> LabelRequirement? {
    let positive = selector.requirements.filter(\.needsKey)
    return positive.count < 2 ? positive.first : positive.min { count(of: $0) < count(of: $1) }
  }

  func members(of requirement: LabelRequirement) -> SparseSet {
    switch requirement.condition {
    case .isIn(let values): .only(positions(requirement.key, values))
    case .isNotIn(let values): .allBut(positions(requirement.key, values))
    case .exists: .only(byKey[requirement.key] ?? [])
    case .doesNotExist: .allBut(byKey[requirement.key] ?? [])
    }
  }

  func matches(_ selector: LabelSelector, at position: Int32) -> Bool { selector.matches(labels[Int(position)]) }

  private func positions(_ key: String, _ values: [String]) -> [Int32] {
    guard let positions = byValue[key] else { return [] }
    guard values.count > 1 else { return values.first.flatMap { positions[$0] } ?? [] }
    return values.flatMap { positions[$0] ?? [] }.sorted()
  }

  private func count(of requirement: LabelRequirement) -> Int {
    switch requirement.condition {
    case .isIn(let values): values.reduce(0) { $0 + (byValue[requirement.key]?[$1]?.count ?? 0) }
    case .exists: byKey[requirement.key]?.count ?? 0
    case .isNotIn, .doesNotExist: .max
    }
  }
}

extension LabelRequirement {
  /// Whether only labels with the key can match.
  fileprivate var needsKey: Bool {
    switch condition {
    case .isIn, .exists: true
    case .isNotIn, .doesNotExist: false
    }
  }
}
