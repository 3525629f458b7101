import Diagnostics
import GraphFormat
import PolicyModel
import Testing

@Suite struct ValidGraphTests {
  let graph: GraphDocument

  init() throws {
    var log = DiagnosticLog()
    let graph = GraphDocument(reading: [ValidGraph.tenant, ValidGraph.platform], reportingTo: &log)
    #expect(log.sorted == [])
    self.graph = try #require(graph)
  }

  private func tenant() throws -> TenantDocument { try #require(graph.tenants.first) }

  @Test func platformFields() {
    let platform = graph.platform
    #expect(platform.name.value == "acme")
    #expect(platform.name.span.location == "platform.yaml:3:18")
    #expect(platform.environments.map(\.value) == ["dev", "staging", "prod"])
    #expect(platform.withinTenant == .sameNamespace)
    #expect(platform.consent == .provider)
  }

  @Test func clusters() {
    let clusters = graph.platform.clusters
    #expect(clusters.map(\.name.value) == ["nonprod", "prod"])
    #expect(clusters.map { $0.environments.map(\.value) } == [["dev", "staging"], ["prod"]])
    #expect(clusters.map(\.enforcement.value) == [.kubernetes, .cilium])
    #expect(clusters.map(\.ciliumVersion?.value) == [nil, CiliumVersion(1, 18)])
    #expect(clusters.map(\.clusterNetworkPolicy) == [true, false])
  }

  @Test func network() throws {
    let network = try #require(graph.platform.network)
    #expect(network.podCIDRs.map(\.value) == [CIDR("10.244.0.0/16"), CIDR("fd00:10::/48")])
    #expect(network.serviceCIDRs.map(\.value) == [CIDR("10.96.0.0/12")])
    #expect(network.nodeCIDRs.map(\.value) == [CIDR("10.0.0.0/16")])
    #expect(network.apiServer?.cidrs.map(\.value.description) == ["10.0.0.10/32"])
    #expect(network.apiServer?.port == 6443)
  }

  @Test func dns() throws {
    let dns = try #require(graph.platform.dns)
    #expect(dns.namespace.value == "dns")
    #expect(dns.selector.value == LabelSelector([LabelRequirement("k8s-app", equals: "coredns")]))
    #expect(dns.ports.map { "\($0.value)" } == ["53/UDP", "53", "9153"])
    #expect(dns.nodeLocal.map(\.value) == [IPAddress("169.254.20.10")])
  }

  @Test func guardrails() throws {
    let guardrails = graph.platform.guardrails
    #expect(guardrails.map(\.name.value) == ["cloud-metadata", "cardholder-data"])
    #expect(guardrails.map(\.deny.value) == [.egress, .ingress])
    #expect(guardrails.map(\.reason) == ["node credentials", nil])
    #expect(guardrails[0].from.value == .everyTenant)
    #expect(guardrails[0].to.value == .addresses(AddressBlock(try #require(CIDR("169.254.169.254/32")))))
    guard case .not(let inner) = guardrails[1].from.value else {
      Issue.record("not a negation: \(guardrails[1].from.value)")
      return
    }
    #expect(inner.value == .labelled(LabelSelector([LabelRequirement("compliance", equals: "pci")])))
    #expect(guardrails[1].ports.map { "\($0.value)" } == ["grpc", "443", "53/UDP", "30000-30100"])
    #expect(
      guardrails[1].exceptions.map(\.from?.value) == [
        .workload(tenant: "monitoring", workload: "prometheus"), .tenant("audit"),
      ])
    #expect(guardrails[1].exceptions.map(\.to?.value) == [nil, .workload(tenant: "payments", workload: "ledger")])
  }

  @Test func assertions() {
    let assertions = graph.platform.assertions
    #expect(assertions.map(\.name.value) == ["ledger-is-private", "shop-can-charge"])
    #expect(assertions.map(\.claim) == [.never, .always])
    #expect(assertions[1].from.value == .workload(tenant: "shop", workload: "checkout"))
    #expect(assertions[1].to.value == .domain(DomainPattern(pattern: "*.stripe.com")))
    #expect(assertions[1].ports.map(\.value) == [.named("http")])
    #expect(assertions[1].environments.map(\.value) == ["prod"])
  }

  @Test func tenantFields() throws {
    let tenant = try tenant()
    #expect(graph.tenants.count == 1)
    #expect(tenant.name.value == "payments")
    #expect(tenant.labels == ["compliance": "pci"])
    #expect(tenant.owner.value == "@acme/payments")
    #expect(tenant.role == .platform)
    #expect(tenant.span.location == "tenants/payments.yaml:5:1")
    #expect(tenant.grantsSpan.location == "tenants/payments.yaml:29:3")
    #expect(tenant.namespaces.map(\.name.value) == ["payments-dev", "payments-prod", "payments-tools"])
    #expect(tenant.namespaces.map { $0.environments.map(\.value) } == [["dev"], ["prod"], ["dev", "prod"]])
  }

  @Test func workloads() throws {
    let workloads = try tenant().workloads
    #expect(workloads.map(\.name.value) == ["api", "ledger"])
    #expect(workloads[0].ports.map(\.name.value) == ["http", "dns", "range", "media", "web", "hook"])
    #expect(
      workloads[0].ports.map { "\($0.range)" } == [
        "8080", "53/UDP", "30000-30100", "30000-30100/UDP", "8443", "9443",
      ])
    #expect(workloads[0].ports.map(\.service) == [nil, nil, nil, nil, 443, nil])
    #expect(workloads[0].ports.map(\.webhook) == [false, false, false, false, false, true])
    #expect(workloads[0].namespaces == nil)
    #expect(workloads[1].namespaces?.map(\.value) == ["payments-prod"])
    #expect(
      workloads[1].selector.value
        == LabelSelector([
          LabelRequirement("app", equals: "ledger"), LabelRequirement("tier", .isIn(["a", "b"])),
          LabelRequirement("canary", .doesNotExist),
        ]))
  }

  @Test func grants() throws {
    let grants = try tenant().grants
    let block = AddressBlock(try #require(CIDR("203.0.113.0/24")), except: [try #require(CIDR("203.0.113.7/32"))])
    #expect(
      grants.map(\.to.value) == [
        .workload(tenant: "shop", workload: "checkout"), .tenant("data"), .everyTenant,
        .labelled(LabelSelector([LabelRequirement("compliance", equals: "pci")])),
        .labelled(LabelSelector([LabelRequirement("tier", .exists)])), .addresses(block), .internet,
      ])
    #expect(grants.map(\.workload.value) == ["api", "*", "ledger", "ledger", "ledger", "api", "api"])
    #expect(grants[0].ports.map(\.value) == [.named("http"), .numbered(PortRange(.udp, 53...53))])
    #expect(grants[0].environments == nil)
    #expect(grants[0].reason == "ADR-112 card payments")
    #expect(
      grants[1].environments?.map(\.value) == [
        EnvironmentPair(from: "prod", to: "prod"), EnvironmentPair(from: "dev", to: "prod"),
      ])
    #expect(grants[1].until?.value == CalendarDate(year: 2027, month: 3, day: 31))
    #expect(grants[1].ticket == "PAY-991")
    #expect(grants[1].mandatory?.value == true)
    #expect(
      grants[1].http.map(\.value) == [
        HTTPMatch(method: "GET", path: "/v1/.*"), HTTPMatch(method: nil, path: "/health"),
      ])
    #expect(grants[1].span.location == "tenants/payments.yaml:31:7")
  }

  @Test func needs() throws {
    let needs = try tenant().needs
    #expect(
      needs.map(\.to.value) == [
        .workload(tenant: "data", workload: "kafka"), .tenant("vault"), .everyTenant,
        .labelled(LabelSelector([LabelRequirement("role", equals: "db")])),
        .domain(DomainPattern(name: "api.stripe.com")), .addresses(AddressBlock(try #require(CIDR("fd00::/8")))),
        .internet, .apiServer,
      ])
    #expect(needs.map(\.from?.value) == ["ledger", nil, nil, nil, "api", nil, nil, nil])
    #expect(needs[0].ticket == "PAY-1")
    #expect(needs[0].reason == "events")
    #expect(needs[2].mandatory?.value == true)
    #expect(needs[4].environments?.map(\.value) == [EnvironmentPair(from: "prod", to: "prod")])
    #expect(needs[4].ports.map(\.value) == [.numbered(PortRange(.tcp, 443...443))])
  }

  @Test func defaults() throws {
    var log = DiagnosticLog()
    let source = SourceText(
      path: "graph.yaml",
      """
      apiVersion: easement.dev/v1alpha1
      kind: Platform
      metadata: {name: acme}
      spec:
        environments: [prod]
        clusters: [{name: prod, environments: [prod], enforcement: kubernetes}]
        dns: {}
      """)
    let platform = try #require(GraphDocument(reading: [source], reportingTo: &log)?.platform)
    #expect(log.sorted == [])
    #expect(platform.withinTenant == .sameEnvironment)
    #expect(platform.consent == .both)
    #expect(platform.network == nil)
    let dns = try #require(platform.dns)
    #expect(dns.namespace.value == "kube-system")
    #expect(dns.selector.value == LabelSelector([LabelRequirement("k8s-app", equals: "kube-dns")]))
    #expect(dns.ports.map { "\($0.value)" } == ["53", "53/UDP"])
    #expect(dns.nodeLocal.isEmpty)
  }
}
