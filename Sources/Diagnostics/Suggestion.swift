extension String {
  /// The member of `candidates` that a person who wrote this most likely meant; nil when none is near.
  ///
  /// Near is an edit distance (with transpositions) of at most a third of the longer name. Ties go to the first
  /// in byte order. Names longer than any Kubernetes name are nobody's typing error.
  public func nearest(in candidates: some Sequence<String>) -> String? {
    // Of scalars: one Character may be a million of them.
    let count = unicodeScalars.prefix(254).count
    guard count <= 253 else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in candidates.sorted() where candidate != self && candidate.unicodeScalars.prefix(254).count <= 253 {
      let length = candidate.unicodeScalars.count
      let limit = Swift.max(1, Swift.max(count, length) / 3)
      guard abs(count - length) <= limit else { continue }
      let distance = editDistance(to: candidate)
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
  func editDistance(to other: String) -> Int {
    let source = Array(lowercased().unicodeScalars)
    let target = Array(other.lowercased().unicodeScalars)
    guard !source.isEmpty, !target.isEmpty else { return Swift.max(source.count, target.count) }
    var beforePrevious: [Int] = []
    var previous = Array(0...target.count)
    for row in 1...source.count {
      var current = [row]
      for column in 1...target.count {
        let cost = source[row - 1] == target[column - 1] ? 0 : 1
        var distance = Swift.min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + cost)
        if row > 1, column > 1, source[row - 1] == target[column - 2], source[row - 2] == target[column - 1] {
          distance = Swift.min(distance, beforePrevious[column - 2] + 1)
        }
        current.append(distance)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[target.count]
  }
}
