import GraphFormat
import PolicyModel

@testable import Resolution

extension GraphBuilder {
  /// Two tenants, one edge.
  static var small: TenantGraph {
    var builder = GraphBuilder(environments: ["prod"])
    builder.tenant("shop", "checkout http=8080")
    builder.tenant("payments", "api http=8080 metrics=9090")
    builder.edge("shop/checkout", "payments/api", "http=8080", reason: "ADR-112 card payments")
    return builder.graph
  }

  /// A company of 17 tenants, as one would meet it.
  static var company: TenantGraph { companyBuilder.graph }

  static var companyBuilder: GraphBuilder {
    var builder = GraphBuilder()
    builder.addProducts()
    builder.addPlatform()
    builder.addProductEdges()
    builder.addPlatformEdges()
    builder.addScraping()
    builder.addGuardrails()
    return builder
  }

  private mutating func addProducts() {
    tenant(
      "shop", "storefront http=3000 metrics=9090", "checkout http=8080 metrics=9090", "cart http=8080 metrics=9090")
    tenant("payments", "api http=8080 metrics=9090", "ledger grpc=50051 metrics=9090", "fraud-scoring grpc=50051")
    tenant("data", in: ["staging", "prod"], "kafka broker=9092 metrics=9404", "etl metrics=9090", "warehouse sql=5432")
    tenant("search", "api http=8080 metrics=9090", "indexer metrics=9090", "opensearch http=9200 transport=9300")
    tenant("identity", "accounts http=8080 metrics=9090", "sessions redis=6379")
    tenant("notifications", "mailer http=8080 metrics=9090", "push-gateway-for-mobile-apps http=8080")
    tenant("logistics", "shipping http=8080 metrics=9090", "tracking http=8080 metrics=9090")
  }

  private mutating func addPlatform() {
    tenant("ingress-nginx", role: .platform, "controller http=80 https=443 metrics=10254")
    tenant("monitoring", role: .platform, "prometheus http=9090", "grafana http=3000 metrics=3000")
    tenant("loki", role: .platform, "gateway http=8080 metrics=3100")
    tenant("vault", role: .platform, "server api=8200 metrics=9102")
    tenant("harbor", role: .platform, "registry https=8443 metrics=9090")
    tenant("gitea", role: .platform, "server http=3000 ssh=2222 metrics=9091")
    tenant(
      "argocd", role: .platform, "repo-server grpc=8081", "server https=8080 metrics=8083", "controller metrics=8082")
    tenant("keycloak", role: .platform, "server https=8443 metrics=9000")
    tenant("external-secrets", role: .platform, "operator metrics=8080")
  }

  private mutating func addProductEdges() {
    let prod = [EnvironmentPair(from: "prod", to: "prod")]
    edge("shop/storefront", "shop/cart", "http=8080")
    edge("shop/storefront", "search/api", "http=8080")
    edge("shop/storefront", "identity/accounts", "http=8080")
    edge("shop/checkout", "payments/api", "http=8080", http: [HTTPMatch(method: "POST", path: "/v1/charges.*")])
    edge("shop/checkout", "logistics/shipping", "http=8080")
    edge("shop/checkout", "notifications/mailer", "http=8080")
    edge("shop/cart", "identity/sessions", "redis=6379")
    edge("payments/api", "payments/fraud-scoring", "grpc=50051")
    edge("payments/api", "payments/ledger", "grpc=50051")
    edge("payments/api", "api.stripe.com", "443")
    edge("payments/ledger", "data/kafka", "broker=9092", in: prod)
    edge("data/etl", "payments/api", "http=8080", in: prod, until: "2027-03-31", reason: "PAY-991")
    edge("data/etl", "data/warehouse", "sql=5432")
    edge("data/etl", "data/kafka", "broker=9092")
    edge("search/indexer", "data/kafka", "broker=9092")
    edge("search/indexer", "search/opensearch", "http=9200")
    edge("search/api", "search/opensearch", "http=9200")
    edge("logistics/tracking", "data/kafka", "broker=9092")
    edge("logistics/tracking", "notifications/push-gateway-for-mobile-apps", "http=8080")
    edge("logistics/shipping", "10.20.0.0/16", "443 8443")
    edge("notifications/mailer", "smtp.mail.example.com", "587")
    edge("notifications/push-gateway-for-mobile-apps", "internet", "443")
    edge("identity/accounts", "notifications/mailer", "http=8080")
    edge("identity/accounts", "identity/sessions", "redis=6379")
    edge("search/indexer", "shop/storefront", "http=3000", in: [EnvironmentPair(from: "staging", to: "prod")])
  }

  private mutating func addPlatformEdges() {
    for target: EdgeEnd in ["shop/storefront", "payments/api", "search/api", "identity/accounts", "logistics/tracking"]
    {
      edge("ingress-nginx/controller", target, target == "shop/storefront" ? "http=3000" : "http=8080")
    }
    edge("ingress-nginx/controller", "keycloak/server", "https=8443")
    edge("ingress-nginx/controller", "monitoring/grafana", "http=3000")
    edge("ingress-nginx/controller", "gitea/server", "http=3000")
    edge("ingress-nginx/controller", "harbor/registry", "https=8443")
    edge("ingress-nginx/controller", "argocd/server", "https=8080")
    edge("internet", "ingress-nginx/controller", "http=80 https=443")
    edge("monitoring/grafana", "monitoring/prometheus", "http=9090")
    edge("monitoring/grafana", "loki/gateway", "http=8080")
    edge("monitoring/grafana", "keycloak/server", "https=8443")
    edge("argocd/server", "argocd/repo-server", "grpc=8081")
    edge("argocd/server", "keycloak/server", "https=8443")
    edge("argocd/controller", "argocd/repo-server", "grpc=8081")
    edge("argocd/repo-server", "gitea/server", "http=3000 ssh=2222")
    edge("argocd/repo-server", "harbor/registry", "https=8443")
    edge("argocd/controller", "apiServer", "6443")
    edge("external-secrets/operator", "vault/server", "api=8200")
    edge("external-secrets/operator", "apiServer", "6443")
    edge("payments/api", "vault/server", "api=8200")
    edge("identity/accounts", "keycloak/server", "https=8443")
    edge("gitea/server", "keycloak/server", "https=8443")
    edge("harbor/registry", "keycloak/server", "https=8443")
  }

  private mutating func addScraping() {
    for workload in tenants.flatMap(\.workloads) {
      guard let metrics = workload.ports.first(where: { $0.name == "metrics" }) else { continue }
      edge(
        "monitoring/prometheus", .workload(workload.id), "metrics=\(metrics.range.ports.lowerBound)", mandatory: true,
        granted: false)
    }
  }

  private mutating func addGuardrails() {
    let ledger = WorkloadID(tenant: "payments", name: "ledger")
    guardrail(
      "cardholder-data", from: .outside(.tenants(["payments"])), to: .workloads([ledger]), reason: "PCI DSS 1.3")
    if let metadata = CIDR("169.254.169.254/32") {
      guardrail(
        "cloud-metadata", .egress, from: .tenants(tenants.map(\.name).sorted()), to: .addresses(AddressBlock(metadata)),
        reason: "node credentials")
    }
  }

  /// Many tenants with many edges, the same on every run.
  static func crowd(tenants: Int, edges: Int) -> TenantGraph {
    var builder = GraphBuilder(environments: ["prod"])
    for number in 0..<tenants {
      builder.tenant("team-\(number)", role: number < 4 ? .platform : .product, "api http=8080", "worker http=8081")
    }
    var state: UInt64 = 42
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<edges {
      let consumer = WorkloadID(tenant: "team-\(next(tenants))", name: next(2) == 0 ? "api" : "worker")
      let provider = WorkloadID(tenant: "team-\(next(3) == 0 ? next(4) : next(tenants))", name: "api")
      builder.edge(.workload(consumer), .workload(provider), "http=8080")
    }
    return builder.graph
  }
}
