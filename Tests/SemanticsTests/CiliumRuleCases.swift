import Analysis
import PolicyModel

private let web = "toPorts: [{ports: [{port: '80', protocol: TCP}]}]"
private let anotherWeb = "toPorts: [{ports: [{port: '81', protocol: TCP}]}]"
private let fromX = "fromEndpoints: [{matchLabels: {app: x, 'k8s:io.kubernetes.pod.namespace': b}}]"
private let fromB = "fromEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': b}}]"
private let toB = "toEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': b}}]"
private let http = "toPorts: [{ports: [{port: '80', protocol: TCP}], rules: {http: [{method: GET}]}}]"
private let serverNames = "toPorts: [{ports: [{port: '80', protocol: TCP}], serverNames: [a.b]}]"
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
    Scene.cilium(verdicts: ["b/x -> a/x: none"], says: ["(CIL-27)"], mode: .always),
    Scene.cilium(networkPolicy("policyTypes: [Ingress]"), verdicts: ["b/x -> a/x: all"], mode: .never),
    Scene.cilium(networkPolicy("policyTypes: [Ingress]"), verdicts: ["b/x -> a/x: none", "a/x -> b/x: all"])),
  SemanticsCase(
    "CIL-18", "NetworkPolicy closes on Cilium as elsewhere",
    Scene.cilium(
      networkPolicy("policyTypes: [Ingress]"),
      ciliumPolicy("enableDefaultDeny: {ingress: false}, ingress: [{\(fromX)}]"),
      verdicts: ["b/x -> a/x: all", "b/v -> a/x: none"])),
  SemanticsCase(
    "CIL-19", "filters without default deny let everything through; of TLS servers that is not known",
    Scene.cilium(
      ciliumPolicy("enableDefaultDeny: {ingress: false}, ingress: [{\(http)}]"),
      verdicts: ["b/x -> a/x: all", "b/x -> a/x filtered: none"]),
    Scene.cilium(
      ciliumPolicy("enableDefaultDeny: {egress: false}, egress: [{\(dns)}]"),
      verdicts: ["a/x -> b/x: all", "a/x -> b/x filtered: none"], release: .v118),
    Scene.cilium(
      ciliumPolicy("enableDefaultDeny: {ingress: false}, ingress: [{\(http)}]"),
      ciliumPolicy("ingress: [{\(fromB)}]", "q"),
      verdicts: ["b/x -> a/x filtered: none", "world -> a/x filtered: TCP 80"]),
    Scene.cilium(
      ciliumPolicy("enableDefaultDeny: {egress: false}, egress: [{\(serverNames)}]"),
      verdicts: ["a/x -> world: all", "a/x -> world filtered: TCP 80"], says: ["(CIL-19)"])),
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
    "CIL-26", "a filter of names yields to a plain rule of the very same port alone",
    Scene.cilium(
      ciliumPolicy("egress: [{\(toB), \(dns)}, {\(toB)}]"),
      verdicts: ["a/x -> b/x: all", "a/x -> b/x filtered: TCP 80", "a/x -> b/v filtered: TCP 80"]),
    Scene.cilium(
      ciliumPolicy("egress: [{\(toB), \(dns)}, {\(toB), \(web)}]"), verdicts: ["a/x -> b/x filtered: none"]),
    Scene.cilium(
      ciliumPolicy("egress: [{\(toB), \(dns)}, {toEntities: [all], \(web)}]"),
      verdicts: ["a/x -> b/x filtered: none", "a/x -> world: TCP 80"]),
    Scene.cilium(
      ciliumPolicy(
        "egress: [{\(toB), \(dns)}, {\(toB), toPorts: [{ports: [{port: '80', endPort: 90, protocol: TCP}]}]}]"),
      verdicts: ["a/x -> b/x: TCP 80-90", "a/x -> b/x filtered: TCP 80"]),
    Scene.cilium(
      ciliumPolicy("egress: [{\(toB), \(dns)}, {\(toB), toPorts: [{ports: [{port: '80', protocol: UDP}]}]}]"),
      verdicts: ["a/x -> b/x: TCP 80,UDP 80", "a/x -> b/x filtered: TCP 80"]),
    Scene.cilium(
      ciliumPolicy("egress: [{\(toB), \(http)}, {\(toB)}]"), verdicts: ["a/x -> b/x: all", "a/x -> b/x filtered: none"])
  ),
  SemanticsCase(
    "CIL-27", "in mode always, agents of 1.20 let the own node in only beside a policy over ingress",
    Scene.cilium(
      verdicts: ["own-node -> a/x: none", "own-node -> a/x ICMP: denied"], says: ["(CIL-27)"], mode: .always),
    Scene.cilium(
      networkPolicy("policyTypes: [Ingress]"),
      verdicts: ["own-node -> a/x: all", "own-node -> b/x: none", "other-node -> a/x: none"], says: ["(CIL-27)"],
      mode: .always),
    Scene.cilium(
      networkPolicy("policyTypes: [Egress]"), verdicts: ["own-node -> a/x: none"], says: ["(CIL-27)"], mode: .always),
    Scene.cilium(verdicts: ["own-node -> a/x: all", "b/x -> a/x: none"], release: .v119, mode: .always)),
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
    "CIL-73", "protocols without ports are in no list of connections, and need a port in the policy",
    Scene.cilium(
      ciliumPolicy("egress: [{\(toB), toPorts: [{ports: [{protocol: GRE, port: '0'}, {port: '80', protocol: TCP}]}]}]"),
      verdicts: ["a/x -> b/x: TCP 80"], says: ["(CIL-73)"]),
    Scene.cilium(
      ciliumPolicy("egress: [{\(toB), toPorts: [{ports: [{protocol: VRRP}, {port: '80', protocol: TCP}]}]}]"),
      verdicts: ["a/x -> b/x: all"], says: ["(CIL-73, CILV-4)"], release: .v118),
    Scene.cilium(
      ciliumPolicy("egress: [{\(toB), toPorts: [{ports: [{protocol: GRE, port: '0'}]}]}]"),
      verdicts: ["a/x -> b/x: all"], says: ["(CILV-3)"], release: .v119),
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
