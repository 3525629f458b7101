import Driver
import Testing

@testable import Guards

/// Guards keep what is compiled by its names, and come after it.
@Suite struct GuardedNamesTests {
  private func paths(_ cluster: String) throws -> [String] {
    try Gitops.compiled(cluster).map(\.path).filter { $0.hasPrefix("\(cluster)/") }
  }

  @Test(arguments: ["prod", "nonprod"]) func everyPolicyHasAName(_ cluster: String) throws {
    let policies = try paths(cluster).filter { $0.contains("/namespaces/") || $0.contains("/clusterwide/") }
    #expect(!policies.isEmpty)
    for path in policies {
      let name = path.split(separator: "/").last ?? ""
      #expect(GuardScope.ownPrefixes.contains { name.hasPrefix($0) }, "\(path)")
    }
  }

  /// In the list that kustomize keeps the order of, so that an apply ends with them.
  @Test(arguments: ["prod", "nonprod"]) func guardsComeLast(_ cluster: String) throws {
    let files = try Gitops.compiled(cluster)
    let list = try #require(files.first { $0.path == "\(cluster)/kustomization.yaml" }).text
    #expect(list.contains("sortOptions:\n  order: fifo\n"))
    let resources = list.split(separator: "\n").filter { $0.hasPrefix("- ") }
    let guards = resources.drop { !$0.hasPrefix("- guards/") }
    #expect(!guards.isEmpty && guards.allSatisfy { $0.hasPrefix("- guards/") })
    #expect(resources.count > guards.count)
  }
}
