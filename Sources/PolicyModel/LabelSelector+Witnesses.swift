extension LabelSelector {
  /// Labels that the selector matches, such that each value it lists occurs at least once; none if it contradicts
  /// itself.
  public var witnesses: [Labels] {
    if let only { return [only] }
    guard let simplified else { return [] }
    let lists = simplified.requirements.compactMap { requirement -> (key: String, values: [String])? in
      switch requirement.condition {
      case .isIn(let values): (requirement.key, values)
      case .exists: (requirement.key, [simplified.valueNotExcluded(for: requirement.key)])
      case .isNotIn, .doesNotExist: nil
      }
    }
    let rounds = lists.map(\.values.count).max() ?? 1
    let candidates = (0..<rounds).map { round in
      Labels(lists.map { (key: $0.key, value: $0.values[round % $0.values.count]) })
    }
    return candidates.filter(matches)
  }

  /// The labels of a selector that asks for one value of each key, as most do.
  private var only: Labels? {
    var pairs: [(key: String, value: String)] = []
    for requirement in requirements {
      guard let value = requirement.onlyValue, pairs.last?.key != requirement.key else { return nil }
      pairs.append((requirement.key, value))
    }
    return Labels(pairs)
  }

  /// Labels that each break one of the conditions which ask for absence: whoever wants to slip through such a selector
  /// puts one of them on. None if it contradicts itself, since it holds nobody.
  public var evasions: [Labels] {
    let found = requirements.flatMap { requirement -> [Labels] in
      switch requirement.condition {
      case .isNotIn(let values): values.map { Labels([(requirement.key, $0)]) }
      case .doesNotExist: [Labels([(requirement.key, "any")])]
      case .isIn, .exists: []
      }
    }
    return found.isEmpty || simplified == nil ? [] : found
  }

  /// `any`, or something longer where the selector excludes that.
  private func valueNotExcluded(for key: String) -> String {
    let excluded = requirements.flatMap { requirement -> [String] in
      if requirement.key == key, case .isNotIn(let values) = requirement.condition { values } else { [] }
    }
    var value = "any"
    while excluded.contains(value) { value += "-x" }
    return value
  }
}
