import Analysis
import PolicyModel

/// Services by name: policies see the pods behind them. (CIL-60)
extension ManifestNames {
  /// `shop/service/api`, `svc/api`, `service/api`, and `shop/api` where no workload has that name; nil for anything else.
  func service(_ parts: [String], named text: String) throws(UnknownPeer) -> ManifestEnds? {
    guard let name = parts.last else { return nil }
    if parts.count == 3, Self.isKind(parts[1]) { return try ends(ofService: name, in: parts[0], named: text) }
    guard parts.count == 2 else { return nil }
    if Self.isKind(parts[0]), !inventory.workloads.contains(where: { $0.namespace == parts[0] }) {
      return try ends(ofOnlyService: name, named: text)
    }
    guard !inventory.workloads.contains(where: { $0.namespace == parts[0] && $0.name == name }),
      parts == ["default", "kubernetes"]
        || inventory.services.contains(where: { $0.namespace == parts[0] && $0.name == name })
    else { return nil }
    return try ends(ofService: name, in: parts[0], named: text)
  }

  private static func isKind(_ word: String) -> Bool { ["svc", "service", "services"].contains(word.lowercased()) }

  private func ends(ofOnlyService name: String, named text: String) throws(UnknownPeer) -> ManifestEnds {
    let found = inventory.services.filter { $0.name == name }
    guard let first = found.first else { throw UnknownPeer("no Service that was read is called \"\(name)\"") }
    guard found.count == 1 else {
      let names = found.map { "\($0.namespace)/service/\($0.name)" }
      throw UnknownPeer("\"\(text)\" is ambiguous: write \(names.listed("or"))")
    }
    return try ends(of: first, named: text)
  }

  func ends(ofService name: String, in namespace: String, named text: String) throws(UnknownPeer) -> ManifestEnds {
    if let service = inventory.services.first(where: { $0.namespace == namespace && $0.name == name }) {
      return try ends(of: service, named: text)
    }
    if namespace == "default", name == "kubernetes" { return try apiServer(named: text) }
    throw UnknownPeer(
      "\"\(text)\" is the Service \"\(name)\" of namespace \"\(namespace)\", which was not read: add it to what is read, or "
        + "name the workload behind it" + (text.contains("/") ? "" : "; a final dot makes it a domain of the internet"))
  }

  func ends(of service: ClusterService, named text: String) throws(UnknownPeer) -> ManifestEnds {
    if service.namespace == "default", service.name == "kubernetes" { return try apiServer(named: text) }
    let title = "the Service \"\(service.namespace)/\(service.name)\""
    guard !service.isExternalName else {
      throw UnknownPeer("\(title) is another name for a domain, which policies do not see: name that domain")
    }
    guard let selector = service.selector else {
      throw UnknownPeer("\(title) has no selector, and its endpoints are not read: name one of their addresses")
    }
    let pods = inventory.workloads.filter(service.selects)
    guard !pods.isEmpty else {
      throw UnknownPeer(
        "no pod that was read is behind \(title), which selects \(selector.words): add its pods to what is read")
    }
    let ends = pods.map { pod in
      ManifestEnd(.workload(pod), named: pod.place, place: pods.count > 1 ? "at \(pod.place)" : nil)
    }
    return ManifestEnds(ends: ends, remarks: [remark(about: service, named: text, pods)], service: service)
  }

  private func remark(about service: ClusterService, named text: String, _ pods: [Workload]) -> String {
    let translated = service.isHeadless ? [] : service.ports.compactMap { $0.translation(on: pods) }
    let whom = Set(pods.map(\.place)).sorted().listed()
    return "\(text) is a Service, and policies see the pods behind it, \(whom)"
      + (translated.isEmpty ? "" : ", on the ports that it translates to: \(translated.listed())")
  }
}

extension ClusterService.Port {
  /// `TCP 80 to TCP 8080`; nil where nothing changes.
  fileprivate func translation(on pods: [Workload]) -> String? {
    let own = ConnectionSet(transport, number...number)
    let found = pods.reduce(ConnectionSet.none) { $0.union(connections(on: $1.ports)) }
    return found == own || found.isEmpty ? nil : "\(own) to \(found)"
  }
}

extension ManifestEnds {
  /// The ports of one of the ends that a question is about; nil for all.
  func ports(_ asked: AskedPorts, of end: ManifestEnd) throws(UnknownPeer) -> ConnectionSet? {
    guard let service, !service.isHeadless, let pod = end.workload, !service.ports.isEmpty else {
      return try asked.name.map { name throws(UnknownPeer) in try ports(named: name, of: end) } ?? asked.numbers
    }
    let chosen = service.ports.filter { port in
      if let name = asked.name { return port.name == name }
      return asked.numbers?.contains(port.transport, port.number) ?? true
    }
    guard !chosen.isEmpty else {
      let wanted = asked.name.map { "named \"\($0)\"" } ?? asked.numbers.map { "\($0)" } ?? ""
      let own = service.ports.map { "\($0.name.map { "\($0) " } ?? "")\($0.number)/\($0.transport.rawValue)" }
      throw UnknownPeer(
        "the Service \"\(service.namespace)/\(service.name)\" has no port \(wanted): it has \(own.listed())")
    }
    return chosen.reduce(ConnectionSet.none) { $0.union($1.connections(on: pod.ports)) }
  }

  private func ports(named name: String, of end: ManifestEnd) throws(UnknownPeer) -> ConnectionSet {
    guard let pod = end.workload else {
      throw UnknownPeer("\"\(name)\" is the name of a port, and only pods and Services have those: write its number")
    }
    let found = pod.ports.filter { $0.name == name }
    guard !found.isEmpty else {
      let own = pod.ports.compactMap { port in port.name.map { "\($0) \(port.number)/\(port.transport.rawValue)" } }
      throw UnknownPeer(
        "\(pod.place) has no port named \"\(name)\": it has \(own.isEmpty ? "none with a name" : own.listed())")
    }
    return found.reduce(ConnectionSet.none) { $0.union(ConnectionSet($1.transport, $1.number...$1.number)) }
  }
}
