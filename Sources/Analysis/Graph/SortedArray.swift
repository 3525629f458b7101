/// Arrays that are sorted and hold each element once.
extension Array where Element: Comparable {
  /// The first position whose element is not below `element`.
  func lowerBound(of element: Element) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < element { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The first position whose element is above `element`.
  func upperBound(of element: Element) -> Int {
    let position = lowerBound(of: element)
    return position < count && self[position] == element ? position + 1 : position
  }

  func containsSorted(_ element: Element) -> Bool {
    let position = lowerBound(of: element)
    return position < count && self[position] == element
  }

  /// The union of two sorted lists without repetitions.
  func unionSorted(_ other: [Element]) -> [Element] {
    guard !isEmpty else { return other }
    guard !other.isEmpty else { return self }
    var result: [Element] = []
    result.reserveCapacity(count + other.count)
    var (left, right) = (0, 0)
    while left < count, right < other.count {
      let (first, second) = (self[left], other[right])
      result.append(Swift.min(first, second))
      if first <= second { left += 1 }
      if second <= first { right += 1 }
    }
    return result + self[left...] + other[right...]
  }
}
