// Cilium objects that somebody changed.

extension Tampering {
  private static let folder = "cilium/clusterwide"
  private static let api = "\(folder)/workload.payments-prod.api.yaml"
  private static let ledger = "\(folder)/workload.payments-prod.ledger.yaml"
  private static let admission = "\(folder)/workload.payments-prod.admission.yaml"
  private static let baseline = "\(folder)/baseline.payments-prod.yaml"
  private static let boundary = "\(folder)/boundary.payments-prod.yaml"
  private static let guardrail = "\(folder)/guardrail.cardholder-data.yaml"
  private static let metadata = "\(folder)/guardrail.metadata.yaml"
  private static let defaultDeny = "cilium/namespaces/payments-prod/default-deny.yaml"

  static let visible = plain + cilium + evasions
  static let invisible = plainInvisible + ciliumInvisible + harmless

  private static let cilium: [Tampering] = rules + peers + denies + wholePolicies + bothEnds

  private static let rules = [
    Tampering("cilium-port-changed", in: api, "\"8080\"", "\"8081\""),
    Tampering("cilium-protocol-changed", in: api, "\"1521\"\n        protocol: TCP", "\"1521\"\n        protocol: ANY"),
    Tampering(
      "cilium-endpoint-selector-widened", in: ledger,
      "    matchLabels:\n      k8s:io.kubernetes.pod.namespace: payments-prod\n      k8s:app: ledger\n",
      "    matchLabels:\n      k8s:io.kubernetes.pod.namespace: payments-prod\n"),
    Tampering(
      "cilium-endpoint-selector-emptied", in: ledger,
      "endpointSelector:\n    matchLabels:\n      k8s:io.kubernetes.pod.namespace: payments-prod\n      k8s:app: ledger\n",
      "endpointSelector: {}\n"),
    Tampering(
      "cilium-udp-removed", in: baseline, "      - port: \"53\"\n        protocol: UDP\n", ""),
  ]

  private static let peers = [
    Tampering("cilium-peer-namespace-renamed", in: api, "pod.namespace: shop-prod", "pod.namespace: data-prod"),
    Tampering("cilium-peer-label-changed", in: api, "k8s:app: checkout", "k8s:app: web"),
    Tampering("cilium-domain-changed", in: api, "matchName: api.stripe.com", "matchName: api.stripe.com.example.net"),
    Tampering("cilium-domain-widened", in: api, "matchName: api.stripe.com", "matchPattern: \"*.stripe.com\""),
    Tampering("cilium-domain-any", in: api, "matchName: api.stripe.com", "matchPattern: \"*\""),
    Tampering("cilium-block-widened", in: api, "cidr: 172.20.0.0/16", "cidr: 172.16.0.0/12"),
    Tampering("cilium-exception-removed", in: api, "\n      except:\n      - 172.20.9.0/24", ""),
    Tampering("cilium-api-server-replaced", in: ledger, "kube-apiserver", "remote-node"),
    Tampering("cilium-webhook-narrowed", in: admission, "    - remote-node\n", ""),
    Tampering("cilium-webhook-widened", in: admission, "- remote-node", "- all"),
    // Without the proxy nobody learns the addresses behind a name. (CIL-53)
    Tampering(
      "cilium-dns-answers-unseen", [.edit(baseline, proxy, ""), .edit(baseline, proxy, ""), .edit(baseline, proxy, "")]),
    Tampering("cilium-dns-cache-moved", in: baseline, "- host", "- remote-node"),
  ]

  private static let denies = [
    Tampering("cilium-boundary-closes-a-friend", in: boundary, "        - shop-prod\n", ""),
    Tampering(
      "cilium-boundary-closes-everyone", in: boundary,
      "matchExpressions:\n      - key: k8s:io.kubernetes.pod.namespace\n        operator: NotIn\n        values:\n"
        + "        - payments-prod\n        - shop-prod\n      - key",
      "matchExpressions:\n      - key"),
    Tampering(
      "cilium-boundary-over-the-cluster", in: boundary,
      "endpointSelector:\n    matchLabels:\n      k8s:io.kubernetes.pod.namespace: payments-prod\n",
      "endpointSelector: {}\n"),
    Tampering("cilium-guardrail-over-the-namespace", in: guardrail, "      k8s:app: ledger\n", ""),
    Tampering("cilium-guardrail-widened", in: metadata, "169.254.169.254/32", "169.254.0.0/16"),
    Tampering(
      "cilium-stranger-let-in",
      [
        .edit(boundary, "        - shop-prod\n", "        - shop-prod\n        - data-prod\n"),
        .add("cilium/namespaces/payments-prod/mine.yaml", openNetworkPolicy),
      ]),
    Tampering(
      "cilium-boundary-replaced-by-openness",
      [.remove(boundary), .add("cilium/namespaces/payments-prod/mine.yaml", openNetworkPolicy)]),
    Tampering(
      "cilium-guardrail-replaced-by-openness",
      [.remove(guardrail), .add("cilium/namespaces/payments-prod/mine.yaml", openNetworkPolicy)]),
  ]

  private static let wholePolicies = [
    Tampering("cilium-baseline-removed", removing: baseline),
    Tampering("cilium-workload-removed", removing: api),
    Tampering("cilium-isolation-removed", [.remove(baseline), .remove(defaultDeny)]),
    Tampering("cilium-opened-by-its-tenant", adding: "cilium/namespaces/payments-prod/mine.yaml", openNetworkPolicy),
    Tampering(
      "cilium-world-let-out", adding: "\(folder)/world.yaml",
      "apiVersion: cilium.io/v2\nkind: CiliumClusterwideNetworkPolicy\nmetadata: {name: world}\nspec:\n"
        + "  endpointSelector: {matchLabels: {k8s:io.kubernetes.pod.namespace: data-prod}}\n"
        + "  egress:\n  - toEntities: [world]\n"),
    Tampering(
      "cilium-cluster-isolated", adding: "\(folder)/all.yaml",
      "apiVersion: cilium.io/v2\nkind: CiliumClusterwideNetworkPolicy\nmetadata: {name: all}\nspec:\n"
        + "  endpointSelector: {}\n  ingress: [{fromEntities: [cluster]}]\n"),
  ]

  private static let proxy = "\n      rules:\n        dns:\n        - matchPattern: \"*\""

  private static let openNetworkPolicy = networkPolicy(
    "mine", in: "payments-prod", "  podSelector: {}\n  ingress: [{}]\n")

  /// The other end still holds, as on the plain cluster, and the boundary where nobody governs the other end.
  private static let otherEndHolds = [
    Tampering("cilium-end-port-added", in: api, "port: \"8080\"", "port: \"8080\"\n        endPort: 8090"),
    Tampering("cilium-peer-label-removed", in: api, "        k8s:app: checkout\n", ""),
    Tampering(
      "cilium-peer-namespace-removed", in: api, "        k8s:io.kubernetes.pod.namespace: shop-prod\n", ""),
  ]

  private static let checkout = "\(folder)/workload.shop-prod.checkout.yaml"

  private static let bothEnds = otherEndHolds.map { half in
    Tampering(
      "\(half.name)-at-both-ends",
      half.changes + [
        .remove(boundary), .edit(checkout, "      k8s:app: checkout\n", ""),
        .edit(checkout, "port: \"8080\"", "port: \"8080\"\n        endPort: 8081"),
      ])
  }

  private static let ciliumInvisible =
    otherEndHolds + [
      // The baseline isolates for both directions too, as on the other cluster.
      Tampering("cilium-default-deny-removed", removing: defaultDeny),
      // Denies forbid what no policy allows: they are there for policies that a tenant adds later. Nobody may do more once
      // they are gone, and so the proof, which speaks of what is allowed now, still holds. `BoundaryTests` proves what they
      // are good for.
      Tampering("cilium-boundary-removed", removing: boundary),
      Tampering("cilium-guardrail-removed", removing: guardrail),
      Tampering(
        "cilium-boundary-loosened", in: boundary, "        - shop-prod\n", "        - shop-prod\n        - data-prod\n"),
      // Whoever the boundary selects is isolated by other policies already. (CIL-10)
      Tampering("cilium-boundary-isolates", in: boundary, "ingress: false", "ingress: true"),
      Tampering(
        "cilium-workload-does-not-isolate", in: api, "spec:\n",
        "spec:\n  enableDefaultDeny: {ingress: false, egress: false}\n"),
    ]
}
