import Diagnostics

extension SourceText {
  /// The platform of a small graph with one cluster on Cilium.
  ///
  /// - Parameters:
  ///   - guardrails: each as it stands in a list.
  ///   - assertions: the same.
  static func ciliumPlatform(
    environments: [String] = ["prod"], guardrails: [String] = [], assertions: [String] = []
  ) -> SourceText {
    let names = environments.joined(separator: ", ")
    return SourceText(
      path: "platform.yaml",
      """
      apiVersion: easement.dev/v1alpha1
      kind: Platform
      metadata: {name: acme}
      spec:
        environments: [\(names)]
        clusters: [{name: main, environments: [\(names)], enforcement: cilium}]
        network:
          podCIDRs: [10.244.0.0/16]
          serviceCIDRs: [10.96.0.0/12]
          nodeCIDRs: [10.0.0.0/16]
        dns: {namespace: kube-system, selector: {k8s-app: kube-dns}, ports: [53/UDP, 53/TCP]}
        guardrails: [\(guardrails.joined(separator: ", "))]
        assertions: [\(assertions.joined(separator: ", "))]
      """)
  }
}
