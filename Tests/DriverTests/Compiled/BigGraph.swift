import Diagnostics

/// A company: tenants with two workloads in each of three environments, one for each enforcement.
struct BigGraph {
  let tenantCount: Int
  /// More needs and grants, by the number of the tenant whose file they stand in.
  var needs: [Int: [String]] = [:]
  var grants: [Int: [String]] = [:]

  static func name(_ index: Int) -> String { "team-\(index)" }

  var sources: [SourceText] {
    [SourceText(path: "platform.yaml", platform)]
      + (0..<tenantCount).map { SourceText(path: "tenants/\(Self.name($0)).yaml", tenant($0)) }
  }

  private var platform: String {
    """
    apiVersion: easement.dev/v1alpha1
    kind: Platform
    metadata: {name: big}
    spec:
      environments: [dev, test, prod]
      clusters:
        - {name: plain, environments: [dev], enforcement: kubernetes}
        - {name: tiers, environments: [test], enforcement: clusterNetworkPolicy}
        - {name: cilium, environments: [prod], enforcement: cilium}
      network:
        podCIDRs: [10.244.0.0/16]
        serviceCIDRs: [10.96.0.0/12]
        nodeCIDRs: [10.0.0.0/16]
      dns: {namespace: kube-system, selector: {k8s-app: kube-dns}, ports: [53/UDP, 53/TCP]}

    """
  }

  /// Everybody calls the next tenant, and the first one.
  private func tenant(_ index: Int) -> String {
    let name = Self.name(index)
    let next = Self.name((index + 1) % tenantCount)
    let previous = Self.name((index + tenantCount - 1) % tenantCount)
    let namespaces = ["dev", "test", "prod"].map { "\(name)-\($0): \($0)" }.joined(separator: ", ")
    let own = ["- {from: web, to: \(next)/api, ports: [http]}"]
    let asked = ["- {to: \(previous)/web, workload: api, ports: [http]}"]
    func list(_ items: [String]) -> String { items.map { "    \($0)\n" }.joined() }
    return """
      apiVersion: easement.dev/v1alpha1
      kind: Tenant
      metadata: {name: \(name)}
      spec:
        owner: "@\(name)"
        namespaces: {\(namespaces)}
        workloads:
          api: {selector: {app: api}, ports: {http: 8080}}
          web: {selector: {app: web}, ports: {http: 8080}}
        needs:
      \(list((needs[index] ?? []) + own))\
        grants:
      \(list((grants[index] ?? []) + asked))
      """
  }
}
