extension LabelSelector {
  /// Labels that the selector matches, such that each value it lists occurs at least once; none if it contradicts
  /// itself.
  public var witnesses: [Labels] {
    let lists = requirements.compactMap { requirement -> (key: String, values: [String])? in
      switch requirement.condition {
      case .isIn(let values): (requirement.key, values)
      case .exists: (requirement.key, ["any"])
      case .isNotIn, .doesNotExist: nil
      }
    }
    let rounds = lists.map(\.values.count).max() ?? 1
    let candidates = (0..<rounds).map { round in
      Labels(lists.map { (key: $0.key, value: $0.values[round % $0.values.count]) })
    }
    return candidates.filter(matches)
  }
}
