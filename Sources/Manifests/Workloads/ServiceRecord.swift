import PolicyModel
import YAMLTree

/// A Service, which Cilium policies may name instead of the pods behind it. (CIL-51)
struct ServiceRecord {
  let namespace: String
  let name: String
  let labels: Labels
  /// Nil when the Service has no selector, so that its endpoints are addresses.
  let selector: LabelSelector?
  /// What names and addresses of the Service stand for.
  let service: ClusterService

  init(_ node: YAMLNode, _ metadata: ObjectMetadata, _ findings: inout ObjectFindings) {
    namespace = metadata.namespace ?? "default"
    name = metadata.name
    labels = metadata.labels
    let pairs = ObjectMetadata.labels(node["spec"]?["selector"], "selector", &findings).pairs
    selector = pairs.isEmpty ? nil : LabelSelector(pairs.map { LabelRequirement($0.key, equals: $0.value) })
    let spec = node["spec"]
    service = ClusterService(
      namespace: namespace, name: name, selector: selector,
      isExternalName: spec?["type"]?.hasText("ExternalName") ?? false,
      isHeadless: spec?["clusterIP"]?.hasText("None") ?? false, addresses: Self.addresses(of: node),
      ports: spec?["ports"].map { $0.elements.compactMap(ClusterService.Port.init) } ?? [])
  }

  /// Every address that leads to the Service from inside the cluster.
  private static func addresses(of node: YAMLNode) -> [IPAddress] {
    let spec = node["spec"]
    let lists = [spec?["clusterIPs"], spec?["externalIPs"]].compactMap(\.self).flatMap { $0.elements.map(\.text) }
    let balancers = node["status"]?["loadBalancer"]?["ingress"].map { $0.elements.map { $0["ip"]?.text } } ?? []
    let texts = [spec?["clusterIP"]?.text, spec?["loadBalancerIP"]?.text] + lists + balancers
    return Set(texts.compactMap { $0.flatMap { IPAddress($0) } }).sorted()
  }
}

extension ClusterService.Port {
  /// Nil for what a server would refuse. The target is the port itself unless the Service says something else.
  fileprivate init?(_ node: YAMLNode) {
    guard let number = node["port"]?.integer.flatMap(UInt16.init(exactly:)), number > 0 else { return nil }
    let target = node["targetPort"]
    let transport = node["protocol"]?.text.flatMap(TransportProtocol.init(rawValue:)) ?? .tcp
    let isNumber = target?.integer.flatMap(UInt16.init(exactly:))
    let isName = target?.text.flatMap { $0.isEmpty ? nil : Target.name($0) }
    self.init(
      name: node["name"]?.text, transport: transport, number: number,
      target: isNumber.map(Target.number) ?? isName ?? .number(number))
  }
}
