extension Scaffold {
  static func payments(grantUntil lastDay: String) -> String {
    """
    # A team that is called. Only this file can open its pods, so a review of it is the consent.
    apiVersion: easement.dev/v1alpha1
    kind: Tenant
    # Others can refer to tenants by label: {tenants: {compliance: pci}}.
    metadata: {name: payments, labels: {compliance: pci}}
    spec:
      owner: "@acme/payments"

      # The team's namespaces, each with its environment. All of them are closed, in both directions, from the first day.
      namespaces: {payments-dev: dev, payments-prod: prod}

      # What runs there: pods by their labels, with the ports of their *containers*. Policies see a port after the
      # Service has translated it, so the 80 of the Service is here for messages only.
      workloads:
        api:
          selector: {app: payments-api}
          ports: {http: {port: 8080, service: 80}}
        ledger:
          selector: {app: ledger}
          ports: {grpc: 50051}

      # Whom the team lets in. A grant alone opens nothing: the other side has to need it.
      grants:
        - {to: shop/checkout, workload: api, ports: [http], reason: card payments}
        # This one ends by itself. A notice begins 14 days before; after the day the edge is gone from what is compiled
        # and a warning stays, here and at the need.
        - to: shop/reports
          workload: api
          ports: [http]
          environments: [prod]
          until: \(lastDay)
          ticket: PAY-12
          reason: the figures of the old shop, until it is shut down

      # Whom the team calls. Pods of the own team need no edge, see `withinTenant` in platform.yaml.
      needs:
        # Names outside the cluster need Cilium, so this one is for prod. In dev the sandbox is a fixed address.
        - {from: api, to: {fqdn: api.stripe.com}, ports: [443], environments: [prod]}
        - {from: api, to: {cidr: 172.20.80.10/32}, ports: [443], environments: [dev], reason: card sandbox}

    """
  }

  static let shop = """
    # A team that calls. A new team is a pull request that adds one file like this.
    apiVersion: easement.dev/v1alpha1
    kind: Tenant
    metadata: {name: shop}
    spec:
      owner: "@acme/shop"
      namespaces: {shop-dev: dev, shop-prod: prod}
      workloads:
        storefront:
          selector: {app: storefront}
          ports: {http: 3000}
        checkout:
          selector: {app: checkout}
          ports: {http: 8080}
        reports:
          # The full form of a selector, where one label is not enough.
          selector:
            matchExpressions:
              - {key: app, operator: In, values: [reports, reports-backfill]}
      grants:
        # Who comes from outside the cluster asks for nothing, so this grant makes the edge by itself.
        - {to: {internet: true}, workload: storefront, ports: [http], reason: www.acme.example}
      needs:
        # Matched with the grants in payments.yaml, environment by environment: dev reaches dev and prod reaches prod.
        # Take the need away and the grant is a warning; take the grant away and the need is an error that says whom
        # to ask.
        - {from: checkout, to: payments/api, ports: [http]}
        - {from: reports, to: payments/api, ports: [http], environments: [prod]}

    """
}
