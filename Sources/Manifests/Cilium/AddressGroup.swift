import PolicyModel
import YAMLTree

/// A CiliumCIDRGroup: blocks under one name, which policies refer to. (CIL-47)
struct AddressGroup: Equatable {
  let name: String
  let labels: Labels
  let blocks: [CIDR]

  private static let objectNames = ["apiVersion", "kind", "metadata", "spec", "status"]
  private static let specNames = ["externalCIDRs"]

  /// Nil when an agent would refuse the object.
  init?(_ node: YAMLNode, _ metadata: ObjectMetadata, _ findings: inout ObjectFindings) {
    name = metadata.name
    labels = metadata.labels
    guard let fields = ObjectFields(node, Self.objectNames, of: "a CiliumCIDRGroup", &findings),
      let spec = fields["spec"],
      let group = ObjectFields(spec, Self.specNames, of: "a CiliumCIDRGroup spec", &findings)
    else { return nil }
    var blocks: [CIDR] = []
    for element in findings.list(group["externalCIDRs"], "externalCIDRs") ?? [] {
      if let block = CIDR(reading: element, "CILV-8", &findings) { blocks.append(block) }
    }
    guard !findings.isRefused else { return nil }
    self.blocks = blocks
  }
}
