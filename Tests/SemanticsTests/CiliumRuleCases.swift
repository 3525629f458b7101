import Analysis

private let web = "toPorts: [{ports: [{port: '80', protocol: TCP}]}]"
private let anotherWeb = "toPorts: [{ports: [{port: '81', protocol: TCP}]}]"
private let fromX = "fromEndpoints: [{matchLabels: {app: x, 'k8s:io.kubernetes.pod.namespace': b}}]"
private let fromB = "fromEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': b}}]"
private let toB = "toEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': b}}]"
private let http = "toPorts: [{ports: [{port: '80', protocol: TCP}], rules: {http: [{method: GET}]}}]"
private let dns = "toPorts: [{ports: [{port: '80', protocol: TCP}], rules: {dns: [{matchPattern: '*'}]}}]"

/// How entries of Cilium's policies add up.
let ciliumRules = [
  SemanticsCase(
    "CIL-12", "denying closes everything else, too",
    Scene.cilium(
      ciliumPolicy("ingressDeny: [{fromEntities: [world]}]"),
      verdicts: ["b/x -> a/x: none", "world -> a/x: none", "a/x -> b/x: all"])),
  SemanticsCase(
    "CIL-13", "one policy with default deny is enough",
    Scene.cilium(
      ciliumPolicy("ingress: [{\(fromX)}]"),
      ciliumPolicy("enableDefaultDeny: {ingress: false}, ingress: [{\(fromB), \(web)}]", "other"),
      verdicts: ["b/x -> a/x: all", "b/v -> a/x: TCP 80", "world -> a/x: none"])),
  SemanticsCase(
    "CIL-14", "without default deny everything is allowed that is not denied",
    Scene.cilium(
      ciliumPolicy("enableDefaultDeny: {ingress: false}, ingress: [{\(fromX)}], ingressDeny: [{\(fromB), \(web)}]"),
      verdicts: ["b/x -> a/x: SCTP 1-65535,TCP 1-79,81-65535,UDP 1-65535", "world -> a/x: all"])),
  SemanticsCase(
    "CIL-15", "default deny without entries closes nothing",
    Scene.cilium(
      ciliumPolicy("enableDefaultDeny: {egress: true}, ingress: [{}]"),
      verdicts: ["a/x -> world: all", "b/x -> a/x: none"], says: ["closes no egress"])),
  SemanticsCase(
    "CIL-17", "enforcement is always, never or as policies say",
    Scene.cilium(verdicts: ["b/x -> a/x: none"], mode: .always),
    Scene.cilium(networkPolicy("policyTypes: [Ingress]"), verdicts: ["b/x -> a/x: all"], mode: .never),
    Scene.cilium(networkPolicy("policyTypes: [Ingress]"), verdicts: ["b/x -> a/x: none", "a/x -> b/x: all"])),
  SemanticsCase(
    "CIL-18", "NetworkPolicy closes on Cilium as elsewhere",
    Scene.cilium(
      networkPolicy("policyTypes: [Ingress]"),
      ciliumPolicy("enableDefaultDeny: {ingress: false}, ingress: [{\(fromX)}]"),
      verdicts: ["b/x -> a/x: all", "b/v -> a/x: none"])),
  SemanticsCase(
    "CIL-19", "filters without default deny are the most that passes",
    Scene.cilium(
      ciliumPolicy("enableDefaultDeny: {ingress: false}, ingress: [{\(http)}]"),
      verdicts: ["b/x -> a/x: all", "b/x -> a/x filtered: TCP 80"], says: ["(CIL-19)"])),
  SemanticsCase(
    "CIL-23", "both ends have to agree",
    Scene.cilium(
      ciliumPolicy("ingress: [{\(fromX)}], egress: [{\(toB), \(web)}]"),
      verdicts: ["b/x -> a/x: all", "a/x -> b/x: TCP 80", "a/v -> a/x: none"])),
  SemanticsCase(
    "CIL-24", "entries add up, and inside an entry peers and ports both count",
    Scene.cilium(
      ciliumPolicy("ingress: [{\(fromX), \(web)}, {\(fromB), \(anotherWeb)}]"),
      verdicts: ["b/x -> a/x: TCP 80-81", "b/v -> a/x: TCP 81", "world -> a/x: none"])),
  SemanticsCase(
    "CIL-25", "one port cannot be filtered in two languages",
    Scene.cilium(
      ciliumPolicy("egress: [{\(toB), \(http)}]"), ciliumPolicy("egress: [{toEntities: [cluster], \(dns)}]", "other"),
      verdicts: ["a/x -> b/x filtered: TCP 80"], says: ["(CIL-25)"]),
    Scene.cilium(
      ciliumPolicy("egress: [{\(toB), \(http)}]"), ciliumPolicy("egress: [{toEntities: [world], \(dns)}]", "other"),
      verdicts: ["a/x -> b/x filtered: TCP 80"])),
  SemanticsCase(
    "CIL-26", "a plain allow makes the filter ineffective",
    Scene.cilium(
      ciliumPolicy("ingress: [{\(fromB), \(http)}, {\(fromX), \(web)}]"),
      verdicts: ["b/x -> a/x filtered: none", "b/v -> a/x filtered: TCP 80"])),
  SemanticsCase(
    "CIL-28", "a closed pod does not reach its own node",
    Scene.cilium(
      ciliumPolicy("egress: [{}], ingress: [{}]"), verdicts: ["a/x -> own-node: none", "own-node -> a/x: all"]),
    Scene.cilium(ciliumPolicy("egress: [{toEntities: [host]}]"), verdicts: ["a/x -> own-node: all"])),
  SemanticsCase(
    "CIL-72", "whoever must fail to authenticate is denied",
    Scene.cilium(
      ciliumPolicy("ingress: [{\(fromX), authentication: {mode: test-always-fail}}]"), verdicts: ["b/x -> a/x: none"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{\(fromX), authentication: {mode: required}}]"), verdicts: ["b/x -> a/x: all"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{\(fromX), authentication: {mode: maybe}}]"), verdicts: ["b/v -> a/x: all"],
      says: ["(CIL-72)"])),
  SemanticsCase(
    "CIL-73", "protocols without ports are in no list of connections",
    Scene.cilium(
      ciliumPolicy("egress: [{\(toB), toPorts: [{ports: [{protocol: GRE}, {port: '80', protocol: TCP}]}]}]"),
      verdicts: ["a/x -> b/x: TCP 80"], says: ["(CIL-73)"]),
    Scene.cilium(
      ciliumPolicy("egress: [{\(toB), toPorts: [{ports: [{protocol: GRE, port: '80'}]}]}]"),
      verdicts: ["a/x -> b/x: all"], says: ["(CIL-73, CILV-4)"])),
  SemanticsCase(
    "CIL-75", "a deny may be empty, or about everybody",
    Scene.cilium(
      ciliumPolicy("enableDefaultDeny: {ingress: false}, ingressDeny: [{fromEndpoints: []}]"),
      verdicts: ["b/x -> a/x: all"]),
    Scene.cilium(
      ciliumPolicy("enableDefaultDeny: {ingress: false}, ingressDeny: [{\(web)}]"),
      verdicts: ["b/x -> a/x: SCTP 1-65535,TCP 1-79,81-65535,UDP 1-65535", "world -> a/x ICMP: allowed"])),
]

private let service = """
  {apiVersion: v1, kind: Service, metadata: {name: s, namespace: b}, spec: {selector: {app: x}, ports: [{port: 80, targetPort: 8080}]}}
  """

/// Whom entries of Cilium's policies name.
let ciliumPeerRules = [
  SemanticsCase(
    "CIL-30", "selectors know In, NotIn, Exists and DoesNotExist",
    Scene.cilium(
      ciliumPolicy(
        "ingress: [{fromEndpoints: [{matchExpressions: [{key: 'k8s:app', operator: NotIn, values: [v]}, {key: app, operator: Exists}, {key: gone, operator: DoesNotExist}, {key: io.kubernetes.pod.namespace, operator: In, values: [b]}]}]}]"
      ), verdicts: ["b/x -> a/x: all", "b/v -> a/x: none", "a/v -> a/x: none"])),
  SemanticsCase(
    "CIL-36", "namespaces by what they are not mean pods alone, but not to every agent",
    Scene.cilium(
      ciliumPolicy(
        "ingress: [{fromEndpoints: [{matchExpressions: [{key: 'k8s:io.kubernetes.pod.namespace', operator: NotIn, values: [a]}]}]}]"
      ), verdicts: ["b/x -> a/x: all", "a/v -> a/x: none", "world -> a/x: none", "other-node -> a/x: none"],
      says: ["(CIL-36)"]),
    Scene.cilium(
      networkPolicy(
        "ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: env, operator: NotIn, values: [dev]}]}}]}]"),
      verdicts: ["b/x -> a/x: all", "world -> a/x: none"], says: ["(CIL-36)"], release: .v118),
    Scene.cilium(
      networkPolicy(
        "ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: env, operator: NotIn, values: [dev]}]}}]}]"),
      verdicts: ["b/x -> a/x: all", "world -> a/x: none"])),
  SemanticsCase(
    "CIL-40", "an empty list of names or services opens the ports to everybody",
    Scene.cilium(
      ciliumPolicy("egress: [{toFQDNs: [], \(web)}]"), verdicts: ["a/x -> world: TCP 80", "a/x -> b/x: TCP 80"],
      says: ["(CIL-40)"]),
    Scene.cilium(
      ciliumPolicy("egress: [{toServices: [{k8sService: {serviceName: s, namespace: b}}], \(web)}]"),
      verdicts: ["a/x -> world: TCP 80"], says: ["(CIL-40)"])),
  SemanticsCase(
    "CIL-43", "reserved labels are entities by another name",
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {'reserved:world': ''}}]}]"),
      verdicts: ["world -> a/x: all", "2001:db8::1 -> a/x: all", "b/x -> a/x: none"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {'reserved:world-ipv4': ''}}]}]"),
      verdicts: ["world -> a/x: all", "2001:db8::1 -> a/x: none", "other-node -> a/x: none"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {'reserved:all': ''}}]}]"),
      verdicts: ["world -> a/x: none", "b/x -> a/x: none"], says: ["(CIL-43)"])),
  SemanticsCase(
    "CIL-46", "an address without prefix is no block",
    Scene.cilium(
      ciliumPolicy("ingress: [{fromCIDR: [203.0.113.7]}]"), verdicts: ["b/x -> a/x: all"], says: ["(CILV-8)"])),
  SemanticsCase(
    "CIL-48", "a group that is not there matches nothing",
    Scene.cilium(
      ciliumPolicy("ingress: [{fromCIDRSet: [{cidrGroupRef: g}]}]"), verdicts: ["world -> a/x: none"],
      says: ["(CIL-48)"]),
    Scene.cilium(
      "{apiVersion: cilium.io/v2alpha1, kind: CiliumCIDRGroup, metadata: {name: g}, spec: {externalCIDRs: [203.0.113.0/24]}}",
      ciliumPolicy("ingress: [{fromCIDRSet: [{cidrGroupRef: g, except: [203.0.113.7/32]}]}]"),
      verdicts: ["world -> a/x: none", "203.0.113.8 -> a/x: all"])),
  SemanticsCase(
    "CIL-49", "denying a wide block beats allowing a narrow one",
    Scene.cilium(
      ciliumPolicy("ingress: [{fromCIDR: [203.0.113.7/32]}], ingressDeny: [{fromCIDR: [203.0.0.0/8]}]"),
      verdicts: ["world -> a/x: none"])),
  SemanticsCase(
    "CIL-51", "a Service stands for its pods, and its ports for nothing",
    Scene.cilium(
      service, ciliumPolicy("egress: [{toServices: [{k8sService: {serviceName: s, namespace: b}}]}]"),
      verdicts: ["a/x -> b/x: all", "a/x -> b/v: none"]),
    Scene.cilium(
      ciliumPolicy("egress: [{toServices: [{k8sService: {serviceName: s, namespace: b}}]}]"),
      verdicts: ["a/x -> b/x: none"], says: ["(CIL-51)"])),
  SemanticsCase(
    "CIL-55", "peers by node labels are refused",
    Scene.cilium(
      ciliumPolicy("egress: [{toNodes: [{}]}]"), verdicts: ["a/x -> b/x: all"], says: ["(CIL-55, CILV-11)"])),
  SemanticsCase(
    "CIL-60", "policies see the port behind the Service",
    Scene.cilium(
      service, ciliumPolicy("egress: [{\(toB), toPorts: [{ports: [{port: '8080', protocol: TCP}]}]}]"),
      verdicts: ["a/x -> b/x: TCP 8080"])),
  SemanticsCase(
    "CIL-64", "an end beside a port name counts for nothing",
    Scene.cilium(
      pod("a/web", ports: "{name: web, containerPort: 80}"),
      ciliumPolicy("ingress: [{toPorts: [{ports: [{port: web, endPort: 90, protocol: TCP}]}]}]"),
      verdicts: ["b/x -> a/web: TCP 80"], says: ["(CIL-64)"])),
  SemanticsCase(
    "CIL-65", "0x50 is a name, 010 is 8",
    Scene.cilium(
      ciliumPolicy("ingress: [{toPorts: [{ports: [{port: '0x50', protocol: TCP}, {port: '010', protocol: TCP}]}]}]"),
      verdicts: ["b/x -> a/x: TCP 8"], says: ["\"0x50\" is taken for the name", "octal number 8"])),
  SemanticsCase(
    "CIL-91", "NetworkPolicy on Cilium: labels of Kubernetes, ports without numbers, blocks without pods",
    Scene.cilium(
      networkPolicy(
        "ingress: [{from: [\(inB("x"))], ports: [{protocol: UDP}]}, {from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]"),
      verdicts: ["b/x -> a/x: UDP 1-65535", "b/v -> a/x: none", "world -> a/x: all"])),
]
