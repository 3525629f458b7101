import Diagnostics
import Driver
import Explanations
import PolicyModel
import TestSupport
import Testing

/// Every allowed pair of a graph.
@Suite struct ExplainAllTests {
  private func all(
    _ example: String, asked: ConnectionSet? = nil, environment: String? = nil
  ) throws -> [Explanation] {
    let compilation = Compilation(of: try Example(name: example).sources(), today: try .goldenDay)
    let question = try #require(compilation.question)
    return try question.explanations(asked: asked, environment: environment)
  }

  @Test func quickstart() throws {
    #expect(
      try all("quickstart").map(\.brief).last == """
        prod: shop/checkout in shop => payments/api in payments : TCP 8080
          egress: allowed by NetworkPolicy shop/easement-workload-checkout, egress rule 1: TCP 8080
          ingress: allowed by NetworkPolicy payments/easement-workload-api, ingress rule 1: TCP 8080
          graph: need: shop/checkout needs payments/api on http 8080, asked by @acme/shop \
        (examples/quickstart/tenants/shop.yaml:10); grant: payments/api is granted to shop/checkout on http 8080, \
        allowed by @acme/payments: card payments (examples/quickstart/tenants/payments.yaml:11)

        """)
  }

  /// Nothing is open for which the graph has no reason.
  @Test func everyFlowHasItsReason() throws {
    let explanations = try all("acme")
    #expect(explanations.count > 500)
    for explanation in explanations {
      let item = try #require(explanation.cases.first)
      #expect(!item.connections.isEmpty)
      #expect(!item.consent.isEmpty && item.consent.allSatisfy { $0.kind != .missing }, "\(explanation.brief)")
    }
    let servers = explanations.filter { $0.destination == "10.0.0.10/32" }
    #expect(servers.count > 5)
  }

  @Test func narrowed() throws {
    let prod = try all("acme", environment: "prod")
    #expect(prod.allSatisfy { $0.cases.allSatisfy { $0.scope.cluster == "prod" } })
    let broker = try all("acme", asked: ConnectionSet(.tcp, 9092...9092))
    #expect(!broker.isEmpty && broker.count < prod.count)
    #expect(throws: UnknownPeer.self) { try all("acme", environment: "qa") }
  }
}
