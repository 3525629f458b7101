// Changes by somebody who knows which pods and namespaces a proof looks at.

extension Tampering {
  private static let payments = "plain/namespaces/payments-dev"
  private static let baseline = "\(payments)/easement-baseline.yaml"
  private static let api = "\(payments)/easement-workload-api.yaml"
  private static let clusterwide = "cilium/clusterwide"
  private static let admission = "\(clusterwide)/easement.payments-prod.workload.admission.yaml"

  static let evasions = labels + namespaces + ports + otherTiers + otherPlaces + requests

  /// Pods may bear any label, whatever their workload asks for.
  private static let labels = [
    Tampering(
      "evasion-isolation-spares-a-label",
      [baseline].map {
        .edit($0, "podSelector: {}", "podSelector: {matchExpressions: [{key: debug, operator: DoesNotExist}]}")
      }),
    Tampering(
      "evasion-isolation-spares-a-value",
      [baseline].map {
        .edit(
          $0, "podSelector: {}", "podSelector: {matchExpressions: [{key: debug, operator: NotIn, values: [any, x]}]}")
      }),
    Tampering(
      "evasion-any-label-but-any", adding: "\(payments)/debug.yaml",
      networkPolicy(
        "debug", in: "payments-dev",
        "  podSelector: {matchExpressions: [{key: debug, operator: Exists}, {key: debug, operator: NotIn, values: [any]}]}\n"
          + "  ingress: [{}]\n")),
    Tampering("evasion-label-in-other-case", in: api, "      app: payments-api", "      app: Payments-Api"),
    Tampering("evasion-label-key-in-other-case", in: api, "      app: payments-api", "      App: payments-api"),
    Tampering(
      "evasion-two-labels-at-two-ends",
      [
        .add(
          "\(payments)/friends.yaml",
          networkPolicy(
            "friends", in: "payments-dev",
            "  podSelector: {}\n  ingress:\n"
              + "  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: data-dev}}, "
              + "podSelector: {matchLabels: {friend: \"yes\"}}}]\n")),
        .add(
          "plain/namespaces/data-dev/debug.yaml",
          networkPolicy(
            "debug", in: "data-dev",
            "  podSelector: {matchLabels: {debug: \"yes\"}}\n  policyTypes: [Egress]\n  egress:\n"
              + "  - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: payments-dev}}}]\n")),
      ]),
    Tampering(
      "evasion-deny-for-a-label", adding: "\(clusterwide)/debug.yaml",
      clusterwidePolicy(
        "debug",
        "endpointSelector: {matchLabels: {k8s:io.kubernetes.pod.namespace: payments-prod, k8s:debug: \"yes\"}}",
        "ingressDeny: [{fromEndpoints: [{matchLabels: {k8s:io.kubernetes.pod.namespace: shop-prod}}]}]",
        "enableDefaultDeny: {ingress: false, egress: false}")),
  ]

  /// Namespaces may bear any label but their name.
  private static let namespaces = [
    Tampering(
      "evasion-labelled-namespaces-let-in", adding: "\(payments)/red.yaml",
      networkPolicy(
        "red", in: "payments-dev",
        "  podSelector: {}\n  ingress: [{from: [{namespaceSelector: {matchLabels: {team: red}}}]}]\n")),
    Tampering(
      "evasion-every-namespace-but-the-unmanaged", adding: "\(payments)/others.yaml",
      networkPolicy(
        "others", in: "payments-dev",
        "  podSelector: {}\n  ingress:\n  - from:\n    - namespaceSelector:\n        matchExpressions:\n"
          + "        - {key: kubernetes.io/metadata.name, operator: NotIn, values: [unmanaged, kube-system, data-dev]}\n"
      )),
    Tampering(
      "evasion-isolation-spares-labelled-namespaces",
      [
        .remove("\(clusterwide)/easement.payments-prod.boundary.yaml"),
        .edit(
          "\(clusterwide)/easement.payments-prod.default-deny.yaml",
          "endpointSelector:\n    matchLabels:\n      k8s:io.kubernetes.pod.namespace: payments-prod\n",
          "endpointSelector:\n    matchLabels:\n      k8s:io.kubernetes.pod.namespace: payments-prod\n"
            + "    matchExpressions:\n"
            + "    - {key: k8s:io.cilium.k8s.namespace.labels.team, operator: NotIn, values: [red]}\n"),
      ]),
    Tampering(
      "evasion-open-in-labelled-namespaces", adding: "\(clusterwide)/red.yaml",
      clusterwidePolicy(
        "red", "endpointSelector: {matchLabels: {k8s:io.cilium.k8s.namespace.labels.team: red}}",
        "egress: [{toEntities: [world]}]", "enableDefaultDeny: {ingress: false, egress: false}")),
  ]

  private static let ports = [
    Tampering(
      "evasion-port-by-name", adding: "\(payments)/debug.yaml",
      networkPolicy("debug", in: "payments-dev", "  podSelector: {}\n  ingress: [{ports: [{port: debug}]}]\n")),
    Tampering(
      "evasion-port-range-one-wider", in: "\(payments)/easement-workload-admission.yaml", "port: 9443",
      "port: 9443\n      endPort: 9444"),
    Tampering(
      "evasion-ipv6-block", adding: "\(payments)/six.yaml",
      networkPolicy(
        "six", in: "payments-dev",
        "  podSelector: {}\n  policyTypes: [Egress]\n  egress: [{to: [{ipBlock: {cidr: \"fd00:10::/64\"}}]}]\n")),
  ]

  /// Policies of the tiers around NetworkPolicy.
  private static let otherTiers = [
    Tampering(
      "evasion-admin-policy-opens", adding: "plain/clusterwide/admin.yaml",
      adminPolicy(
        "AdminNetworkPolicy", "priority: 10", "subject: {namespaces: {matchLabels: {team: red}}}",
        "ingress: [{name: all, action: Allow, from: [{namespaces: {}}]}]")),
    Tampering(
      "evasion-admin-policy-opens-towards-nodes", adding: "plain/clusterwide/admin.yaml",
      adminPolicy(
        "AdminNetworkPolicy", "priority: 10",
        "subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: payments-dev}}}",
        "egress: [{name: nodes, action: Allow, to: [{nodes: {matchLabels: {disk: fast}}}]}]")),
    Tampering(
      "evasion-admin-policy-closes", adding: "plain/clusterwide/admin.yaml",
      adminPolicy(
        "AdminNetworkPolicy", "priority: 10",
        "subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {debug: x}}}}",
        "ingress: [{name: none, action: Deny, from: [{namespaces: {}}]}]")),
    Tampering(
      "evasion-cluster-policy-opens", adding: "plain/clusterwide/cluster.yaml",
      "apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: open}\nspec:\n"
        + "  tier: Admin\n  priority: 5\n"
        + "  subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: payments-dev}}}\n"
        + "  ingress: [{name: all, action: Accept, from: [{namespaces: {}}]}]\n"),
  ]

  /// Policies outside of the tenants' namespaces.
  private static let otherPlaces = [
    Tampering(
      "evasion-name-servers-isolated", adding: "plain/namespaces/kube-system/dns.yaml",
      networkPolicy(
        "dns", in: "kube-system", "  podSelector: {matchLabels: {k8s-app: kube-dns}}\n  policyTypes: [Ingress]\n")),
    Tampering(
      "evasion-system-isolated", adding: "\(clusterwide)/system.yaml",
      clusterwidePolicy(
        "system", "endpointSelector: {matchLabels: {k8s:io.kubernetes.pod.namespace: kube-system}}",
        "ingress: [{fromEntities: [host]}]")),
  ]

  /// Verdicts about connections do not change.
  private static let requests = [
    Tampering(
      "evasion-requests-unfiltered", in: admission,
      "\n      rules:\n        http:\n        - method: GET\n          path: /v1/.*", ""),
    Tampering("evasion-other-requests", in: admission, "path: /v1/.*", "path: /.*"),
    Tampering(
      "evasion-filter-made-void", adding: "cilium/namespaces/payments-prod/web.yaml",
      networkPolicy(
        "web", in: "payments-prod",
        "  podSelector: {matchLabels: {app: admission}}\n  ingress:\n"
          + "  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop-prod}}, "
          + "podSelector: {matchLabels: {app: web}}}]\n    ports: [{port: 8081}]\n")),
  ]

  static let harmless = [
    // The tenants are isolated, and the baseline tier is asked about pods that are not.
    Tampering(
      "evasion-baseline-tier-asked-in-vain", adding: "plain/clusterwide/baseline.yaml",
      adminPolicy(
        "BaselineAdminNetworkPolicy",
        "subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: payments-dev}}}",
        "ingress: [{name: all, action: Allow, from: [{namespaces: {}}]}]"
      ).replacing("name: mine", with: "name: default")),
    // Pods of nobody do what their owners like, as long as the name servers answer.
    Tampering(
      "evasion-namespace-of-nobody", adding: "plain/namespaces/nobodys/mine.yaml",
      networkPolicy("mine", in: "nobodys", "  podSelector: {}\n  policyTypes: [Ingress, Egress]\n")),
    Tampering(
      "evasion-name-servers-kept-in", adding: "plain/namespaces/kube-system/dns.yaml",
      networkPolicy("dns", in: "kube-system", "  podSelector: {}\n  policyTypes: [Egress]\n")),
    // Nodes are governed by themselves; pods never are. (CIL-5)
    Tampering(
      "evasion-host-policy", adding: "\(clusterwide)/nodes.yaml",
      clusterwidePolicy("nodes", "nodeSelector: {}", "ingress: [{fromEntities: [cluster]}]")),
  ]

  private static func clusterwidePolicy(_ name: String, _ lines: String...) -> String {
    "apiVersion: cilium.io/v2\nkind: CiliumClusterwideNetworkPolicy\nmetadata: {name: \(name)}\nspec:\n"
      + lines.map { "  \($0)\n" }.joined()
  }

  private static func adminPolicy(_ kind: String, _ lines: String...) -> String {
    "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: \(kind)\nmetadata: {name: mine}\nspec:\n"
      + lines.map { "  \($0)\n" }.joined()
  }
}
