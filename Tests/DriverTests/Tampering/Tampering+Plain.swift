// NetworkPolicy objects that somebody changed.

extension Tampering {
  private static let payments = "plain/namespaces/payments-dev"
  private static let api = "\(payments)/easement-workload-api.yaml"
  private static let baseline = "\(payments)/easement-baseline.yaml"
  private static let ledger = "\(payments)/easement-workload-ledger.yaml"
  private static let admission = "\(payments)/easement-workload-admission.yaml"

  static let plain: [Tampering] = rules + peers + addresses + nameServers + wholePolicies + bothEnds

  private static let rules = [
    Tampering("plain-port-changed", in: api, "port: 8080", "port: 8081"),
    Tampering("plain-protocol-changed", in: api, "protocol: TCP\n      port: 1521", "protocol: UDP\n      port: 1521"),
    Tampering("plain-end-port-added", in: api, "port: 8080", "port: 8080\n      endPort: 8090"),
    Tampering("plain-ports-removed", in: api, "    ports:\n    - protocol: TCP\n      port: 1521\n", ""),
    Tampering("plain-webhook-port-moved", in: admission, "9443", "9444"),
    Tampering("plain-egress-type-removed", in: api, "  - Egress\n", ""),
    Tampering(
      "plain-ingress-rules-emptied", in: admission, "\n  - ports:\n    - protocol: TCP\n      port: 9443", " []"),
    Tampering(
      "plain-pod-selector-emptied", in: ledger, "podSelector:\n    matchLabels:\n      app: ledger", "podSelector: {}"),
  ]

  private static let peers = [
    Tampering("plain-peer-namespace-renamed", in: api, "name: shop-dev", "name: data-dev"),
    Tampering("plain-peer-label-changed", in: api, "app: checkout", "app: web"),
    Tampering(
      "plain-peer-namespace-selector-removed", in: api,
      "namespaceSelector:\n        matchLabels:\n          kubernetes.io/metadata.name: shop-dev\n      podSelector:",
      "podSelector:"),
    Tampering(
      "plain-peer-namespaces-all", in: api, "        matchLabels:\n          kubernetes.io/metadata.name: shop-dev\n",
      "        matchExpressions:\n        - {key: kubernetes.io/metadata.name, operator: Exists}\n"),
    Tampering(
      "plain-peers-removed", in: ledger, "  - to:\n    - ipBlock:\n        cidr: 10.0.0.10/32\n    ports:", "  - ports:"
    ),
  ]

  private static let addresses = [
    Tampering("plain-block-widened", in: api, "cidr: 172.20.0.0/16", "cidr: 172.16.0.0/12"),
    Tampering("plain-block-narrowed", in: api, "cidr: 172.20.0.0/16", "cidr: 172.20.0.0/17"),
    Tampering("plain-exception-removed", in: api, "\n        except:\n        - 172.20.9.0/24", ""),
    Tampering("plain-metadata-exception-removed", in: api, "        - 169.254.0.0/16\n", ""),
    Tampering("plain-api-server-moved", in: ledger, "10.0.0.10/32", "10.0.0.11/32"),
  ]

  private static let nameServers = [
    Tampering("plain-udp-removed", in: baseline, "    - protocol: UDP\n      port: 53\n", ""),
    Tampering(
      "plain-dns-cache-removed", in: baseline,
      "  - to:\n    - ipBlock:\n        cidr: 169.254.20.10/32\n    ports:\n    - protocol: TCP\n      port: 53\n"
        + "    - protocol: UDP\n      port: 53\n", ""),
    Tampering(
      "plain-dns-anywhere", in: baseline, "      podSelector:\n        matchLabels:\n          k8s-app: kube-dns\n", ""),
  ]

  private static let wholePolicies = [
    Tampering("plain-baseline-removed", removing: baseline),
    Tampering(
      "plain-closing-rule-replaced", in: ledger,
      "      podSelector:\n        matchExpressions:\n        - key: easement.dev/nobody\n          operator: Exists\n"
        + "        - key: easement.dev/nobody\n          operator: DoesNotExist\n", "    - ipBlock: {cidr: 0.0.0.0/0}\n"
    ),
    Tampering("plain-workload-removed", removing: api),
    Tampering("plain-kind-misspelt", in: api, "kind: NetworkPolicy", "kind: NetworkPolicie"),
    Tampering(
      "plain-ingress-opened", adding: "\(payments)/open.yaml",
      networkPolicy("open", in: "payments-dev", "  podSelector: {}\n  ingress: [{}]\n")),
    Tampering(
      "plain-everything-opened", adding: "\(payments)/open.yaml",
      networkPolicy(
        "open", in: "payments-dev",
        "  podSelector: {}\n  policyTypes: [Ingress, Egress]\n  ingress: [{}]\n  egress: [{}]\n")),
    Tampering(
      "plain-opened-for-one-label", adding: "\(payments)/debug.yaml",
      networkPolicy(
        "debug", in: "payments-dev", "  podSelector: {matchLabels: {debug: \"true\"}}\n  ingress: [{}]\n")),
    Tampering(
      "plain-opened-to-one-label", adding: "\(payments)/friends.yaml",
      networkPolicy(
        "friends", in: "payments-dev",
        "  podSelector: {}\n  ingress:\n  - from: [{namespaceSelector: {}, podSelector: {matchLabels: {friend: \"yes\"}}}]\n"
      )),
  ]

  /// Both ends of an edge have their rule, and whoever loosens one of them opens nothing: the pods that it lets in now
  /// are held back by their own policies. `bothEnds` below loosens the other one as well.
  private static let otherEndHolds = [
    Tampering(
      "plain-peer-pod-selector-removed", in: api, "      podSelector:\n        matchLabels:\n          app: checkout\n",
      ""),
    Tampering(
      "plain-peer-element-split", in: api, "shop-dev\n      podSelector:", "shop-dev\n    - podSelector:"),
    Tampering(
      "plain-baseline-widened", in: baseline,
      "        matchLabels:\n          kubernetes.io/metadata.name: payments-dev\n",
      "        matchExpressions:\n        - key: kubernetes.io/metadata.name\n          operator: In\n"
        + "          values: [payments-dev, data-dev]\n"),
    Tampering(
      "plain-rule-repeated-for-others", in: api, "\n  egress:",
      "\n  - from:\n    - namespaceSelector:\n        matchLabels:\n          kubernetes.io/metadata.name: data-dev\n"
        + "    ports:\n    - protocol: TCP\n      port: 8080\n  egress:"),
  ]

  private static let checkout = "plain/namespaces/shop-dev/easement-workload-checkout.yaml"
  private static let etl = "plain/namespaces/data-dev/etl.yaml"

  private static let bothEnds = otherEndHolds.map { half in
    Tampering(
      "\(half.name)-at-both-ends",
      half.changes + [
        .edit(checkout, "podSelector:\n    matchLabels:\n      app: checkout\n", "podSelector: {}\n"),
        .add(
          etl,
          networkPolicy(
            "etl", in: "data-dev",
            "  podSelector: {}\n  policyTypes: [Egress]\n  egress: [{to: [{namespaceSelector: {}}]}]\n")),
      ])
  }

  static func networkPolicy(_ name: String, in namespace: String, _ spec: String) -> String {
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: \(name), namespace: \(namespace)}\n"
      + "spec:\n\(spec)"
  }

  static let plainInvisible =
    otherEndHolds + [
      // The rule that allows nothing is there for those who would write another one in its place.
      Tampering(
        "plain-closing-rule-removed", in: ledger,
        "  ingress:\n  - from:\n    - namespaceSelector:\n        matchLabels:\n"
          + "          kubernetes.io/metadata.name: payments-dev\n      podSelector:\n        matchExpressions:\n"
          + "        - key: easement.dev/nobody\n          operator: Exists\n"
          + "        - key: easement.dev/nobody\n          operator: DoesNotExist\n", ""),
      // A policy with rules of both directions isolates for both, listed or not. (NP-4)
      Tampering("plain-type-left-to-default", in: admission, "  policyTypes:\n  - Ingress\n  - Egress\n", ""),
      // Annotations are for people and tools; the list of files is looked at apart.
      Tampering("plain-annotation-changed", in: api, "card payments", "lunch"),
      Tampering(
        "plain-file-not-listed", in: "plain/kustomization.yaml", "- namespaces/data-dev/easement-baseline.yaml\n", ""),
      // Somebody else's policy that only repeats what holds.
      Tampering(
        "plain-deny-added", adding: "\(payments)/deny.yaml",
        networkPolicy("deny", in: "payments-dev", "  podSelector: {}\n  policyTypes: [Ingress]\n")),
    ]
}
