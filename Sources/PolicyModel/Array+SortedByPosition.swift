extension Array {
  /// The same as `sorted(by:)` for large elements: positions move while they are sorted, not the elements.
  func sortedByPosition(_ areInOrder: (Element, Element) -> Bool) -> [Element] {
    indices.sorted { areInOrder(self[$0], self[$1]) }.map { self[$0] }
  }
}
