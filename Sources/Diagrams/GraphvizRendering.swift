import CGraphviz
import Synchronization

/// Lays `dot` out and draws it, inside this process.
///
/// Graphviz can crash, and a layout cannot be stopped: programs that must survive call this in a child process.
///
/// - Parameters:
///   - dot: a graph in Graphviz's language, ours or anybody's.
///   - format: of the picture.
///   - engine: that places the nodes.
/// - Returns: the bytes of a file of this format.
/// - Throws: what Graphviz complains about.
public func render(
  dot: String, format: DiagramFormat, engine: LayoutEngine = .dot
) throws(LayoutFailure) -> [UInt8] {
  let result = graphviz.withLock { _ in
    complaints.withLock { $0 = [] }
    agseterrf { message in
      if let message { complaints.withLock { $0.append(String(cString: message)) } }
      return 0
    }
    return Result { () throws(LayoutFailure) in try GraphvizRun(dot: dot, format: format, engine: engine).bytes() }
  }
  return try result.get()
}

/// Graphviz keeps its state in globals: one layout at a time.
let graphviz = Mutex<Void>(())

/// What Graphviz said since the last layout began. Apart from ``graphviz``, since it speaks while that is held.
private let complaints = Mutex<[String]>([])

/// One pass through the library.
private struct GraphvizRun {
  let dot: String
  let format: DiagramFormat
  let engine: LayoutEngine

  func bytes() throws(LayoutFailure) -> [UInt8] {
    guard !dot.utf8.contains(0) else { throw LayoutFailure("a graph cannot hold a NUL character") }
    guard let context = gvContext() else { throw LayoutFailure("graphviz does not start") }
    guard let graph = dot.withCString(agmemread) else { throw failure("graphviz cannot read the graph") }
    if format == .png { setAttribute("dpi", to: "132", of: graph) }
    guard gvLayout(context, graph, engine.rawValue) == 0 else {
      throw failure("graphviz finds no layout with \"\(engine.rawValue)\"", help: engine.smallerDrawing)
    }
    // Neither layout nor graph nor context is freed: `gvFreeLayout` of 2.42 corrupts the heap with parallel edges in
    // clusters, and the process that called ends soon.
    return try drawing(of: graph, in: context)
  }

  private func drawing(
    of graph: UnsafeMutablePointer<Agraph_t>, in context: OpaquePointer
  ) throws(LayoutFailure) -> [UInt8] {
    var data: UnsafeMutablePointer<CChar>?
    var length: UInt32 = 0
    let status = gvRenderData(context, graph, format.rawValue, &data, &length)
    defer { if let data { gvFreeRenderData(data) } }
    guard status == 0, let data, length > 0 else { throw failure("graphviz cannot draw \(format.rawValue)") }
    return Array(UnsafeRawBufferPointer(start: data, count: Int(length)))
  }

  private func setAttribute(_ name: String, to value: String, of graph: UnsafeMutablePointer<Agraph_t>) {
    name.withCString { name in
      value.withCString { value in
        _ = agattr(graph, AGRAPH, UnsafeMutablePointer(mutating: name), UnsafeMutablePointer(mutating: value))
      }
    }
  }

  private func failure(_ message: String, help: String? = nil) -> LayoutFailure {
    let said = complaints.withLock(\.self).joined().split(whereSeparator: \.isNewline).prefix(3).joined(separator: "; ")
    return LayoutFailure(said.isEmpty ? message : "\(message): \(said)", help: help)
  }
}
