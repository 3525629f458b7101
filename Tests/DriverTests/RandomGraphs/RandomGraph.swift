import Diagnostics
import TestSupport

/// The text of a small graph in which everything that a graph can say occurs now and then.
///
/// Most of them are sound: an edge is written as a need and a grant that fit. Some are not, and are refused.
struct RandomGraph {
  private var random: SeededGenerator
  private let environments: [String]
  private let clusters: [(name: String, environments: [String], enforcement: String)]
  private var tenants: [Tenant] = []
  private var guardrails: [String] = []

  private struct Tenant {
    let name: String
    let labels: String
    let isPlatform: Bool
    var namespaces: [(name: String, environments: [String])] = []
    var workloads: [(name: String, text: String, ports: [String])] = []
    var grants: [String] = []
    var needs: [String] = []

    var environments: Set<String> { Set(namespaces.flatMap(\.environments)) }
  }

  /// - Parameter closesNameServers: whether there is a guardrail that may mean name servers.
  init(seed: UInt64, closesNameServers: Bool = false) {
    var random = SeededGenerator(seed: seed)
    environments = Array(["dev", "staging", "prod"].prefix(Int.random(in: 1...3, using: &random)))
    let cut = Int.random(in: 0...environments.count, using: &random)
    clusters = [Array(environments[..<cut]), Array(environments[cut...])].filter { !$0.isEmpty }.enumerated().map {
      ("c\($0.offset)", $0.element, Self.enforcements.randomElement(using: &random) ?? "cilium")
    }
    self.random = random
    for name in ["alpha", "beta", "gamma", "delta"].prefix(int(1...4)) { addTenant(name) }
    for _ in 0..<int(0...7) { addEdge() }
    for _ in 0..<int(0...4) { addOutsideEdge() }
    for index in 0..<int(0...3) where chance(2) { addGuardrail("g\(index)") }
    if closesNameServers { addGuardrailOverNameServers() }
  }

  private static let enforcements = [
    "cilium", "cilium", "clusterNetworkPolicy", "clusterNetworkPolicy", "kubernetes",
    "kubernetes, clusterNetworkPolicy: true",
  ]

  // MARK: Dice

  private mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  /// True once in `times`.
  private mutating func chance(_ times: Int) -> Bool { int(1...times) == 1 }

  private mutating func pick<Element>(_ elements: [Element]) -> Element? { elements.randomElement(using: &random) }

  private mutating func some(_ elements: [String]) -> [String] {
    let chosen = elements.filter { _ in Bool.random(using: &random) }
    return chosen.isEmpty ? Array(elements.prefix(1)) : chosen
  }

  // MARK: Tenants

  private mutating func addTenant(_ name: String) {
    var tenant = Tenant(
      name: name, labels: chance(2) ? "{tier: \(pick(["one", "two"]) ?? "one")}" : "{}", isPlatform: chance(4))
    for environment in some(environments) { tenant.namespaces.append(("\(name)-\(environment)", [environment])) }
    if chance(4) { tenant.namespaces.append(("\(name)-shared", some(environments))) }
    if chance(4) { tenant.namespaces.append(("\(name)-second", some(environments))) }
    for index in 0..<int(1...3) {
      let (text, ports) = workload("\(name)-\(index)", in: tenant.namespaces.map(\.name))
      tenant.workloads.append(("w\(index)", text, ports))
    }
    tenants.append(tenant)
  }

  private mutating func workload(_ label: String, in namespaces: [String]) -> (text: String, ports: [String]) {
    let selectors = [
      "{app: \(label)}", "{app: \(label)}", "{app: \(label)}", "{app: shared}", "{app: \(label), tier: db}",
      "{matchExpressions: [{key: app, operator: In, values: [\(label), \(label)-canary]}]}",
      "{matchLabels: {app: \(label)}, matchExpressions: [{key: canary, operator: DoesNotExist}]}",
      "{matchLabels: {app: \(label)}, matchExpressions: [{key: track, operator: NotIn, values: [beta]}]}",
      "{matchExpressions: [{key: role-\(label), operator: Exists}]}",
    ]
    let kinds = ["http: 8080", "metrics: 9090", "dns: 53/UDP", "media: 30000-30100/UDP", "signal: 5060/SCTP"]
    var chosen = some(kinds)
    if chance(8) { chosen.append("hook: {port: 9443, webhook: true}") }
    let limit = chance(5) ? ", namespaces: [\(some(namespaces).joined(separator: ", "))]" : ""
    let text = "{selector: \(pick(selectors) ?? ""), ports: {\(chosen.joined(separator: ", "))}\(limit)}"
    return (text, chosen.map { String($0.prefix { $0 != ":" }) })
  }

  // MARK: Edges

  private mutating func addEdge() {
    guard let from = pick(Array(tenants.indices)), let to = pick(Array(tenants.indices)), from != to,
      let provider = pick(tenants[to].workloads), let consumer = pick(tenants[from].workloads)
    else { return }
    let (source, target) = (tenants[from].name, tenants[to].name)
    let shared = tenants[from].environments.intersection(tenants[to].environments)
    guard !shared.isEmpty else { return }
    let ports = chance(4) ? "" : ", ports: [\(some(provider.ports).joined(separator: ", "))]"
    let scope = chance(3) ? ", environments: [\(pairs(environments.filter(shared.contains)))]" : ""
    let isNarrow = !chance(4)
    let grantee = isNarrow ? "\(source)/\(consumer.name)" : source
    let consent = [grantee, grantee, grantee, source, "\"*\"", "{not: \(target)}"]
    let http =
      provider.ports == ["http"] && clusters.allSatisfy({ $0.enforcement == "cilium" })
      ? ", http: [{method: GET, path: /v1/.*}]" : ""
    tenants[to].grants.append(
      "{to: \(pick(consent) ?? grantee), workload: \(provider.name)\(ports)\(scope)\(http)}")
    let origin = isNarrow ? "from: \(consumer.name), " : ""
    tenants[from].needs.append("{\(origin)to: \(target)/\(provider.name)\(ports)\(scope)}")
    if tenants[from].isPlatform, chance(3) {
      tenants[from].needs.append("{\(origin)to: \"*\", ports: [\(pick(provider.ports) ?? "http")], mandatory: true}")
    }
    if tenants[to].isPlatform, chance(3) {
      tenants[to].grants.append("{to: \"*\", workload: \(provider.name)\(ports), mandatory: true}")
    }
  }

  private mutating func pairs(_ shared: [String]) -> String {
    var written = some(shared)
    if clusters.count == 1, let from = pick(shared), let to = pick(shared), from != to {
      written.append("{from: \(from), to: \(to)}")
    }
    return written.joined(separator: ", ")
  }

  private mutating func addOutsideEdge() {
    guard let index = pick(Array(tenants.indices)), let workload = pick(tenants[index].workloads) else { return }
    let blocks = [
      "{cidr: 192.0.2.0/24}", "{cidr: 172.20.0.0/14, except: [172.20.9.0/24, 172.21.0.0/16]}", "{internet: true}",
      "{cidr: \"2001:db8::/32\"}", "{cidr: 203.0.113.7/32}",
    ]
    let able = clusters.filter { $0.enforcement == "cilium" }.flatMap(\.environments)
    let names = ["{fqdn: api.example.com}", "{fqdn: \"*.example.org\"}"]
    let targets = blocks + ["{apiServer: true}"] + (able.isEmpty ? [] : names)
    if chance(4) {
      tenants[index].grants.append(
        "{to: \(pick(blocks) ?? ""), workload: \(workload.name), ports: [\(workload.ports[0])]}")
    } else {
      let ports = pick(["[443]", "[443, 8000-8100]", "[53/UDP, 53/TCP]"]) ?? ""
      let target = pick(targets) ?? ""
      let scope = target.contains("fqdn") && !able.isEmpty ? ", environments: [\(able.joined(separator: ", "))]" : ""
      tenants[index].needs.append("{from: \(workload.name), to: \(target), ports: \(ports)\(scope)}")
    }
  }

  // MARK: Guardrails

  private mutating func addGuardrail(_ name: String) {
    guard let one = pick(tenants), let workload = pick(one.workloads), let other = pick(tenants) else { return }
    let people = [
      "\"*\"", one.name, "\(one.name)/\(workload.name)", "{not: \(other.name)}", "{tenants: {tier: one}}",
      "{not: {tenants: {tier: two}}}", "{not: \(one.name)/\(workload.name)}",
    ]
    let outside = ["{cidr: 169.254.169.254/32}", "{cidr: 172.20.9.0/25}", "{internet: true}", "{apiServer: true}"]
    let ports = chance(3) ? ", ports: [25, 8080]" : ""
    let except = chance(4) ? ", except: [{from: \(other.name)}]" : ""
    let direction = chance(2) ? "egress" : "ingress"
    let inside = pick(people) ?? "\"*\""
    let far = pick(people + outside) ?? "\"*\""
    let (from, to) = direction == "egress" ? (inside, far) : (far, inside)
    guardrails.append("{name: \(name), deny: \(direction), from: \(from), to: \(to)\(ports)\(except)}")
  }

  private mutating func addGuardrailOverNameServers() {
    guard let one = pick(tenants), let workload = pick(one.workloads) else { return }
    let from = pick(["\"*\"", one.name, "\(one.name)/\(workload.name)", "{not: \(one.name)}"]) ?? "\"*\""
    let targets = ["{not: \"*\"}", "{not: \(one.name)}", "{cidr: 169.254.0.0/16}", "{cidr: 169.254.20.10/32}"]
    let to = pick(targets) ?? "\"*\""
    let harmless = ", ports: [80, 443]"
    let ports = pick(["", "", ", ports: [53]", ", ports: [53/UDP, 80]", harmless, harmless]) ?? ""
    let except = pick(["", "", ", except: [{from: \(one.name)}]", ", except: [{to: {cidr: 169.254.20.0/24}}]"]) ?? ""
    guardrails.append("{name: dns, deny: egress, from: \(from), to: \(to)\(ports)\(except)}")
  }

  // MARK: Text

  mutating func sources() -> [SourceText] {
    let texts = [("platform", platform())] + tenants.map { ($0.name, text(of: $0)) }
    return texts.map { SourceText(path: "\($0.0).yaml", $0.1) }
  }

  private mutating func platform() -> String {
    let written = clusters.map {
      "    - {name: \($0.name), environments: [\($0.environments.joined(separator: ", "))], "
        + "enforcement: \($0.enforcement)}\n"
    }
    let nodeLocal = chance(2) ? ", nodeLocal: [169.254.20.10]" : ""
    return """
      apiVersion: easement.dev/v1alpha1
      kind: Platform
      metadata: {name: random}
      spec:
        environments: [\(environments.joined(separator: ", "))]
        clusters:
      \(written.joined())\
        network:
          podCIDRs: [10.244.0.0/16, "fd00:10:244::/56"]
          serviceCIDRs: [10.96.0.0/12]
          nodeCIDRs: [10.0.0.0/16]
          apiServer: {cidrs: [\(pick(["10.0.0.10/32", "198.51.100.1/32"]) ?? "")], port: 6443}
        dns: {namespace: kube-system, selector: {k8s-app: kube-dns}, ports: [53/UDP, 53/TCP]\(nodeLocal)}
        withinTenant: \(pick(["none", "same-namespace", "same-environment"]) ?? "none")
        consent: \(chance(5) ? "provider" : "both")
      \(list("guardrails", guardrails))
      """
  }

  private func text(of tenant: Tenant) -> String {
    let namespaces = tenant.namespaces.map { "\($0.name): [\($0.environments.joined(separator: ", "))]" }
    let workloads = tenant.workloads.map { "    \($0.name): \($0.text)\n" }
    return """
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: \(tenant.name), labels: \(tenant.labels)}
      spec:
        owner: "@\(tenant.name)"
        role: \(tenant.isPlatform ? "platform" : "product")
        namespaces: {\(namespaces.joined(separator: ", "))}
        workloads:
      \(workloads.joined())\
      \(list("grants", tenant.grants))\(list("needs", tenant.needs))
      """
  }

  private func list(_ name: String, _ items: [String]) -> String {
    items.isEmpty ? "" : "  \(name):\n" + items.map { "    - \($0)\n" }.joined()
  }
}
