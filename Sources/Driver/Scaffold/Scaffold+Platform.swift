extension Scaffold {
  static let platform = """
    # What the platform team owns. There is one Platform in a graph, and one Tenant for each team; the tenants are in
    # tenants/, one file each, so that CODEOWNERS can give every team its own file.
    #
    #   easement check      looks for mistakes and writes nothing
    #   easement compile -o policies
    #   easement verify --against policies
    #   easement schema     prints a JSON Schema, with which editors complete and explain every field here
    apiVersion: easement.dev/v1alpha1
    kind: Platform
    metadata: {name: acme}
    spec:
      # Who reviews this file; `easement codeowners` writes it down for the git host.
      owner: "@acme/platform"
      environments: [dev, prod]

      # Where the environments run, and what the network plugin there enforces: NetworkPolicy (`kubernetes`), or the
      # policies of Cilium too (`cilium`).
      clusters:
        - {name: nonprod, environments: [dev], enforcement: kubernetes}
        - {name: prod, environments: [prod], enforcement: cilium, ciliumVersion: "1.18"}

      # Addresses of the clusters' own parts. "The internet" is every address outside of these. The API server is named by
      # the address of its endpoint, as `kubectl get endpointslices -n default` shows it, not by that of the Service
      # `kubernetes`.
      network:
        podCIDRs: [10.244.0.0/16]
        serviceCIDRs: [10.96.0.0/12]
        nodeCIDRs: [10.0.0.0/16]
        apiServer: {cidrs: [10.0.0.10/32], port: 6443}

      # Every isolated pod may ask these name servers, so nobody writes an edge for DNS. The ports are those of the
      # containers; some distributions listen on 5353 or 1053 behind a Service on 53.
      dns: {namespace: kube-system, selector: {k8s-app: kube-dns}, ports: [53/UDP, 53/TCP]}

      # Pods of one team in one environment reach each other. Between teams both sides have to agree: a need in the
      # caller's file and a grant in the file of the team that is called. `consent: provider` makes edges of grants
      # alone, for the time of a migration.
      withinTenant: same-environment
      consent: both

      # Denies that no tenant can override. Plain NetworkPolicy cannot deny: on nonprod a guardrail is a warning, and holds
      # because no edge may open what it forbids. On prod it is enforced, whatever a team applies in its own namespace.
      # Take the marks away to try it.
      #
      # guardrails:
      #   - name: cloud-metadata
      #     deny: egress
      #     from: "*"
      #     to: {cidr: 169.254.169.254/32}
      #     reason: the credentials of the node are one HTTP request away

      # Claims that every run checks, so that no sum of innocent edges breaks them.
      assertions:
        - {name: ledger-is-private, never: {from: {not: payments}, to: payments/ledger}}
        - {name: shop-can-charge, always: {from: shop/checkout, to: payments/api, ports: [http]}}

    """
}
