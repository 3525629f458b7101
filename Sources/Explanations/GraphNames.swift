import Diagnostics
import GraphFormat
import PolicyModel
import Resolution

/// What a text means in a graph.
struct NamedGraphEnd {
  let end: GraphEnd
  /// What else a person should know of it.
  var remark: String?
  /// Whether the text is the name of a Service, whose ports are translated.
  var isService = false
}

/// Finds what texts mean in a graph, those that people have from a running cluster among them.
struct GraphNames {
  let graph: TenantGraph

  func end(named text: String) throws(UnknownPeer) -> NamedGraphEnd {
    if text == "dns" { return NamedGraphEnd(end: .nameServers) }
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    if parts.count == 1 {
      if let name = ClusterName(text, isNamespace: isNamespace) { return try end(of: name, named: text) }
      if let outside = try OutsideName(text) { return try end(of: outside, named: text) }
    }
    let environment = parts.count == 2 ? parts[1] : nil
    if let environment { try graph.check(environment: environment) }
    var found = try end(at: parts.first ?? text)
    guard let environment, case .workload(let workload, var place) = found.end else { return found }
    try graph.check(workload, runsIn: environment)
    place.environment = environment
    found = NamedGraphEnd(end: .workload(workload, at: place), remark: found.remark)
    return found
  }

  private func isNamespace(_ name: String) -> Bool {
    name == "default" || name == graph.dns.namespace || owner(ofNamespace: name) != nil
  }

  private func owner(ofNamespace name: String) -> Tenant? {
    graph.tenants.first { $0.namespaces.contains { $0.name == name } }
  }

  // MARK: Workloads

  private func end(at text: String) throws(UnknownPeer) -> NamedGraphEnd {
    let all = graph.tenants.flatMap(\.workloads)
    if let found = all.first(where: { $0.id.description == text }) {
      return NamedGraphEnd(end: .workload(found, at: .anywhere))
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), let place = parts.first, let name = parts.last else {
      throw unknown(text, all)
    }
    if let end = end(ofPod: name, of: place) ?? end(in: place, called: name) { return end }
    throw unknown(name, of: place, all.map { "\($0.id)" }, written: text)
  }

  /// `tenant/pod`: the name of a pod ends in what controllers add to the workload's.
  private func end(ofPod name: String, of tenant: String) -> NamedGraphEnd? {
    guard let known = graph.tenants.first(where: { $0.name == tenant }),
      let workload = name.namesOfOwners.lazy.compactMap({ owner in known.workloads.first { $0.id.name == owner } })
        .first
    else { return nil }
    return NamedGraphEnd(
      end: .workload(workload, at: .anywhere), remark: "\(name) is taken for a pod of \(workload.id)")
  }

  /// `namespace/workload`, `namespace/pod` and `namespace/kind/name`.
  private func end(in namespace: String, called name: String) -> NamedGraphEnd? {
    if namespace == graph.dns.namespace, isNameServer(name) {
      return NamedGraphEnd(end: .nameServers, remark: "\(namespace)/\(name) is taken for the name servers of `dns`")
    }
    guard let tenant = owner(ofNamespace: namespace),
      let home = tenant.namespaces.first(where: { $0.name == namespace })
    else { return nil }
    let here = tenant.workloads.filter { $0.namespaces.contains { $0.name == namespace } }
    let found = name.namesOfOwners.lazy.compactMap { owner in here.first { $0.id.name == owner } }.first
    guard let workload = found else { return nil }
    let place = WorkloadPlace(
      environment: home.environments.count == 1 ? home.environments.first : nil, namespace: namespace)
    let whose = name == workload.id.name ? "" : ", and \(name) is taken for one of its pods"
    return NamedGraphEnd(
      end: .workload(workload, at: place),
      remark: "namespace \(namespace) belongs to \(tenant.name)\(whose)")
  }

  /// Whether an object in the namespace of the name servers is most likely one, by its name.
  private func isNameServer(_ name: String) -> Bool {
    let values = graph.dns.selector.requirements.compactMap(\.onlyValue)
    return name.namesOfOwners.contains { owner in owner.contains("dns") || values.contains(owner) }
  }

  // MARK: Names of the cluster

  private func end(of name: ClusterName, named text: String) throws(UnknownPeer) -> NamedGraphEnd {
    switch name {
    case .service("kubernetes", namespace: "default"):
      return NamedGraphEnd(end: .outside(.apiServer), remark: "\(text) is the API server")
    case .service(let name, let namespace), .pod(let name, let namespace):
      if var found = end(in: namespace, called: name) {
        if found.end.workload != nil {
          found.remark = "\(text) is taken for pods of \(namespace)/\(name): a graph knows no Services"
        }
        found.isService = true
        return found
      }
      throw UnknownPeer("\"\(text)\" is a name inside the cluster: \(behind(namespace))")
    case .address(let address): return try end(of: .addresses(AddressSet(address)), named: text)
    case .other: throw UnknownPeer("\"\(text)\" is a name inside the cluster: name the workload behind it")
    }
  }

  /// Whom to name instead of a Service that the graph cannot know.
  private func behind(_ namespace: String) -> String {
    guard let tenant = owner(ofNamespace: namespace) else {
      return namespace == graph.dns.namespace
        ? "the graph knows only the name servers of namespace \"\(namespace)\", as `dns`"
        : "namespace \"\(namespace)\" belongs to no tenant"
    }
    let here = tenant.workloads.filter { $0.namespaces.contains { $0.name == namespace } }.map { "\($0.id)" }
    return here.isEmpty
      ? "\(tenant.name) has no workload in namespace \"\(namespace)\""
      : "the graph does not say which workload of \(tenant.name) is behind it; name \(here.listed("or"))"
  }

  // MARK: Addresses

  private func end(of outside: OutsideName, named text: String) throws(UnknownPeer) -> NamedGraphEnd {
    if case .domain(let name) = outside { return NamedGraphEnd(end: .outside(.domain(name))) }
    guard case .addresses(let set) = outside else { return NamedGraphEnd(end: .outside(outside)) }
    let (pods, services) = (AddressSet(graph.network.podCIDRs), AddressSet(graph.network.serviceCIDRs))
    if set.isSubset(of: pods) {
      throw UnknownPeer(
        "\"\(text)\" is an address of pods (`network.podCIDRs`), which policies see by their labels: name the workload")
    }
    if set.isSubset(of: services) {
      throw UnknownPeer(
        "\"\(text)\" is an address of Services (`network.serviceCIDRs`), and policies see the pods behind them: name the "
          + "workload, or `dns` for the name servers")
    }
    return NamedGraphEnd(
      end: .outside(.addresses(set.subtracting(pods.union(services)))), remark: remark(about: set, pods, services))
  }

  private func remark(about set: AddressSet, _ pods: AddressSet, _ services: AddressSet) -> String? {
    let words = [("pods", pods), ("Services", services)].filter { !set.intersection($0.1).isEmpty }.map(\.0)
    return words.isEmpty
      ? nil
      : "\(words.listed()) have addresses there, which are left out: policies see pods by their labels, so name workloads"
  }

  // MARK: Nobody

  private func unknown(_ text: String, _ all: [TenantWorkload]) -> UnknownPeer {
    if let tenant = graph.tenants.first(where: { $0.name == text }) {
      let names = tenant.workloads.map { "\($0.id)" }
      return UnknownPeer("\"\(text)\" is a whole tenant: name one of \(names.listed("or"))")
    }
    let same = all.filter { $0.id.name == text }.map { "\($0.id)" }
    let near = text.nearest(in: all.map { "\($0.id)" } + graph.tenants.map(\.name))
    let suggestion =
      same.isEmpty ? near.map { "; did you mean \"\($0)\"?" } ?? "" : "; did you mean \(same.listed("or"))?"
    return UnknownPeer(
      "\"\(text)\" is no peer: write tenant/workload, an address, a block, a domain, `internet`, `api-server` or `dns`"
        + suggestion)
  }

  private func unknown(_ name: String, of tenant: String, _ all: [String], written text: String) -> UnknownPeer {
    let near = text.nearest(in: all).map { "did you mean \"\($0)\"?" }
    guard let known = graph.tenants.first(where: { $0.name == tenant }) else {
      if let owner = owner(ofNamespace: tenant) {
        let names = owner.workloads.map { "\($0.id)" }
        return UnknownPeer(
          "namespace \"\(tenant)\" of \"\(owner.name)\" has no workload \"\(name)\"; "
            + (names.isEmpty ? "it has none" : "name \(names.listed("or"))"))
      }
      let nearTenant = tenant.nearest(in: graph.tenants.map(\.name)).map { "did you mean \"\($0)\"?" }
      return UnknownPeer("no tenant is called \"\(tenant)\"" + ((near ?? nearTenant).map { "; \($0)" } ?? ""))
    }
    let names = known.workloads.map(\.id.name)
    let rest = near ?? (names.isEmpty ? "it has none" : "it has \(names.listed())")
    return UnknownPeer("\"\(tenant)\" has no workload \"\(name)\"; \(rest)")
  }
}

extension TenantGraph {
  func check(environment: String) throws(UnknownPeer) {
    guard !environments.contains(environment) else { return }
    let suggestion = environment.nearest(in: environments).map { "did you mean \"\($0)\"? " } ?? ""
    throw UnknownPeer(
      "no environment is called \"\(environment)\"; \(suggestion)there are \(environments.listed())")
  }

  func check(_ workload: TenantWorkload, runsIn environment: String) throws(UnknownPeer) {
    let own = environments.filter { name in workload.namespaces.contains { $0.environments.contains(name) } }
    guard !own.contains(environment) else { return }
    throw UnknownPeer(
      "\"\(workload.id)\" does not run in \"\(environment)\"; it runs in \(own.isEmpty ? "none" : own.listed())")
  }
}

extension NamedGraphEnd {
  /// The ports that a question is about at this end, with a note where a Service translates them; nil for all.
  func ports(_ asked: AskedPorts) throws(UnknownPeer) -> (ports: ConnectionSet?, remark: String?) {
    if let name = asked.name { return (try ports(named: name), nil) }
    guard isService, let wanted = asked.numbers, let workload = end.workload else { return (asked.numbers, nil) }
    let ports = workload.ports.filter { port in
      port.service.map { wanted.contains(port.range.transport, $0) } ?? false
    }
    guard !ports.isEmpty else { return (wanted, nil) }
    let targets = ports.reduce(ConnectionSet.none) { $0.union($1.range.connections) }
    return (targets, "a Service translates \(wanted) to \(targets), which is what policies see")
  }

  private func ports(named name: String) throws(UnknownPeer) -> ConnectionSet {
    guard let workload = end.workload else {
      throw UnknownPeer("\"\(name)\" is the name of a port, and only workloads have those: write its number")
    }
    let found = workload.ports.filter { $0.name == name }
    guard !found.isEmpty else {
      throw UnknownPeer("\(workload.id) declares no port named \"\(name)\"; it listens on \(workload.portWords)")
    }
    return found.reduce(ConnectionSet.none) { $0.union($1.range.connections) }
  }
}
