import CGraphviz
import Diagrams

/// Whatever words stand in a picture, Graphviz reads it, and finds each node once and no other.
func fuzzDOT(_ bytes: [UInt8]) {
  let words = bytes.split(separator: 0x0A, maxSplits: 15, omittingEmptySubsequences: false)
    .map { String(decoding: $0, as: UTF8.self) }
  let dot = Diagram(saying: words).dot
  demand(!dot.utf8.contains(0), "a picture's text holds no NUL")
  guard let numbers = numbersOfNodes(in: dot) else { return demand(false, "graphviz reads what is written\n\(dot)") }
  demand(numbers.sorted() == Array(words.indices), "words stay words: \(numbers)\n\(dot)")
}

/// The numbers with which names of nodes begin, those of nodes that only hold columns left out; nil when Graphviz cannot
/// read the text.
private func numbersOfNodes(in dot: String) -> [Int]? {
  guard let graph = dot.withCString(agmemread) else { return nil }
  defer { agclose(graph) }
  var numbers: [Int] = []
  var node = agfstnode(graph)
  while let found = node {
    let name = agnameof(found).map { String(cString: $0) } ?? ""
    if !name.hasPrefix("column:") { numbers.append(Int(name.prefix { $0.isNumber }) ?? -1) }
    node = agnxtnode(graph, found)
  }
  return numbers
}

extension Diagram {
  /// A picture in which the words stand wherever text can stand.
  fileprivate init(saying words: [String]) {
    func word(_ index: Int) -> String { words.indices.contains(index) ? words[index] : "" }
    let kinds = Node.Kind.allCases
    let nodes = words.indices.map { index in
      Node(
        id: "\(index) \(words[index])", title: word(index + 1), details: [word(index + 2)],
        kind: kinds[index % kinds.count], tooltip: word(index + 3), link: word(index + 4), marks: [Mark(index)])
    }
    let edges = nodes.indices.map { index in
      Edge(
        from: nodes[index].id, to: nodes[(index * 7 + 1) % nodes.count].id, lines: [word(index), word(index + 5)],
        kind: Edge.Kind.allCases[index % Edge.Kind.allCases.count], tooltip: word(index + 6), link: word(index + 7))
    }
    let inside = Group(
      id: word(0), title: word(1), details: [word(2)], tooltip: word(3), link: word(4),
      nodes: Array(nodes.prefix(3)))
    self.init(
      title: word(0), subtitle: word(1), groups: [inside], nodes: Array(nodes.dropFirst(3)), edges: edges,
      notes: [Note(mark: Mark(1), subject: word(2), text: word(3))])
  }
}
