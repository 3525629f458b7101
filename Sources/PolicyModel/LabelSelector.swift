/// One condition on labels. (NP-16)
public struct LabelRequirement: Hashable, Sendable {
  public enum Condition: Hashable, Sendable {
    /// The key is present and its value one of these; never empty. (NPV-11)
    case isIn([String])
    /// The key is absent or its value none of these; never empty.
    case isNotIn([String])
    case exists
    case doesNotExist
  }

  public let key: String
  public let condition: Condition

  /// Values are sorted and made unique, so that equal requirements compare equal.
  public init(_ key: String, _ condition: Condition) {
    self.key = key
    self.condition =
      switch condition {
      case .isIn(let values): .isIn(Self.unique(values))
      case .isNotIn(let values): .isNotIn(Self.unique(values))
      case .exists, .doesNotExist: condition
      }
  }

  private static func unique(_ values: [String]) -> [String] { values.count < 2 ? values : Set(values).sorted() }

  /// `key: value`, as in `matchLabels`.
  public init(_ key: String, equals value: String) { self.init(key, .isIn([value])) }

  public func matches(_ labels: Labels) -> Bool {
    let value = labels[key]
    return switch condition {
    case .isIn(let values): value.map(values.contains) ?? false
    case .isNotIn(let values): value.map { !values.contains($0) } ?? true
    case .exists: value != nil
    case .doesNotExist: value == nil
    }
  }

  /// The one value that a label must have; nil for other conditions.
  public var onlyValue: String? {
    if case .isIn(let values) = condition, values.count == 1 { values[0] } else { nil }
  }
}

extension LabelRequirement: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    if left.key != right.key { return left.key < right.key }
    let (first, second) = (left.condition, right.condition)
    return first.rank == second.rank
      ? first.values.lexicographicallyPrecedes(second.values) : first.rank < second.rank
  }
}

extension LabelRequirement.Condition {
  fileprivate var rank: Int {
    switch self {
    case .isIn: 0
    case .isNotIn: 1
    case .exists: 2
    case .doesNotExist: 3
    }
  }

  fileprivate var values: [String] {
    switch self {
    case .isIn(let values), .isNotIn(let values): values
    case .exists, .doesNotExist: []
    }
  }
}

/// A conjunction of conditions on labels. Without conditions it matches everything.
public struct LabelSelector: Hashable, Sendable, Comparable {
  /// Sorted, each once.
  public let requirements: [LabelRequirement]

  public init(_ requirements: some Sequence<LabelRequirement>) {
    let requirements = Array(requirements)
    self.requirements = requirements.count < 2 ? requirements : Set(requirements).sorted()
  }

  /// Matches everything.
  public static var everything: LabelSelector { LabelSelector([]) }

  /// Namespaces of exactly these names. (NP-15)
  public static func namespaces(named names: some Sequence<String>) -> LabelSelector {
    LabelSelector([LabelRequirement(.namespaceNameLabel, .isIn(Array(names)))])
  }

  public var matchesEverything: Bool { requirements.isEmpty }

  public func matches(_ labels: Labels) -> Bool { requirements.allSatisfy { $0.matches(labels) } }

  /// What both select.
  public func intersection(_ other: LabelSelector) -> LabelSelector {
    LabelSelector(requirements + other.requirements)
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.requirements.lexicographicallyPrecedes(right.requirements)
  }
}

/// Pods, by the labels of their namespace and by their own.
public struct PodSelector: Hashable, Sendable, Comparable {
  public let namespaces: LabelSelector
  public let pods: LabelSelector

  public init(namespaces: LabelSelector, pods: LabelSelector) {
    self.namespaces = namespaces
    self.pods = pods
  }

  /// Pods of one namespace.
  public init(in namespace: String, pods: LabelSelector = .everything) {
    self.init(namespaces: .namespaces(named: [namespace]), pods: pods)
  }

  public func matches(namespace: Labels, pod: Labels) -> Bool {
    namespaces.matches(namespace) && pods.matches(pod)
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.namespaces, left.pods) < (right.namespaces, right.pods)
  }
}
