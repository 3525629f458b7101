import Testing
import YAMLTree

@testable import Guards

/// A tenant's policies as Capsule gets them.
@Suite struct ReplicationTests {
  private func objects(_ count: Int, ofBytes size: Int, reason: String = "") -> [NamespacedObject] {
    (0..<count).map { index in
      NamespacedObject(
        tenant: "shop", namespace: "shop-\(index % 3)", name: "workload-\(index)",
        object: [
          "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
          "metadata": [
            "name": .string("workload-\(index)"), "namespace": .string("shop-\(index % 3)"),
            "annotations": ["reason": .string(reason + String(repeating: "x", count: size))],
          ],
        ])
    }
  }

  private func names(_ replication: TenantReplication) -> [String] { replication.objects.map(\.name).sorted() }

  @Test func largeTenantsHaveSeveralSmallOnes() {
    let all = objects(300, ofBytes: 8_000)
    let parts = TenantReplication.all(of: all)
    #expect(parts.count > 10)
    #expect(parts.allSatisfy { $0.object.text.utf8.count < 256 << 10 })
    #expect(parts.flatMap(names).sorted() == all.map(\.name).sorted())
    #expect(Set(parts.map(\.suffix)).count == parts.count && !parts.contains { $0.suffix.isEmpty })
    #expect(TenantReplication.all(of: objects(3, ofBytes: 8_000)).map(\.suffix) == [""])
  }

  @Test func aNewPolicyChangesOnePart() {
    let before = Set(TenantReplication.all(of: objects(300, ofBytes: 8_000)).map(\.object.text))
    let after = TenantReplication.all(of: objects(301, ofBytes: 8_000)).map(\.object.text)
    #expect(after.count { !before.contains($0) } == 1)
  }

  /// Taking braces apart must not leave a pair of them.
  @Test(arguments: ["{{namespace}}", "{{{namespace}}", "{{{{tenant.name}}}}", "a{{{b"])
  func nothingIsATemplate(_ reason: String) {
    let text = TenantReplication.all(of: objects(1, ofBytes: 1, reason: reason)).map(\.object.text).joined()
    #expect(!text.contains("{{"))
  }
}
