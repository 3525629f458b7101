import CGraphviz
import Synchronization

@testable import Diagrams

/// What Graphviz's own parser finds in a DOT text.
struct ReadBack {
  var nodes: [String: [String: String]] = [:]
  var edges: [[String]] = []
  var clusters: Set<String> = []
  /// Every attribute that any node, edge or graph has.
  var attributes: Set<String> = []

  /// Nil if Graphviz cannot read it.
  init?(_ dot: String) {
    let result: ReadBack? = graphviz.withLock { _ in
      agseterrf { _ in 0 }
      guard let graph = dot.withCString(agmemread) else { return nil }
      defer { agclose(graph) }
      return ReadBack(graph)
    }
    guard let result else { return nil }
    self = result
  }

  private init(_ graph: UnsafeMutablePointer<Agraph_t>) {
    for kind in [AGRAPH, AGNODE, AGEDGE] { attributes.formUnion(Self.names(of: kind, in: graph)) }
    var node = agfstnode(graph)
    while let current = node {
      let name = String(cString: agnameof(current))
      nodes[name] = Self.values(of: current, names: Self.names(of: AGNODE, in: graph))
      var edge = agfstout(graph, current)
      while let out = edge {
        edges.append([name, String(cString: agnameof(out.pointee.node))])
        edge = agnxtout(graph, out)
      }
      node = agnxtnode(graph, current)
    }
    addClusters(of: graph)
  }

  private mutating func addClusters(of graph: UnsafeMutablePointer<Agraph_t>) {
    var cluster = agfstsubg(graph)
    while let current = cluster {
      clusters.insert(String(cString: agnameof(current)))
      addClusters(of: current)
      cluster = agnxtsubg(current)
    }
  }

  private static func names(of kind: Int32, in graph: UnsafeMutablePointer<Agraph_t>) -> [String] {
    var names: [String] = []
    var symbol = agnxtattr(graph, kind, nil)
    while let current = symbol {
      names.append(String(cString: current.pointee.name))
      symbol = agnxtattr(graph, kind, current)
    }
    return names
  }

  private static func values(of object: UnsafeMutablePointer<Agnode_t>, names: [String]) -> [String: String] {
    names.reduce(into: [:]) { values, name in
      name.withCString { values[name] = agget(object, UnsafeMutablePointer(mutating: $0)).map { String(cString: $0) } }
    }
  }
}

/// The texts that an SVG shows, in its order.
func texts(ofSVG bytes: [UInt8]) -> [String] {
  String(decoding: bytes, as: UTF8.self).split(separator: "<text ").dropFirst().compactMap { part in
    guard let open = part.unicodeScalars.firstIndex(of: ">"),
      let close = part.unicodeScalars[open...].firstIndex(of: "<")
    else { return nil }
    return String(part[part.unicodeScalars.index(after: open)..<close]).decodingEntities
  }
}

extension String {
  /// `&amp;`, `&#45;` and the like as what they stand for.
  var decodingEntities: String {
    var result = ""
    var rest = Substring(self)
    while let start = rest.unicodeScalars.firstIndex(of: "&") {
      result += rest[..<start]
      guard let end = rest.unicodeScalars[start...].firstIndex(of: ";") else { break }
      let name = rest[rest.unicodeScalars.index(after: start)..<end]
      result += Self.entity(String(name)) ?? "&\(name);"
      rest = rest[rest.unicodeScalars.index(after: end)...]
    }
    return result + rest
  }

  private static func entity(_ name: String) -> String? {
    let known = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "nbsp": "\u{A0}"]
    if name.hasPrefix("#x") {
      return UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init).map { String($0) }
    }
    if name.hasPrefix("#") { return UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init).map { String($0) } }
    return known[name]
  }
}
