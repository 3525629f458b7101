import PolicyModel
import YAMLTree

/// A Service, which Cilium policies may name instead of the pods behind it. (CIL-51)
struct ServiceRecord: Equatable {
  let namespace: String
  let name: String
  let labels: Labels
  /// Nil when the Service has no selector, so that its endpoints are addresses.
  let selector: LabelSelector?

  init(_ node: YAMLNode, _ metadata: ObjectMetadata, _ findings: inout ObjectFindings) {
    namespace = metadata.namespace ?? "default"
    name = metadata.name
    labels = metadata.labels
    let pairs = ObjectMetadata.labels(node["spec"]?["selector"], "selector", &findings).pairs
    selector = pairs.isEmpty ? nil : LabelSelector(pairs.map { LabelRequirement($0.key, equals: $0.value) })
  }
}
