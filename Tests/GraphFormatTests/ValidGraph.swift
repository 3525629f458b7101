import Diagnostics
import GraphFormat

/// A graph with every field in every form that the format takes.
enum ValidGraph {
  static let platform = SourceText(
    path: "platform.yaml",
    """
    apiVersion: easement.dev/v1alpha1
    kind: Platform
    metadata: {name: acme, labels: {team: infra}, annotations: {example.com/wiki: "some page"}}
    spec:
      environments: [dev, staging, prod]
      clusters:
        - {name: nonprod, environments: [dev, staging], enforcement: kubernetes, clusterNetworkPolicy: true, emit: [vap, argocd], server: "https://k8s.example"}
        - {name: prod, environments: [prod], enforcement: cilium, ciliumVersion: "1.18"}
      network:
        podCIDRs: [10.244.0.0/16, "fd00:10::/48"]
        serviceCIDRs: [10.96.0.0/12]
        nodeCIDRs: [10.0.0.0/16]
        apiServer: {cidrs: [10.0.0.10/32], port: 6443}
      dns: {namespace: dns, selector: {k8s-app: coredns}, ports: [53/UDP, 53/TCP, 9153], nodeLocal: [169.254.20.10]}
      withinTenant: same-namespace
      consent: provider
      guardrails:
        - {name: cloud-metadata, deny: egress, from: "*", to: {cidr: 169.254.169.254/32}, reason: node credentials}
        - name: cardholder-data
          deny: ingress
          from: {not: {tenants: {compliance: pci}}}
          to: payments/ledger
          ports: [grpc, 443, 53/UDP, 30000-30100]
          except:
            - {from: monitoring/prometheus}
            - {from: audit, to: payments/ledger}
      assertions:
        - {name: ledger-is-private, never: {from: {not: payments}, to: payments/ledger, transitive: true}}
        - {name: shop-can-charge, always: {from: shop/checkout, to: {fqdn: "*.stripe.com"}, ports: [http], environments: [prod]}}
      labels: {compliance: {pci: [payments, audit], none: "*"}, example.com/tier: {"1": [shop], "": [data]}}
      administrators: {groups: ["oidc:platform"], serviceAccounts: [argocd/argocd-application-controller]}
      delivery: {repository: "https://git.example.com/network", revision: main, path: out/policies, namespace: argocd}
    """)

  static let tenant = SourceText(
    path: "tenants/payments.yaml",
    """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: not-ours}
    ---
    apiVersion: easement.dev/v1alpha1
    kind: Tenant
    metadata: {name: payments, labels: {compliance: pci}}
    spec:
      owner: "@acme/payments"
      role: platform
      namespaces: {payments-dev: dev, payments-prod: prod, payments-tools: [dev, prod]}
      workloads:
        api:
          selector: {app: payments-api}
          ports:
            http: 8080
            dns: 53/UDP
            range: 30000-30100
            media: 30000-30100/UDP
            web: {port: 8443, service: 443}
            hook: {port: 9443/TCP, webhook: true}
        ledger:
          selector:
            matchLabels: {app: ledger}
            matchExpressions:
              - {key: tier, operator: In, values: [b, a]}
              - {key: canary, operator: DoesNotExist}
          namespaces: [payments-prod]
      grants:
        - {to: shop/checkout, workload: api, ports: [http, 53/UDP], reason: "ADR-112 card payments"}
        - to: data
          workload: "*"
          environments: [prod, {from: dev, to: prod}]
          until: 2027-03-31
          ticket: PAY-991
          mandatory: true
          http: [{method: GET, path: /v1/.*}, {path: /health}]
        - {to: "*", workload: ledger}
        - {to: {tenants: {compliance: pci}}, workload: ledger}
        - {to: {tenants: {matchExpressions: [{key: tier, operator: Exists}]}}, workload: ledger}
        - {to: {cidr: 203.0.113.0/24, except: [203.0.113.7/32]}, workload: api}
        - {to: {internet: true}, workload: api}
      needs:
        - {from: ledger, to: data/kafka, ports: [broker], ticket: PAY-1, reason: events}
        - {to: vault}
        - {to: "*", mandatory: true}
        - {to: {tenants: {role: db}}}
        - {from: api, to: {fqdn: api.stripe.com}, ports: [443], environments: [prod]}
        - {to: {cidr: "fd00::/8"}}
        - {to: {internet: true}}
        - {to: {apiServer: true}}
    """)
}
