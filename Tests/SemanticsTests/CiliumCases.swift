private let port80 = "toPorts: [{ports: [{port: '80', protocol: TCP}]}]"
private let port443 = "toPorts: [{ports: [{port: '443', protocol: TCP}]}]"

/// Part E.3.
let ciliumCases = ciliumPeerCases + ciliumPortCases + ciliumAgentCases

private let ciliumPeerCases = [
  SemanticsCase(
    "TC-1", "an empty entry closes everything",
    Scene.cilium(
      ciliumPolicy("ingress: [{}]"),
      verdicts: ["a/v -> a/x: none", "b/x -> a/x: none", "world -> a/x: none", "a/x -> b/x: all"])),
  SemanticsCase(
    "TC-2", "an empty selector is the own namespace, cluster-wide it is every pod",
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{}]}]"),
      verdicts: ["a/v -> a/x: all", "b/x -> a/x: none", "world -> a/x: none", "other-node -> a/x: none"]),
    Scene.cilium(
      clusterwidePolicy("ingress: [{fromEndpoints: [{}]}]"),
      verdicts: ["a/v -> a/x: all", "b/x -> a/x: all", "world -> a/x: none", "other-node -> a/x: none"])),
  SemanticsCase(
    "TC-3", "an empty list of endpoints is nobody",
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: []}]"), verdicts: ["a/v -> a/x: none", "world -> a/x: none"])),
  SemanticsCase(
    "TC-4", "an empty member empties the whole entry",
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {app: v}}], fromCIDR: []}]"),
      verdicts: ["a/v -> a/x: none"])),
  SemanticsCase(
    "TC-5", "ports without peers are open to anyone",
    Scene.cilium(
      ciliumPolicy("ingress: [{toPorts: [{ports: [{port: '80'}]}]}]"),
      verdicts: [
        "b/x -> a/x: SCTP 80,TCP 80,UDP 80", "world -> a/x: SCTP 80,TCP 80,UDP 80",
        "other-node -> a/x: SCTP 80,TCP 80,UDP 80",
      ])),
  SemanticsCase(
    "TC-6", "an element without ports allows nothing",
    Scene.cilium(
      ciliumPolicy("egress: [{toEndpoints: [{matchLabels: {app: v}}], toPorts: [{}]}]"), verdicts: ["a/x -> a/v: none"])
  ),
  SemanticsCase(
    "TC-7", "a block is outside, not pods",
    Scene.cilium(
      ciliumPolicy("egress: [{toCIDR: [0.0.0.0/0]}]"),
      verdicts: [
        "a/x -> world: all", "a/x -> b/x: none", "a/x -> 2001:db8::1: none", "a/x -> other-node: none",
      ])),
  SemanticsCase(
    "TC-8", "a block of a NetworkPolicy is not pods on Cilium either",
    Scene.cilium(
      pod("b/d", at: "10.0.1.5"),
      networkPolicy("policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]"),
      verdicts: ["a/x -> b/d: none", "a/x -> 10.0.1.5: all"]),
    Scene(
      pod("b/d", at: "10.0.1.5"),
      networkPolicy("policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]"),
      verdicts: ["a/x -> b/d: all"], says: ["(NP-29)"])),
  SemanticsCase(
    "TC-9", "denies alone close everything, unless default deny is off",
    Scene.cilium(
      ciliumPolicy("egressDeny: [{toEntities: [world]}]"), verdicts: ["a/x -> b/x: none", "a/x -> world: none"]),
    Scene.cilium(
      ciliumPolicy("enableDefaultDeny: {egress: false}, egressDeny: [{toEntities: [world]}]"),
      verdicts: ["a/x -> b/x: all", "a/x -> other-node: all", "a/x -> world: none"])),
  SemanticsCase(
    "TC-10", "a deny beats the allow of a NetworkPolicy",
    Scene.cilium(
      networkPolicy("ingress: [{from: [\(inB("x"))], ports: [{port: 80, endPort: 81}]}]"),
      clusterwidePolicy("ingressDeny: [{fromEndpoints: [{}], toPorts: [{ports: [{port: '80'}]}]}]"),
      verdicts: ["b/x -> a/x: TCP 81"])),
  SemanticsCase(
    "TC-11", "default deny of one policy does not silence the allows of another",
    Scene.cilium(
      clusterwidePolicy(
        "enableDefaultDeny: {egress: false}, egress: [{toEndpoints: [{}], toPorts: [{ports: [{port: '53', protocol: UDP}]}]}]"
      ), ciliumPolicy("egress: [{toEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': b}}], \(port80)}]"),
      verdicts: ["a/x -> b/x: TCP 80,UDP 53", "a/x -> a/v: UDP 53"])),
  SemanticsCase(
    "TC-12", "default deny needs entries",
    Scene.cilium(
      ciliumPolicy("enableDefaultDeny: {egress: true}, ingress: [{}]"),
      verdicts: ["a/x -> b/x: all", "b/x -> a/x: none"], says: ["(CIL-15)"])),
  SemanticsCase(
    "TC-13", "a rule without an entry is refused by the agent and enforces nothing",
    Scene.cilium(ciliumPolicy("ingress: []"), verdicts: ["b/x -> a/x: all"], says: ["(CIL-7, CILV-1)"])),
  SemanticsCase(
    "TC-14", "a namespaced policy stays in its namespace",
    Scene.cilium(
      ciliumPolicy("ingress: [{}]", selector: "matchLabels: {'k8s:io.kubernetes.pod.namespace': b}"),
      verdicts: ["b/v -> a/x: none", "a/v -> b/x: all"], says: ["(CIL-3)"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{}]", selector: "matchLabels: {io.kubernetes.pod.namespace: b}"),
      verdicts: ["b/v -> a/x: all", "a/v -> b/x: all"], says: ["(CIL-3)"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{}]", selector: "matchLabels: {'any:io.kubernetes.pod.namespace': a}"),
      verdicts: ["b/v -> a/x: none", "a/v -> b/x: all"])),
  SemanticsCase(
    "TC-15", "which sources of labels match pods",
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {app: x}}]}]"),
      verdicts: ["a/x -> a/v: all", "a/v -> a/x: none"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {'any:app': x}}]}]"),
      verdicts: ["a/x -> a/v: all", "a/v -> a/x: none"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {'k8s:app': x}}]}]"),
      verdicts: ["a/x -> a/v: all", "a/v -> a/x: none"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {'container:app': x}}]}]"),
      verdicts: ["a/x -> a/v: none"])),
  SemanticsCase(
    "TC-16", "selectors never see labels outside the identity",
    Scene.cilium(
      pod("a/h", labels: "pod-template-hash: h"),
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {pod-template-hash: h}}]}]"),
      verdicts: ["a/h -> a/x: none"]),
    Scene.cilium(
      pod("a/h", labels: "pod-template-hash: h"),
      ciliumPolicy(
        "ingress: [{fromEndpoints: [{matchExpressions: [{key: pod-template-hash, operator: DoesNotExist}]}]}]"),
      verdicts: ["a/h -> a/x: all"])),
  SemanticsCase(
    "TC-17", "excluded namespaces mean pods of all others",
    Scene.cilium(
      pod("c/x"),
      ciliumPolicy(
        "ingress: [{fromEndpoints: [{matchExpressions: [{key: io.kubernetes.pod.namespace, operator: NotIn, values: [b]}]}]}]"
      ),
      verdicts: [
        "c/x -> a/x: all", "a/v -> a/x: all", "b/x -> a/x: none", "world -> a/x: none", "other-node -> a/x: none",
      ], says: ["(CIL-36)"])),
  SemanticsCase(
    "TC-18", "labels of namespaces, without the own one",
    Scene.cilium(
      namespace("b", "team: t"),
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {'k8s:io.cilium.k8s.namespace.labels.team': t}}]}]"),
      verdicts: ["b/x -> a/x: all", "a/v -> a/x: none"])),
]

private let ciliumPortCases = [
  SemanticsCase(
    "TC-19", "an end before the port counts for nothing",
    Scene.cilium(
      ciliumPolicy("ingress: [{toPorts: [{ports: [{port: '80', endPort: 70, protocol: TCP}]}]}]"),
      verdicts: ["b/x -> a/x: TCP 80"])),
  SemanticsCase(
    "TC-20", "a leading zero is octal",
    Scene.cilium(
      ciliumPolicy("ingress: [{toPorts: [{ports: [{port: '010', protocol: TCP}]}]}]"),
      verdicts: ["b/x -> a/x: TCP 8"], says: ["(CIL-65)"])),
  SemanticsCase(
    "TC-21", "41 ports in one element are refused",
    Scene.cilium(
      ciliumPolicy(
        "ingress: [{toPorts: [{ports: [\((1...41).map { "{port: '\($0)'}" }.joined(separator: ", "))]}]}]"),
      verdicts: ["b/x -> a/x: all"], says: ["(CIL-68, CILV-4)"])),
  SemanticsCase(
    "TC-22", "the own node may in unless a deny names it",
    Scene.cilium(
      ciliumPolicy("ingress: [{}]"),
      verdicts: ["own-node -> a/x: all", "own-node -> a/x ICMP: allowed", "other-node -> a/x: none"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{}], ingressDeny: [{fromEntities: [host]}]"),
      verdicts: ["own-node -> a/x: none", "own-node -> a/x ICMP: denied"])),
  SemanticsCase(
    "TC-23", "a pod out to its own node is ordinary",
    Scene.cilium(ciliumPolicy("egress: [{}]"), verdicts: ["a/x -> own-node: none"]),
    Scene.cilium(ciliumPolicy("egress: [{toEntities: [host]}]"), verdicts: ["a/x -> own-node: all"])),
  SemanticsCase(
    "TC-24", "an API server outside is world too",
    Scene.cilium(ciliumPolicy("egress: [{toEntities: [kube-apiserver]}]"), verdicts: ["a/x -> api-server: all"]),
    Scene.cilium(
      ciliumPolicy("egress: [{toEntities: [kube-apiserver]}], egressDeny: [{toEntities: [world]}]"),
      verdicts: ["a/x -> api-server: none"])),
  SemanticsCase(
    "TC-25", "an empty list of names beside ports opens them to everybody, as does a Service that is not there",
    Scene.cilium(
      ciliumPolicy("egress: [{toFQDNs: [], \(port443)}]"),
      verdicts: ["a/x -> world: TCP 443", "a/x -> b/x: TCP 443"], says: ["(CIL-40)"]),
    Scene.cilium(
      ciliumPolicy("egress: [{toServices: [{k8sService: {serviceName: gone}}], \(port443)}]"),
      verdicts: ["a/x -> world: TCP 443", "a/x -> b/x: TCP 443"], says: ["(CIL-40)"])),
  SemanticsCase(
    "TC-26", "names to deny are dropped, and the ports denied to all",
    Scene.cilium(
      ciliumPolicy("enableDefaultDeny: {egress: false}, egressDeny: [{toFQDNs: [{matchName: a.b}], \(port443)}]"),
      verdicts: ["a/x -> b/x: SCTP 1-65535,TCP 1-442,444-65535,UDP 1-65535"], says: ["(NP-42)"])),
  SemanticsCase(
    "TC-27", "a deny of a wide block beats an allow of a narrow one",
    Scene.cilium(
      ciliumPolicy("egress: [{toCIDR: [10.1.0.0/16]}], egressDeny: [{toCIDR: [10.0.0.0/8]}]"),
      verdicts: ["a/x -> 10.1.2.3: none"])),
  SemanticsCase(
    "TC-28", "peers without ports mean ICMP too, ports do not",
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {app: v}}]}]"),
      verdicts: ["a/v -> a/x ICMP: allowed", "b/x -> a/x ICMP: denied", "a/v -> a/x: all"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {app: v}}], \(port80)}]"),
      verdicts: ["a/v -> a/x ICMP: denied", "a/v -> a/x: TCP 80"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {app: v}}], icmps: [{fields: [{type: EchoRequest}]}]}]"),
      verdicts: ["a/v -> a/x ICMP: partly", "a/v -> a/x: none", "b/x -> a/x ICMP: denied"], says: ["(CIL-71)"])),
  SemanticsCase(
    "TC-29", "a plain allow makes a filter ineffective",
    Scene.cilium(
      ciliumPolicy(
        "ingress: [{fromEndpoints: [{matchLabels: {app: v}}], toPorts: [{ports: [{port: '80', protocol: TCP}], rules: {http: [{method: GET}]}}]}]"
      ), verdicts: ["a/v -> a/x: TCP 80", "a/v -> a/x filtered: TCP 80"]),
    Scene.cilium(
      ciliumPolicy(
        "ingress: [{fromEndpoints: [{matchLabels: {app: v}}], toPorts: [{ports: [{port: '80', protocol: TCP}], rules: {http: [{method: GET}]}}]}]"
      ), ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {app: v}}], \(port80)}]", "plain"),
      verdicts: ["a/v -> a/x: TCP 80", "a/v -> a/x filtered: none"])),
]
