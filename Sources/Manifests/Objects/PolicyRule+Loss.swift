import PolicyModel

extension PolicyRule {
  /// What a rule means whose other fields a server has dropped; nil where what is left names peers and ports. (NP-42)
  var summary: String? {
    switch (peers, ports) {
    case (.anyone, .all): "the rule \(action.verb) everything (NP-10)"
    case (.anyone, .these): "the rule \(action.verb) its ports for everybody (NP-11)"
    case (.these, .all): "the rule \(action.verb) every port (NP-12)"
    case (.these, .these): nil
    }
  }
}

extension RuleAction {
  /// `allows`
  var verb: String {
    switch self {
    case .allow: "allows"
    case .deny: "denies"
    case .pass: "passes"
    }
  }
}
