/// A mapping with merge keys, as readers of YAML 1.1 follow them: `<<: *base` adds the pairs of another mapping whose keys
/// are not there yet.
struct MergedMapping {
  /// False where a merge key has something other than mappings.
  private var isValid = true
  /// Records of keys and values.
  private var pairs: [(key: Int, value: Int)] = []
  private var known: Set<ArraySlice<UInt8>> = []
  private let nodes: [NodeRecord]
  private let text: [UInt8]

  /// The records that stand for such a mapping, from the next place on; none where a merge key has something other than
  /// mappings, and nil for a mapping without merge keys.
  static func records(of mapping: Int, in nodes: [NodeRecord], _ text: [UInt8]) -> [NodeRecord]? {
    guard let merged = MergedMapping(of: mapping, in: nodes, text) else { return nil }
    return merged.isValid ? merged.records(from: nodes[mapping]) : []
  }

  private init?(of mapping: Int, in nodes: [NodeRecord], _ text: [UInt8]) {
    self.nodes = nodes
    self.text = text
    let own = Self.pairs(of: mapping, in: nodes)
    let merges = own.filter { isMergeKey($0.key) }
    guard !merges.isEmpty else { return nil }
    for pair in own where !isMergeKey(pair.key) { add(pair) }
    for merge in merges { add(allOf: target(of: merge.value)) }
  }

  /// The mapping, and aliases of all keys and values behind it.
  private func records(from mapping: NodeRecord) -> [NodeRecord] {
    let first = nodes.count
    let children = pairs.flatMap { [$0.key, $0.value] }
    var head = mapping
    head.count = UInt32(truncatingIfNeeded: children.count)
    head.next = UInt32(truncatingIfNeeded: first + 1 + children.count)
    return [head]
      + children.enumerated().map { offset, child in
        var alias = nodes[child]
        alias.kind = .alias
        alias.reference = UInt32(truncatingIfNeeded: child)
        alias.next = UInt32(truncatingIfNeeded: first + 2 + offset)
        return alias
      }
  }

  private mutating func add(allOf node: Int) {
    switch nodes[node].kind {
    case .mapping: for pair in Self.pairs(of: node, in: nodes) { add(pair) }
    case .sequence:
      for element in Self.children(of: node, in: nodes).map(target) {
        if nodes[element].kind == .mapping { add(allOf: element) } else { isValid = false }
      }
    case .scalar, .alias: isValid = false
    }
  }

  /// The first of a key counts; keys that are no scalars are all different.
  private mutating func add(_ pair: (key: Int, value: Int)) {
    let (key, value) = (target(of: pair.key), target(of: pair.value))
    if nodes[key].kind == .scalar, !known.insert(bytes(of: key)).inserted { return }
    pairs.append((key, value))
  }

  private func isMergeKey(_ key: Int) -> Bool {
    nodes[key].kind == .scalar && nodes[key].isPlain && bytes(of: key).elementsEqual("<<".utf8)
  }

  private func bytes(of scalar: Int) -> ArraySlice<UInt8> {
    let start = Int(nodes[scalar].reference)
    return text[start..<start + Int(nodes[scalar].count)]
  }

  private func target(of node: Int) -> Int {
    nodes[node].kind == .alias ? Int(nodes[node].reference) : node
  }

  private static func pairs(of mapping: Int, in nodes: [NodeRecord]) -> [(key: Int, value: Int)] {
    let children = children(of: mapping, in: nodes)
    return stride(from: 0, to: children.count - 1, by: 2).map { (children[$0], children[$0 + 1]) }
  }

  private static func children(of collection: Int, in nodes: [NodeRecord]) -> [Int] {
    var child = collection + 1
    return (0..<Int(nodes[collection].count)).map { _ in
      defer { child = Int(nodes[child].next) }
      return child
    }
  }
}
