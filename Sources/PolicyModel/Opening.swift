/// What is open between two ends: connections whatever is asked on them, and others for certain requests only.
public struct Opening: Hashable, Sendable {
  /// Open whatever the request.
  private var unfiltered = ConnectionSet.none
  /// Open only for requests that match; nothing that is open anyway.
  private var filtered: [PassedRequest: ConnectionSet] = [:]

  public init() {}

  /// - Parameter requests: those that pass; empty for all of them.
  public mutating func add(_ connections: ConnectionSet, _ requests: [PassedRequest] = []) {
    if requests.isEmpty { unfiltered = unfiltered.union(connections) }
    for request in requests { filtered[request] = (filtered[request] ?? .none).union(connections) }
    dropWhatIsUnfiltered()
  }

  public func union(_ other: Self) -> Self {
    var union = self
    union.unfiltered = unfiltered.union(other.unfiltered)
    union.filtered.merge(other.filtered) { $0.union($1) }
    union.dropWhatIsUnfiltered()
    return union
  }

  private mutating func dropWhatIsUnfiltered() {
    filtered = filtered.mapValues { $0.subtracting(unfiltered) }.filter { !$0.value.isEmpty }
  }

  /// Whether everything that is open in `other` is open here. Requests are compared as they are written, so that false
  /// may only mean that it cannot be told.
  public func allows(_ other: Self) -> Bool {
    other.unfiltered.isSubset(of: unfiltered) && other.filtered.allSatisfy { $1.isSubset(of: connections(for: $0)) }
  }

  /// Whether anything is open at all.
  public var isEmpty: Bool { unfiltered.isEmpty && filtered.isEmpty }

  private func connections(for request: PassedRequest) -> ConnectionSet {
    filtered.filter { $0.key.covers(request) }.values.reduce(unfiltered) { $0.union($1) }
  }
}

/// Requests that a layer 7 filter lets through.
public enum PassedRequest: Hashable, Sendable {
  case http(HTTPMatch)
  /// In words, as ``Layer7Filter/words``: those that are in each of these lists.
  case inEach([[String]])

  fileprivate func covers(_ other: Self) -> Bool {
    switch (self, other) {
    case (.http(let match), .http(let other)): match.covers(other)
    case (.inEach(let lists), .inEach(let others)):
      lists.allSatisfy { list in others.contains { Set($0).isSubset(of: list) } }
    case (.http, .inEach), (.inEach, .http): false
    }
  }
}

extension HTTPMatch {
  /// Whether it surely matches what `other` matches: patterns are compared as they are written.
  fileprivate func covers(_ other: Self) -> Bool {
    [(method, other.method), (path, other.path)].allSatisfy { $0 == nil || $0 == $1 }
      && Set(conditions).isSubset(of: other.conditions)
  }
}

extension Opening {
  /// What became of what was open between two ends.
  public enum Change: String, Sendable, CaseIterable {
    /// Nothing was open before.
    case gained
    /// Nothing is open any more.
    case lost
    /// More is open than before.
    case widened
    /// Less is open than before.
    case narrowed
    /// Some of it came and some went, or requests are told apart in other words.
    case altered
  }

  /// Nil where the two are the same.
  public func change(from old: Self) -> Change? {
    if self == old { return nil }
    if old.isEmpty { return .gained }
    if isEmpty { return .lost }
    switch (allows(old), old.allows(self)) {
    case (true, false): return .widened
    case (false, true): return .narrowed
    case (true, true), (false, false): return .altered
    }
  }
}
