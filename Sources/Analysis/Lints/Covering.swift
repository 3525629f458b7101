import PolicyModel

/// One selector, peer or list of ports covers another when it matches whatever the other does, in any cluster.
extension LabelSelector {
  func covers(_ other: LabelSelector) -> Bool {
    requirements.allSatisfy { mine in other.requirements.contains { mine.follows(from: $0) } }
  }
}

extension LabelRequirement {
  /// Whether labels that meet `other` meet this as well.
  fileprivate func follows(from other: LabelRequirement) -> Bool {
    guard key == other.key else { return false }
    switch (condition, other.condition) {
    case (.isIn(let mine), .isIn(let theirs)): return Set(theirs).isSubset(of: mine)
    case (.isNotIn(let mine), .isNotIn(let theirs)): return Set(mine).isSubset(of: theirs)
    case (.isNotIn(let mine), .isIn(let theirs)): return Set(mine).isDisjoint(with: theirs)
    case (.isNotIn, .doesNotExist), (.exists, .isIn): return true
    default: return condition == other.condition
    }
  }
}

extension PodSelector {
  func covers(_ other: PodSelector) -> Bool { namespaces.covers(other.namespaces) && pods.covers(other.pods) }
}

extension PeerSelector {
  fileprivate func covers(_ other: PeerSelector) -> Bool {
    switch (self, other) {
    case (.pods(let mine), .pods(let theirs)): mine.covers(theirs)
    case (.addresses(let mine), .addresses(let theirs)): theirs.addresses.isSubset(of: mine.addresses)
    case (.entity(.all), _), (.entity(.cluster), .pods), (.entity(.world), .addresses): true
    default: self == other
    }
  }
}

extension RulePeers {
  func covers(_ other: RulePeers) -> Bool {
    switch (self, other) {
    case (.anyone, _): true
    case (.these(let mine), .these(let theirs)): theirs.allSatisfy { their in mine.contains { $0.covers(their) } }
    case (.these(let mine), .anyone): mine.contains(.entity(.all))
    }
  }
}

extension RulePorts {
  func covers(_ other: RulePorts) -> Bool {
    switch (self, other) {
    case (.all, _): return true
    case (.these, .all): return false
    case (.these(let mine), .these(let theirs)):
      let numbers = connections(to: [])
      return other.connections(to: []).isSubset(of: numbers)
        && theirs.allSatisfy { $0.isRange || mine.contains($0) || $0.isNamed(in: mine, numbers) }
    }
  }
}

extension PortMatch {
  fileprivate var isRange: Bool { if case .range = self { true } else { false } }

  /// Whether the name is there for any protocol, or every number of its protocol is.
  fileprivate func isNamed(in others: [PortMatch], _ numbers: ConnectionSet) -> Bool {
    guard let name else { return false }
    guard let transport = name.transport else { return numbers.isAll }
    return others.contains(self.withoutTransport) || ConnectionSet(transport, .allPorts).isSubset(of: numbers)
  }
  /// The same for any protocol.
  private var withoutTransport: PortMatch {
    switch self {
    case .named(let name, _): .named(name, nil)
    case .namedRange(let name, _, let end): .namedRange(name, nil, to: end)
    case .range, .icmp: self
    }
  }
}
