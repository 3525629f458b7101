import Analysis
import PolicyModel

private let port443 = "toPorts: [{ports: [{port: '443', protocol: TCP}]}]"
private let dns = """
  {toEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': kube-system}}],
   toPorts: [{ports: [{port: '53', protocol: ANY}], rules: {dns: [{matchPattern: '*'}]}}]}
  """
private let web80 = pod("b/one", ports: "{name: web, containerPort: 80}")
private let web8080 = pod("b/two", ports: "{name: web, containerPort: 8080}")
private let service = """
  {apiVersion: v1, kind: Service, metadata: {name: s, namespace: b}, spec: {selector: {app: x}, ports: [{port: 80, targetPort: 8080}]}}
  """

private func names(_ pattern: String) -> String {
  ciliumPolicy("egress: [\(dns), {toFQDNs: [{matchPattern: '\(pattern)'}], \(port443)}]")
}

/// TC-30 to TC-40.
let ciliumAgentCases = [
  SemanticsCase(
    "TC-30", "filters of HTTP are for TCP alone",
    Scene.cilium(
      ciliumPolicy("ingress: [{toPorts: [{ports: [{port: '80', protocol: ANY}], rules: {http: [{}]}}]}]"),
      verdicts: ["b/x -> a/x: all"], says: ["(CILV-5)"])),
  SemanticsCase(
    "TC-31", "policies over nodes are cluster-wide and never touch pods",
    Scene.cilium(
      ciliumObject("CiliumNetworkPolicy", "nodeSelector: {}, ingress: [{}]"), verdicts: ["b/x -> a/x: all"],
      says: ["(CIL-2, CILV-1)"]),
    Scene.cilium(
      ciliumObject("CiliumClusterwideNetworkPolicy", "nodeSelector: {}, ingress: [{}], egress: [{}]"),
      verdicts: ["b/x -> a/x: all", "a/x -> other-node: all"], says: ["(CIL-5)"])),
  SemanticsCase(
    "TC-32", "agents may close every endpoint, or none",
    Scene.cilium(
      verdicts: ["a/x -> b/x: none", "world -> a/x: none", "a/x -> b/x ICMP: denied"], says: ["(CIL-27)"], mode: .always
    ),
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{}]}], egress: [{toEndpoints: [{}]}]"),
      verdicts: ["a/v -> a/x: all", "b/x -> a/x: none"], says: ["(CIL-27)"], mode: .always),
    Scene.cilium(
      networkPolicy("policyTypes: [Ingress, Egress]"), ciliumPolicy("ingress: [{}]"),
      verdicts: ["b/x -> a/x: all", "a/x -> world: all", "b/x -> a/x ICMP: allowed"], mode: .never)),
  SemanticsCase(
    "TC-33", "a named port is each peer's own number since 1.20, one for the cluster or none before",
    Scene.cilium(
      web80, web8080,
      ciliumPolicy("egress: [{toEntities: [cluster], toPorts: [{ports: [{port: web, protocol: TCP}]}]}]"),
      verdicts: ["a/x -> b/one: TCP 80", "a/x -> b/two: TCP 8080", "a/x -> b/x: none"], says: ["(CIL-66)"]),
    Scene.cilium(
      web80, web8080,
      ciliumPolicy("egress: [{toEntities: [cluster], toPorts: [{ports: [{port: web, protocol: TCP}]}]}]"),
      verdicts: ["a/x -> b/one: none", "a/x -> b/two: none"], says: ["(CIL-66)"], release: .v119),
    Scene.cilium(
      web80, ciliumPolicy("egress: [{toEntities: [cluster], toPorts: [{ports: [{port: web, protocol: TCP}]}]}]"),
      verdicts: ["a/x -> b/one: TCP 80", "a/x -> b/x: TCP 80"], release: .v118),
    Scene.cilium(
      web8080, ciliumPolicy("ingress: [{toPorts: [{ports: [{port: web, protocol: TCP}]}]}]"),
      verdicts: ["b/x -> a/x: none"],
      release: .v119)),
  SemanticsCase(
    "TC-34", "a block without all of itself is valid and nothing",
    Scene.cilium(
      ciliumPolicy("egress: [{toCIDRSet: [{cidr: 10.0.0.0/8, except: [10.0.0.0/8]}]}]"),
      verdicts: ["a/x -> 10.1.2.3: none"])),
  SemanticsCase(
    "TC-35", "a Service stands for the pods behind it, on all ports",
    Scene.cilium(
      service, ciliumPolicy("egress: [{toServices: [{k8sService: {serviceName: s, namespace: b}}]}]"),
      verdicts: ["a/x -> b/x: all", "a/x -> b/v: none"])),
  SemanticsCase(
    "TC-36", "a name is unreachable until a DNS rule lets the agent learn its addresses",
    Scene.cilium(
      ciliumPolicy("egress: [{toFQDNs: [{matchName: api.stripe.com}], \(port443)}]"),
      verdicts: ["a/x -> name:api.stripe.com: none"], says: ["(CIL-53)"]),
    Scene.cilium(
      ciliumPolicy("egress: [\(dns), {toFQDNs: [{matchName: api.stripe.com}], \(port443)}]"),
      verdicts: ["a/x -> name:api.stripe.com: TCP 443", "a/x -> world: none"],
      says: ["no name server was read (CIL-53)"])),
  SemanticsCase(
    "TC-37", "one star is within a label, two stars are one or more labels",
    Scene.cilium(
      names("*.cilium.io"),
      verdicts: [
        "a/x -> name:a.cilium.io: TCP 443", "a/x -> name:a.b.cilium.io: none", "a/x -> name:cilium.io: none",
      ], says: ["no name server was read (CIL-53)"]),
    Scene.cilium(
      names("**.cilium.io"),
      verdicts: [
        "a/x -> name:a.cilium.io: TCP 443", "a/x -> name:a.b.cilium.io: TCP 443", "a/x -> name:cilium.io: none",
      ], says: ["no name server was read (CIL-53)"])),
  SemanticsCase(
    "TC-38", "the cluster is pods, nodes and the API server, not the world",
    Scene.cilium(
      pod("b/h", spec: "hostNetwork: true"), ciliumPolicy("ingress: [{fromEntities: [cluster]}]"),
      verdicts: [
        "b/x -> a/x: all", "b/h -> a/x: all", "own-node -> a/x: all", "other-node -> a/x: all",
        "api-server -> a/x: all", "world -> a/x: none",
      ])),
  SemanticsCase(
    "TC-39", "requirements no longer exist",
    Scene.cilium(
      ciliumPolicy("ingress: [{fromRequires: [{matchLabels: {app: v}}]}]"), verdicts: ["b/x -> a/x: all"],
      says: ["(CIL-42, CILV-11)"])),
  SemanticsCase(
    "TC-40", "a pod in the node's network is neither subject nor peer",
    Scene.cilium(
      pod("a/h", spec: "hostNetwork: true"),
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {app: h}}]}]"),
      verdicts: ["a/h -> a/x: none", "b/x -> a/h: all", "b/x -> a/x: none"])),
]
