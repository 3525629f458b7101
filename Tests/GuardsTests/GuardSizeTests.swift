import Driver
import Testing

@testable import Guards

/// Guards of many tenants, and of tenants with long names.
@Suite struct GuardSizeTests {
  private static let long = String(repeating: "n", count: 55)

  private func graph(tenants: Int) -> String {
    let platform = Gitops.text.split(separator: "\n---\n").first.map(String.init) ?? ""
    let documents = (0..<tenants).map { index in
      """
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: tenant-\(index)}
      spec:
        owner: "@acme/\(index)"
        namespaces: {\(Self.long)-\(index)a: prod, \(Self.long)-\(index)b: prod}
        workloads: {api: {selector: {app: api}, ports: {http: 8080}}}
      """
    }
    return ([platform] + documents).joined(separator: "\n---\n")
  }

  private func guards(tenants: Int) throws -> [OutputFile] {
    try Gitops.compiled("prod", from: graph(tenants: tenants)).filter { $0.path.contains("/guards/vap/") }
  }

  @Test func staySmallAndForgetNobody() throws {
    let files = try guards(tenants: 300)
    #expect(files.allSatisfy { $0.text.utf8.count < 256 << 10 })
    for kind in ["network-policies", "cilium-policies", "services", "endpoints", "namespaces"] {
      let parts = files.filter { $0.path.contains("easement-\(kind)-") }
      #expect(parts.count == 16)
      for index in [0, 42, 299] {
        #expect(parts.count { $0.text.contains("- \(Self.long)-\(index)a\n") } == 1)
      }
    }
  }

  @Test func aNewTenantChangesOnePart() throws {
    let before = Set(try guards(tenants: 300))
    let changed = try guards(tenants: 301).filter { !before.contains($0) }
    #expect(changed.count == 5)
  }

  /// Nothing but plain characters and numbered ones stands between the quotes, and it is the text.
  @Test(arguments: ["", "plain", "it's", #"back\slash"#, "a\nb", "é\u{0}", "'] || true || ['", "😀"])
  func literalsHoldAnyText(_ text: String) throws {
    let literal = CEL.literal(text)
    #expect(literal.wholeMatch(of: /'(?:[ -&(-\[\]-~]|\\['\\]|\\U[0-9a-f]{8})*'/) != nil)
    var decoded = ""
    var rest = literal.dropFirst().dropLast()
    while let first = rest.popFirst() {
      guard first == "\\", let mark = rest.popFirst() else { decoded.append(first); continue }
      guard mark == "U" else { decoded.append(mark); continue }
      let value = try #require(UInt32(rest.prefix(8), radix: 16))
      decoded.unicodeScalars.append(try #require(Unicode.Scalar(value)))
      rest = rest.dropFirst(8)
    }
    #expect(decoded == text)
  }
}
