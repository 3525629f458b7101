import PolicyModel
import YAMLTree

/// What policies see of a pod: its labels, its ports, and whose network it uses.
struct PodTemplate {
  let labels: Labels
  let ports: [ContainerPort]
  let usesHostNetwork: Bool
  /// As Kubernetes fills it in. (CIL-32)
  let serviceAccount: String

  init(labels: Labels, spec: YAMLNode?, _ findings: inout ObjectFindings) {
    self.labels = labels
    usesHostNetwork = findings.boolean(spec?["hostNetwork"], "hostNetwork") ?? false
    let account = findings.text(spec?["serviceAccountName"] ?? spec?["serviceAccount"], "serviceAccountName")
    serviceAccount = account.flatMap { $0.isEmpty ? nil : $0 } ?? "default"
    // A sidecar is an init container that keeps running. (NP-22)
    let sidecars = spec?["initContainers"]?.elements.filter { $0["restartPolicy"]?.hasText("Always") == true } ?? []
    for port in sidecars.lazy.compactMap({ $0["ports"] }).flatMap(\.elements) {
      guard let name = port["name"] else { continue }
      findings.warn(
        "some network plugins do not find the port name \"\(name.text ?? "")\", because it is a sidecar's", "NP-22",
        at: name)
    }
    var ports: [ContainerPort] = []
    for container in spec?["containers"].map({ Array($0.elements) }) ?? [] {
      ports += Self.ports(of: container, isSidecar: false, &findings)
    }
    for sidecar in sidecars { ports += Self.ports(of: sidecar, isSidecar: true, &findings) }
    self.ports = ports
  }

  private static func ports(
    of container: YAMLNode, isSidecar: Bool, _ findings: inout ObjectFindings
  ) -> [ContainerPort] {
    guard let list = container["ports"] else { return [] }
    var ports: [ContainerPort] = []
    for element in list.elements {
      guard let port = port(element, isSidecar: isSidecar, &findings) else { continue }
      ports.append(port)
    }
    return ports
  }

  private static let portNames = ["name", "containerPort", "protocol", "hostPort", "hostIP"]

  private static func port(
    _ node: YAMLNode, isSidecar: Bool, _ findings: inout ObjectFindings
  ) -> ContainerPort? {
    guard let fields = ObjectFields(node, portNames, of: "a container port", &findings) else { return nil }
    guard let number = fields["containerPort"]?.serverInteger.flatMap(UInt16.init(exactly:)), number > 0 else {
      findings.refuse("\"containerPort\" must be a number from 1 to 65535", nil, at: fields["containerPort"] ?? node)
      return nil
    }
    let name = findings.text(fields["name"], "name")
    guard let protocolNode = fields["protocol"] else {
      return ContainerPort(name: name, transport: .tcp, number: number, isSidecar: isSidecar)
    }
    guard let transport = protocolNode.text.flatMap(TransportProtocol.init(rawValue:)) else {
      findings.refuse("\"protocol\" must be TCP, UDP or SCTP", nil, at: protocolNode)
      return nil
    }
    return ContainerPort(name: name, transport: transport, number: number, isSidecar: isSidecar)
  }
}
