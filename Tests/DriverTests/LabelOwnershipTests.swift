import Diagnostics
import Driver
import PolicyModel
import Resolution
import TestSupport
import Testing

/// Labels by which the platform's rules select tenants are the platform's to give.
@Suite struct LabelOwnershipTests {
  private static let tail = """
      environments: [prod]
      clusters: [{name: prod, environments: [prod], enforcement: cilium}]
      dns: {namespace: kube-system, selector: {k8s-app: kube-dns}, ports: [53/UDP, 53/TCP]}

    """

  private func compilation(_ platform: String, _ tenants: [(name: String, labels: String, spec: String)]) throws
    -> Compilation
  {
    let head = "apiVersion: easement.dev/v1alpha1\nkind: Platform\nmetadata: {name: acme}\nspec:\n"
    let sources = tenants.map { tenant in
      SourceText(
        path: "\(tenant.name).yaml",
        "apiVersion: easement.dev/v1alpha1\nkind: Tenant\nmetadata: {name: \(tenant.name), labels: {\(tenant.labels)}}\n"
          + "spec:\n  owner: \"@\(tenant.name)\"\n  namespaces: {\(tenant.name): prod}\n"
          + "  workloads: {api: {selector: {app: \(tenant.name)}, ports: {http: 8080}}}\n\(tenant.spec)")
    }
    return Compilation(
      of: sources + [SourceText(path: "platform.yaml", head + Self.tail + platform)], today: try .goldenDay)
  }

  private static let rules = [
    "  guardrails: [{name: g, deny: ingress, from: {not: {tenants: {compliance: pci}}}, to: bank}]\n",
    "  guardrails: [{name: g, deny: ingress, from: \"*\", to: bank, except: [{from: {tenants: {compliance: pci}}}]}]\n",
    "  guardrails: [{name: g, deny: egress, from: {tenants: {matchExpressions: [{key: compliance, operator: Exists}]}}, to: bank}]\n",
    "  assertions: [{name: a, never: {from: {not: {tenants: {compliance: pci}}}, to: bank}}]\n",
    "  assertions: [{name: a, never: {from: shop, to: {tenants: {compliance: pci}}}}]\n",
  ]

  @Test("Each kind of rule makes its labels the platform's, and the help makes the graph pass", arguments: rules)
  func rulesOwnTheirLabels(_ rule: String) throws {
    let tenants = [
      (name: "bank", labels: "compliance: pci", spec: ""),
      (name: "evil", labels: "\"compliance\": pci, area: x", spec: ""),
      (name: "shop", labels: "area: shop", spec: ""),
    ]
    let findings = try compilation(rule, tenants).findings
    let refused = findings.filter { $0.code == .platformLabel }
    #expect(
      refused.compactMap(\.span?.source.path) == ["bank.yaml", "evil.yaml"],
      "\(findings.renderedAsText())")
    let line = "labels: {compliance: {pci: [bank, evil]}}"
    #expect(refused.allSatisfy { $0.help?.hasPrefix("let the platform team write `\(line)` in its spec") == true })
    let mended = try compilation("\(rule)  \(line)\n", tenants)
    #expect(!mended.findings.contains { $0.code == .platformLabel }, "\(mended.findings.renderedAsText())")
  }

  @Test func mandatoryClaimsOwnTheirs() throws {
    let claims = [
      "  role: platform\n  grants: [{to: {tenants: {compliance: pci}}, workload: api, mandatory: true}]\n",
      "  role: platform\n  needs: [{from: api, to: {tenants: {compliance: pci}}, ports: [http], mandatory: true}]\n",
    ]
    for claim in claims {
      let found = try compilation(
        "",
        [(name: "bank", labels: "compliance: pci", spec: ""), (name: "tools", labels: "compliance: x", spec: claim)])
      #expect(found.findings.filter { $0.code == .platformLabel }.compactMap(\.span?.source.path) == ["bank.yaml"])
    }
  }

  /// What the platform gives counts, with or without the tenant's own line.
  @Test func tenantsBearWhatThePlatformGives() throws {
    let labels = "  labels: {compliance: {pci: [bank], none: \"*\"}, zone: {\"1\": [shop]}}\n"
    let graph = try #require(
      try compilation(
        labels, [(name: "bank", labels: "", spec: ""), (name: "shop", labels: "area: x, compliance: none", spec: "")]
      ).graph)
    let borne = graph.tenants.map { tenant in tenant.labels.pairs.map { "\($0.key)=\($0.value)" } }
    #expect(borne == [["compliance=pci"], ["area=x", "compliance=none", "zone=1"]])
  }

  @Test func otherLabelsAreFree() throws {
    let found = try compilation(
      Self.rules[0] + "  labels: {compliance: {pci: [bank]}}\n",
      [(name: "bank", labels: "area: x", spec: ""), (name: "shop", labels: "area: y", spec: "")])
    #expect(!found.findings.contains { $0.code == .platformLabel || $0.code == .selfGivenLabel })
  }

  @Test(arguments: ["internet", "api-server", "dns"]) func wordsOfExplainAreNoNames(_ name: String) throws {
    let found = try compilation("", [(name: name, labels: "", spec: "")])
    #expect(found.findings.filter { $0.code == .invalidName }.map(\.span?.source.path) == ["\(name).yaml"])
  }

  /// A tenant in a list would be passed over, and its owner would think that it is part of the graph.
  @Test func documentsInListsAreErrors() throws {
    let list = """
      apiVersion: v1
      kind: List
      items:
      - {apiVersion: easement.dev/v1alpha1, kind: Tenant, metadata: {name: a}, spec: {}}
      """
    let findings = Compilation(of: [SourceText(path: "list.yaml", list)], today: try .goldenDay).findings
    #expect(findings.map(\.code) == [.unknownKind], "\(findings.renderedAsText())")
    #expect(findings.first?.span?.start.line == 4)
  }
}
