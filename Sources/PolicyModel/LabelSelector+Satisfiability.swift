extension LabelSelector {
  /// The same selector with one condition a key where one can say it; nil when no labels match it.
  public var simplified: LabelSelector? {
    var result: [LabelRequirement] = []
    for (key, requirements) in Dictionary(grouping: requirements, by: \.key) {
      guard let conditions = Self.simplified(requirements.map(\.condition)) else { return nil }
      result += conditions.map { LabelRequirement(key, $0) }
    }
    return LabelSelector(result)
  }

  /// Whether one set of labels can match both.
  public func overlaps(_ other: LabelSelector) -> Bool {
    !excludes(other) && intersection(other).simplified != nil
  }

  /// Whether both ask for different values of one label, which settles most pairs. Requirements are sorted by key.
  private func excludes(_ other: LabelSelector) -> Bool {
    var (left, right) = (requirements[...], other.requirements[...])
    while let own = left.first, let theirs = right.first {
      if own.key == theirs.key, case .isIn(let values) = own.condition, case .isIn(let others) = theirs.condition,
        !values.contains(where: others.contains)
      {
        return true
      }
      if theirs.key < own.key { right = right.dropFirst() } else { left = left.dropFirst() }
    }
    return false
  }

  private static func simplified(_ conditions: [LabelRequirement.Condition]) -> [LabelRequirement.Condition]? {
    var allowed: Set<String>?
    var excluded: Set<String> = []
    for condition in conditions {
      switch condition {
      case .isIn(let values): allowed = allowed?.intersection(values) ?? Set(values)
      case .isNotIn(let values): excluded.formUnion(values)
      case .exists, .doesNotExist: break
      }
    }
    let mustExist = conditions.contains(.exists)
    let mustBeAbsent = conditions.contains(.doesNotExist)
    if let allowed {
      let values = allowed.subtracting(excluded)
      return values.isEmpty || mustBeAbsent ? nil : [.isIn(Array(values))]
    }
    if mustBeAbsent { return mustExist ? nil : [.doesNotExist] }
    return (mustExist ? [.exists] : []) + (excluded.isEmpty ? [] : [.isNotIn(Array(excluded))])
  }
}
