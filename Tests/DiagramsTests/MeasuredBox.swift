import CGraphviz
import Foundation
import Synchronization

@testable import Diagrams

/// A node or frame as Graphviz laid it out, in points.
struct MeasuredBox {
  let name: String
  let width: Double
  let widestText: Double

  /// Everything with a box of its own in a drawing.
  static func boxes(in dot: String) throws -> [MeasuredBox] {
    let json = graphviz.withLock { _ in laidOut(dot) }
    let drawing = try JSONDecoder().decode(Drawing.self, from: Data(json))
    return drawing.objects.compactMap(MeasuredBox.init)
  }

  private static func laidOut(_ dot: String) -> [UInt8] {
    guard let context = gvContext(), let graph = dot.withCString(agmemread), gvLayout(context, graph, "dot") == 0 else {
      return []
    }
    var data: UnsafeMutablePointer<CChar>?
    var length: UInt32 = 0
    guard gvRenderData(context, graph, "json", &data, &length) == 0, let data else { return [] }
    defer { gvFreeRenderData(data) }
    return Array(UnsafeRawBufferPointer(start: data, count: Int(length)))
  }

  private init?(_ object: Drawing.Object) {
    let texts = (object._ldraw_ ?? []).compactMap { $0.op == "T" ? $0.width : nil }
    let corners = object.bb?.split(separator: ",").compactMap { Double($0) } ?? []
    let own = object.width.flatMap(Double.init).map { $0 * 72 }
    guard let width = own ?? (corners.count == 4 ? corners[2] - corners[0] : nil), let widest = texts.max() else {
      return nil
    }
    (name, self.width, widestText) = (object.name, width, widest)
  }

  private struct Drawing: Decodable {
    let objects: [Object]

    struct Object: Decodable {
      let name: String
      let width: String?
      let bb: String?
      let _ldraw_: [Operation]?
    }

    struct Operation: Decodable {
      let op: String
      let width: Double?
    }
  }
}
