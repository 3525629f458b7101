import PolicyModel
import YAMLTree

extension ObjectLifecycle {
  /// What `metadata` of an object says of it. Read for policies and namespaces only: pods come by the hundred thousand.
  init?(of object: YAMLNode) {
    guard let metadata = object["metadata"] else { return nil }
    self.init(
      owners: metadata["ownerReferences"]?.elements.map(ObjectOwner.init) ?? [],
      finalizers: metadata["finalizers"]?.elements.compactMap(\.text) ?? [],
      deletion: metadata["deletionTimestamp"].map { $0.text ?? "" })
  }
}

extension ObjectOwner {
  fileprivate init(_ node: YAMLNode) {
    self.init(
      apiVersion: node["apiVersion"]?.text ?? "", kind: node["kind"]?.text ?? "", name: node["name"]?.text ?? "")
  }
}
