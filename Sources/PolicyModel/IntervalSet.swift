/// A set of integers as a list of closed intervals.
///
/// Canonical: the intervals are sorted, disjoint and never adjacent, so equal sets have equal representations.
public struct IntervalSet<Bound: FixedWidthInteger & Sendable>: Hashable, Sendable {
  public private(set) var intervals: [ClosedRange<Bound>]

  /// The empty set.
  public init() { intervals = [] }

  public init(_ interval: ClosedRange<Bound>) { intervals = [interval] }

  /// The union of any intervals, in any order.
  public init(_ intervals: some Sequence<ClosedRange<Bound>>) {
    self.intervals = Self.merged(intervals.sorted { $0.lowerBound < $1.lowerBound })
  }

  private init(canonical intervals: [ClosedRange<Bound>]) { self.intervals = intervals }

  public var isEmpty: Bool { intervals.isEmpty }

  public func contains(_ value: Bound) -> Bool {
    var low = 0
    var high = intervals.count
    while low < high {
      let middle = (low + high) / 2
      if intervals[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < intervals.count && intervals[low].contains(value)
  }

  public func isSubset(of other: Self) -> Bool {
    var candidates = other.intervals[...]
    return intervals.allSatisfy { interval in
      candidates = candidates.drop { $0.upperBound < interval.lowerBound }
      guard let first = candidates.first else { return false }
      return first.lowerBound <= interval.lowerBound && interval.upperBound <= first.upperBound
    }
  }

  public func isDisjoint(with other: Self) -> Bool { intersection(other).isEmpty }

  public func union(_ other: Self) -> Self {
    if other.isEmpty || self == other { return self }
    if isEmpty { return other }
    return Self(intervals + other.intervals)
  }

  public func intersection(_ other: Self) -> Self {
    var result: [ClosedRange<Bound>] = []
    var (left, right) = (0, 0)
    while left < intervals.count, right < other.intervals.count {
      let (first, second) = (intervals[left], other.intervals[right])
      let lower = max(first.lowerBound, second.lowerBound)
      let upper = min(first.upperBound, second.upperBound)
      if lower <= upper { result.append(lower...upper) }
      if first.upperBound < second.upperBound { left += 1 } else { right += 1 }
    }
    return Self(canonical: result)
  }

  public func subtracting(_ other: Self) -> Self {
    var result: [ClosedRange<Bound>] = []
    var cuts = other.intervals[...]
    for interval in intervals {
      cuts = cuts.drop { $0.upperBound < interval.lowerBound }
      var lower: Bound? = interval.lowerBound
      for cut in cuts {
        guard let start = lower, cut.lowerBound <= interval.upperBound else { break }
        if start < cut.lowerBound { result.append(start...cut.lowerBound - 1) }
        lower = cut.upperBound < interval.upperBound ? cut.upperBound + 1 : nil
      }
      if let lower { result.append(lower...interval.upperBound) }
    }
    return Self(canonical: result)
  }

  private static func merged(_ sorted: [ClosedRange<Bound>]) -> [ClosedRange<Bound>] {
    var result: [ClosedRange<Bound>] = []
    for interval in sorted {
      guard let last = result.last else {
        result.append(interval)
        continue
      }
      let touches = last.upperBound == .max || interval.lowerBound <= last.upperBound + 1
      if touches {
        result[result.count - 1] = last.lowerBound...max(last.upperBound, interval.upperBound)
      } else {
        result.append(interval)
      }
    }
    return result
  }
}
