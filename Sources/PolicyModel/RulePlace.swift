/// Where people find a rule in its object: Cilium keeps denies in lists of their own.
public struct RulePlace: Hashable, Sendable, CustomStringConvertible {
  public let direction: Direction
  public let isInDenyList: Bool
  /// Counted from 1 in its list.
  public let number: Int

  public init(direction: Direction, isInDenyList: Bool, number: Int) {
    self.direction = direction
    self.isInDenyList = isInDenyList
    self.number = number
  }

  /// `ingressDeny rule 1`
  public var description: String { "\(direction.rawValue)\(isInDenyList ? "Deny" : "") rule \(number)" }
}

/// The entry of its object's list that a rule was read from: one entry may stand for several rules, or for none. It is
/// not what the rule says, so that all are equal.
public struct RuleEntry: Hashable, Sendable {
  /// From 1 on; nil for rules that were not read.
  public let number: Int?
  /// The lists of the entry that are there and empty, by name.
  public let emptyLists: [String]
  /// Whether a peer of the entry is a selector without conditions, as it is written: `{}`.
  public let hasEmptySelector: Bool

  public init(number: Int?, emptyLists: [String] = [], hasEmptySelector: Bool = false) {
    self.number = number
    self.emptyLists = emptyLists
    self.hasEmptySelector = hasEmptySelector
  }

  public static func == (left: Self, right: Self) -> Bool { true }
  public func hash(into hasher: inout Hasher) {}
}

extension Policy {
  /// One place for each rule of the direction.
  public func rulePlaces(_ direction: Direction) -> [RulePlace] {
    var (allowed, denied) = (0, 0)
    return (self[direction]?.rules ?? []).map { rule in
      guard id.api.isCilium, rule.action == .deny else {
        allowed += 1
        return RulePlace(direction: direction, isInDenyList: false, number: rule.entry.number ?? allowed)
      }
      denied += 1
      return RulePlace(direction: direction, isInDenyList: true, number: rule.entry.number ?? denied)
    }
  }
}

extension Policy {
  /// The place of one rule of the direction.
  public func rulePlace(_ direction: Direction, at index: Int) -> RulePlace {
    let rules = self[direction]?.rules ?? []
    let isInDenyList = id.api.isCilium && rules.indices.contains(index) && rules[index].action == .deny
    guard id.api.isCilium else { return RulePlace(direction: direction, isInDenyList: false, number: index + 1) }
    if rules.indices.contains(index), let number = rules[index].entry.number {
      return RulePlace(direction: direction, isInDenyList: isInDenyList, number: number)
    }
    let before = rules.prefix(index).count { ($0.action == .deny) == isInDenyList }
    return RulePlace(direction: direction, isInDenyList: isInDenyList, number: before + 1)
  }
}

extension PolicyAPI {
  @inlinable public var isCilium: Bool { self == .ciliumNetworkPolicy || self == .ciliumClusterwideNetworkPolicy }
}
