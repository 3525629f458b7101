import PolicyModel

extension Labels {
  /// The labels that make up a pod's identity on Cilium; selectors never see the others. (CIL-33)
  var identityRelevant: Labels {
    guard pairs.contains(where: { !$0.key.isIdentityRelevant }) else { return self }
    return Labels(pairs.filter(\.key.isIdentityRelevant).map { ($0.key, $0.value) })
  }
}

extension String {
  /// Whether Cilium's default filter keeps a label of this key. (CIL-33)
  fileprivate var isIdentityRelevant: Bool {
    if self == "io.kubernetes.pod.namespace" { return true }
    return !droppedPrefixes.contains(where: hasPrefix) && firstRange(of: "beta.kubernetes.io") == nil
  }
}

private let droppedPrefixes = [
  "io.kubernetes", "kubernetes.io", "k8s.io", "topology.kubernetes.io", "statefulset.kubernetes.io/pod-name",
  "apps.kubernetes.io/pod-index", "batch.kubernetes.io/job-completion-index", "batch.kubernetes.io/controller-uid",
  "pod-template-generation", "pod-template-hash", "controller-revision-hash", "controller-uid", "annotation",
  "etcd_node",
]
