import PolicyModel

// How much text an object takes, rather too much than too little: lowering writes no text.

extension Policy {
  /// What an object may weigh before it is split: three quarters of what `kubectl apply` can store. (LIM-4)
  static let weightLimit = 192 * 1_024

  /// Bytes, about as many as the object takes in YAML.
  var weight: Int {
    let head = 400 + 2 * id.name.utf8.count + (id.namespace?.utf8.count ?? 0)
    let subject =
      switch subject {
      case .pods(let selector): selector.weight
      case .nodes(let selector): selector.weight
      }
    return head + labels.weight + annotations.weight + subject + (ingress?.weight ?? 0) + (egress?.weight ?? 0)
  }
}

extension PolicySection {
  var weight: Int { rules.reduce(40) { $0 + $1.weight } }
}

extension PolicyRule {
  var weight: Int {
    var weight = 80
    if case .these(let selectors) = peers { weight += selectors.reduce(0) { $0 + $1.weight } }
    if case .these(let matches) = ports { weight += 110 * matches.count }
    switch layer7 {
    case .http(let requests):
      weight += requests.reduce(40) { $0 + 60 + 2 * (($1.method?.utf8.count ?? 0) + ($1.path?.utf8.count ?? 0)) }
    case .dns(let names): weight += names.reduce(40) { $0 + 60 + $1.text.utf8.count }
    case .serverNames(let names), .discontinued(let names): weight += names.reduce(40) { $0 + 40 + $1.utf8.count }
    case nil: break
    }
    return weight
  }
}

extension PeerSelector {
  fileprivate var weight: Int {
    switch self {
    case .pods(let selector): selector.weight
    case .addresses(let block): 110 + 65 * block.exceptions.count
    case .entity: 30
    case .nodes(let selector): 40 + selector.weight
    case .domain(let pattern): 50 + pattern.text.utf8.count
    }
  }
}

extension PodSelector {
  var weight: Int { 80 + namespaces.weight + pods.weight }
}

extension LabelSelector {
  var weight: Int {
    requirements.reduce(30) { sum, requirement in
      let values: [String] =
        switch requirement.condition {
        case .isIn(let values), .isNotIn(let values): values
        case .exists, .doesNotExist: []
        }
      return sum + 120 + requirement.key.utf8.count + values.reduce(0) { $0 + 22 + $1.utf8.count }
    }
  }
}

extension Labels {
  /// Text with characters that YAML escapes takes more than its bytes.
  fileprivate var weight: Int { pairs.reduce(30) { $0 + 16 + $1.key.utf8.count + 2 * $1.value.utf8.count } }
}
