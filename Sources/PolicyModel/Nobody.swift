extension LabelSelector {
  /// Matches nothing, whatever labels there are: one label would have to exist and not to exist.
  public static let nobody = LabelSelector([
    LabelRequirement(nobodyLabel, .exists), LabelRequirement(nobodyLabel, .doesNotExist),
  ])

  private static let nobodyLabel = "easement.dev/nobody"
}

extension PeerSelector {
  /// Whether the peer is written in order to name nothing: Cilium's entity `none`, or pods that cannot exist. (CIL-43)
  public var isNobody: Bool {
    switch self {
    case .entity(.none): true
    case .pods(let selector): selector.pods == .nobody
    case .entity, .addresses, .nodes, .domain: false
    }
  }
}

extension PolicyRule {
  /// Allows nothing, and says so: the list that it stands in is not empty, and so belongs to whoever applied it.
  ///
  /// API servers drop an empty list of a NetworkPolicy, and a list that is not there is anybody's to fill.
  public static func closing(to peer: PeerSelector) -> PolicyRule {
    PolicyRule(.allow, peers: .these([peer]), ports: .all)
  }

  /// Whether the rule is one of these: no mistake, and nothing that decides about a connection.
  public var isClosing: Bool {
    guard action == .allow, case .these(let selectors) = peers else { return false }
    return !selectors.isEmpty && selectors.allSatisfy(\.isNobody)
  }
}
