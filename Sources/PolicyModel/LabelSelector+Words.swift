extension LabelRequirement {
  /// The condition as kubectl writes it: `app=x`, `env notin (dev,prod)`, `!flag`.
  public var words: String {
    switch condition {
    case .isIn(let values): values.count == 1 ? "\(key)=\(values[0])" : "\(key) in (\(values.joined(separator: ",")))"
    case .isNotIn(let values): "\(key) notin (\(values.joined(separator: ",")))"
    case .exists: key
    case .doesNotExist: "!\(key)"
    }
  }
}

extension LabelSelector {
  /// The conditions as kubectl writes them; `every pod` without any.
  public var words: String {
    requirements.isEmpty ? "every pod" : requirements.map(\.words).joined(separator: ",")
  }
}
