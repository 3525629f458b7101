import PolicyModel
import YAMLTree

extension ClusterNode {
  /// The addresses at which a node is reached, and whether it is one of the control plane.
  init(_ node: YAMLNode, _ metadata: ObjectMetadata) {
    let listed = node["status"]?["addresses"].map { Array($0.elements) } ?? []
    let addresses = listed.filter { ["InternalIP", "ExternalIP"].contains($0["type"]?.text) }
      .compactMap { $0["address"]?.text.flatMap { IPAddress($0) } }
    let roles = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"]
    self.init(
      name: metadata.name, addresses: Set(addresses).sorted(),
      isControlPlane: roles.contains { metadata.labels[$0] != nil })
  }
}
