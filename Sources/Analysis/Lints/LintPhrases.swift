import PolicyModel

extension LabelSelector {
  /// The conditions as `kubectl` writes them: `app=x,env notin (dev,prod),!flag`.
  var phrase: String { requirements.map(\.phrase).joined(separator: ",") }
}

extension LabelRequirement {
  fileprivate var phrase: String {
    switch condition {
    case .isIn(let values): values.count == 1 ? "\(key)=\(values[0])" : "\(key) in (\(values.joined(separator: ",")))"
    case .isNotIn(let values): "\(key) notin (\(values.joined(separator: ",")))"
    case .exists: key
    case .doesNotExist: "!\(key)"
    }
  }
}

extension PodSelector {
  /// `pods with "app=x" in namespaces with "team=t"`
  var phrase: String {
    let which = pods.matchesEverything ? "pods" : "pods with \"\(pods.phrase)\""
    if namespaces.matchesEverything { return "\(which) in any namespace" }
    if namespaces.requirements.count == 1, namespaces.requirements[0].key == .namespaceNameLabel,
      let name = namespaces.requirements[0].onlyValue
    {
      return "\(which) in namespace \"\(name)\""
    }
    return "\(which) in namespaces with \"\(namespaces.phrase)\""
  }
}

extension Direction {
  /// Between the words "from" and "to" the one that goes with the direction.
  var preposition: String { self == .ingress ? "from" : "to" }
}

extension Policy {
  /// Both sections that are there, with their directions.
  var sections: [(direction: Direction, section: PolicySection)] {
    [(Direction.ingress, ingress), (.egress, egress)].compactMap { direction, section in
      section.map { (direction, $0) }
    }
  }
}

extension PolicyRule {
  /// The peers that the rule lists; none when it is about anyone.
  var selectors: [PeerSelector] {
    if case .these(let selectors) = peers { selectors } else { [] }
  }
}
