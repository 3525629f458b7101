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

extension Policy {
  /// One place for each rule of the direction.
  public func rulePlaces(_ direction: Direction) -> [RulePlace] {
    var (allowed, denied) = (0, 0)
    return (self[direction]?.rules ?? []).map { rule in
      guard id.api.isCilium, rule.action == .deny else {
        allowed += 1
        return RulePlace(direction: direction, isInDenyList: false, number: allowed)
      }
      denied += 1
      return RulePlace(direction: direction, isInDenyList: true, number: denied)
    }
  }
}

extension PolicyAPI {
  @inlinable public var isCilium: Bool { self == .ciliumNetworkPolicy || self == .ciliumClusterwideNetworkPolicy }
}
