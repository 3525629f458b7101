import Dispatch

extension Array where Element: Sendable {
  /// What `transform` makes of each element, worked out on every core, in the order of the elements: the same as `map`.
  ///
  /// - Parameter fewest: how many elements it takes to be worth the trouble.
  public func concurrentMap<Result: Sendable>(
    fewest: Int = 2, _ transform: @Sendable (Element) -> Result
  ) -> [Result] {
    let batches = batches
    guard count >= fewest, batches.count > 1, Cores.count > 1 else { return map(transform) }
    return [Result](unsafeUninitializedCapacity: count) { places, filled in
      // Each batch fills places of its own, all of them before the call returns.
      nonisolated(unsafe) let places = places
      DispatchQueue.concurrentPerform(iterations: batches.count) { position in
        for index in batches[position] { places.initializeElement(at: index, to: transform(self[index])) }
      }
      filled = count
    }
  }

  /// The same for work that can fail; of several failures the first in the order of the elements counts.
  public func concurrentMap<Result: Sendable, Failure: Error>(
    _ transform: @Sendable (Element) throws(Failure) -> Result
  ) throws(Failure) -> [Result] {
    let results = concurrentMap(fewest: 2) { element in
      Swift.Result<Result, Failure> { () throws(Failure) in try transform(element) }
    }
    var values: [Result] = []
    values.reserveCapacity(count)
    for result in results { values.append(try result.get()) }
    return values
  }

  /// Runs of elements: enough of them that no core waits long for another, and not so many that each is too little work.
  private var batches: [Range<Int>] {
    let length = Swift.max(1, count / 64)
    return stride(from: 0, to: count, by: length).map { $0..<Swift.min($0 + length, count) }
  }
}
