import Foundation
import Testing
@testable import Diagrams

@Test func scratch() throws {
  func write(_ name: String, _ d: Diagram) throws {
    try d.dot.write(toFile: "/tmp/diag/\(name).dot", atomically: true, encoding: .utf8)
  }
  try write("small", Diagram(of: GraphBuilder.small, view: DiagramView(.workloads)))
  try write("small-t", Diagram(of: GraphBuilder.small, view: DiagramView(.tenants)))
  try write("company", Diagram(of: GraphBuilder.company, view: DiagramView(.workloads)))
  try write("company-prod", Diagram(of: GraphBuilder.company, view: DiagramView(.workloads, environment: "prod")))
  try write("company-t", Diagram(of: GraphBuilder.company, view: DiagramView(.tenants)))
  try write("focus", Diagram(of: GraphBuilder.company, view: DiagramView(.workloads, focus: .init(tenant: "payments"))))
  try write("crowd", Diagram(of: GraphBuilder.crowd(tenants: 30, edges: 300), view: DiagramView(.tenants)))
}
