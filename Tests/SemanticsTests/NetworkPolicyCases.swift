private let http = "{name: http, containerPort: 8080}"

/// Part E.1.
let networkPolicyCases = [
  SemanticsCase(
    "T-1", "a policy without rules closes ingress only",
    Scene(
      networkPolicy("podSelector: {}"),
      verdicts: ["b/x -> a/x: none", "world -> a/x: none", "a/x -> b/x: all", "a/x -> world: all"])),
  SemanticsCase(
    "T-2", "rules of a direction that is not listed do nothing",
    Scene(
      networkPolicy("policyTypes: [Egress], ingress: [{}]"),
      verdicts: ["b/x -> a/x: all", "a/x -> b/x: none", "a/x -> world: none"], says: ["(NP-5)"])),
  SemanticsCase(
    "T-3", "an empty egress list does not close egress",
    Scene(networkPolicy("podSelector: {}, egress: []"), verdicts: ["a/x -> b/x: all", "b/x -> a/x: none"])),
  SemanticsCase(
    "T-4", "an egress rule closes ingress as well",
    Scene(
      networkPolicy("egress: [{to: [{podSelector: {}}]}]"),
      verdicts: [
        "a/x -> a/v egress: all", "a/x -> b/x: none", "a/x -> world: none", "a/x -> a/v: none", "b/x -> a/x: none",
      ])),
  SemanticsCase(
    "T-5", "an empty rule allows everything, an empty list nothing",
    Scene(
      networkPolicy("ingress: [{}]"), verdicts: ["b/x -> a/x: all", "world -> a/x: all", "other-node -> a/x: all"]),
    Scene(networkPolicy("ingress: []"), verdicts: ["b/x -> a/x: none", "world -> a/x: none"])),
  SemanticsCase(
    "T-6", "an empty list of peers is everybody",
    Scene(networkPolicy("ingress: [{from: []}]"), verdicts: ["b/x -> a/x: all", "world -> a/x: all"])),
  SemanticsCase(
    "T-7", "an empty pod selector is the own namespace",
    Scene(
      networkPolicy("ingress: [{from: [{podSelector: {}}]}]"),
      verdicts: ["a/v -> a/x: all", "b/x -> a/x: none", "world -> a/x: none"])),
  SemanticsCase(
    "T-8", "an empty namespace selector is every pod",
    Scene(
      networkPolicy("ingress: [{from: [{namespaceSelector: {}}]}]"),
      verdicts: ["a/v -> a/x: all", "b/x -> a/x: all", "world -> a/x: none"])),
  SemanticsCase(
    "T-9", "two selectors in one element are both needed, in two elements either will do",
    Scene(
      namespace("b", "team: t"),
      networkPolicy(
        "ingress: [{from: [{namespaceSelector: {matchLabels: {team: t}}, podSelector: {matchLabels: {app: x}}}]}]"),
      verdicts: ["b/v -> a/x: none", "b/x -> a/x: all", "a/x -> a/v: none"]),
    Scene(
      namespace("b", "team: t"),
      networkPolicy(
        "ingress: [{from: [{namespaceSelector: {matchLabels: {team: t}}}, {podSelector: {matchLabels: {app: x}}}]}]"),
      verdicts: ["b/v -> a/x: all", "b/x -> a/x: all", "a/x -> a/v: all", "a/v -> a/x: none"])),
  SemanticsCase(
    "T-10", "NotIn matches a namespace without the label",
    Scene(
      namespace("c", "env: prod"), pod("c/x"),
      networkPolicy(
        "ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: env, operator: NotIn, values: [prod]}]}}]}]"),
      verdicts: ["b/x -> a/x: all", "c/x -> a/x: none"])),
  SemanticsCase(
    "T-11", "DoesNotExist is about the key",
    Scene(
      pod("a/t", labels: "tier: ''"),
      networkPolicy("ingress: [{from: [{podSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}}]}]"),
      verdicts: ["a/v -> a/x: all", "a/t -> a/x: none"])),
  SemanticsCase(
    "T-12", "an empty value needs the key",
    Scene(
      pod("a/f", labels: "flag: ''"), networkPolicy("ingress: [{from: [{podSelector: {matchLabels: {flag: ''}}}]}]"),
      verdicts: ["a/v -> a/x: none", "a/f -> a/x: all"])),
  SemanticsCase(
    "T-13", "policies unite products, not peers and ports apart",
    Scene(
      networkPolicy("ingress: [{from: [\(inB("x"))], ports: [{port: 80}]}]", "p1"),
      networkPolicy("ingress: [{from: [\(inB("v"))], ports: [{port: 443}]}]", "p2"),
      verdicts: ["b/x -> a/x: TCP 80", "b/v -> a/x: TCP 443"])),
  SemanticsCase(
    "T-14", "both ends must agree",
    Scene(
      networkPolicy(
        "podSelector: {matchLabels: {app: x}}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}], ports: [{port: 80}]}]",
        "s"),
      networkPolicy(
        "podSelector: {matchLabels: {app: v}}, ingress: [{from: [{podSelector: {}}], ports: [{port: 8080}]}]", "d"),
      verdicts: ["a/x -> a/v: none", "a/x -> a/v egress: TCP 80", "a/x -> a/v ingress: TCP 8080"])),
  SemanticsCase(
    "T-15", "a port without protocol is TCP",
    Scene(networkPolicy("ingress: [{ports: [{port: 53}]}]"), verdicts: ["b/x -> a/x: TCP 53"])),
  SemanticsCase(
    "T-16", "a protocol without port is all its ports",
    Scene(networkPolicy("ingress: [{ports: [{protocol: UDP}]}]"), verdicts: ["b/x -> a/x: UDP 1-65535"])),
  SemanticsCase(
    "T-17", "a named port is looked up on each destination",
    Scene(
      pod("b/d1", ports: http), pod("b/d2", ports: "{name: http, containerPort: 9090}"), pod("b/d3"),
      networkPolicy("policyTypes: [Egress], egress: [{ports: [{port: http}]}]"),
      verdicts: ["a/x -> b/d1: TCP 8080", "a/x -> b/d2: TCP 9090", "a/x -> b/d3: none"])),
  SemanticsCase(
    "T-18", "a named port of another protocol is nothing",
    Scene(
      pod("a/dns", ports: "{name: dns, containerPort: 53, protocol: TCP}"),
      networkPolicy("ingress: [{ports: [{protocol: UDP, port: dns}]}]"), verdicts: ["b/x -> a/dns: none"]),
    Scene(
      pod("a/dns", ports: "{name: dns, containerPort: 53, protocol: TCP}"),
      networkPolicy("ingress: [{ports: [{protocol: TCP, port: dns}]}]"), verdicts: ["b/x -> a/dns: TCP 53"])),
  SemanticsCase(
    "T-19", "a named port has no meaning outside, but has one on a pod inside the block",
    Scene(
      pod("b/web", at: "10.0.0.9", ports: "{name: https, containerPort: 8443}"),
      networkPolicy(
        "policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: https}]}]"),
      verdicts: ["a/x -> world: none", "a/x -> b/web: TCP 8443"], says: ["(NP-29)"])),
  SemanticsCase(
    "T-20", "a range may not end before it starts, and may have one port",
    Scene(
      networkPolicy("ingress: [{ports: [{port: 80, endPort: 79}]}]"), verdicts: ["b/x -> a/x: all"], says: ["(NPV-5)"]),
    Scene(networkPolicy("ingress: [{ports: [{port: 80, endPort: 80}]}]"), verdicts: ["b/x -> a/x: TCP 80"])),
  SemanticsCase(
    "T-21", "a number in quotes is no port name",
    Scene(networkPolicy("ingress: [{ports: [{port: '80'}]}]"), verdicts: ["b/x -> a/x: all"], says: ["(NPV-4)"])),
  SemanticsCase(
    "T-22", "exceptions narrow one block only",
    Scene(
      pod("a/in", at: "10.1.0.5"),
      networkPolicy(
        "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}, {podSelector: {}}]}]"),
      verdicts: ["a/in -> a/x: all", "10.1.0.5 -> a/x: none", "10.2.0.5 -> a/x: all", "b/x -> a/x: none"])),
  SemanticsCase(
    "T-23", "an exception must be smaller than its block",
    Scene(
      networkPolicy("ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}]"),
      verdicts: ["b/x -> a/x: all"], says: ["(NPV-9)"])),
  SemanticsCase(
    "T-24", "a block of one family says nothing about the other",
    Scene(
      networkPolicy("policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]"),
      verdicts: ["a/x -> world: all", "a/x -> 2001:db8::1: none"])),
  SemanticsCase(
    "T-25", "replicas of a workload are ordinary peers",
    Scene(networkPolicy("policyTypes: [Ingress, Egress]"), verdicts: ["a/x -> a/x: none"])),
  SemanticsCase(
    "T-26", "the own node is always allowed, another one is not",
    Scene(
      networkPolicy("policyTypes: [Ingress, Egress]"),
      verdicts: ["own-node -> a/x: all", "a/x -> own-node: all", "other-node -> a/x: none"])),
  SemanticsCase(
    "T-27", "a pod in the node's network is no subject",
    Scene(
      pod("a/h", spec: "hostNetwork: true"), networkPolicy("policyTypes: [Ingress, Egress]"),
      verdicts: ["b/x -> a/h: all", "a/h -> world: all", "b/x -> a/x: none"])),
  SemanticsCase(
    "T-28", "a pod in the node's network is no peer",
    Scene(
      pod("a/h", spec: "hostNetwork: true"), pod("a/i", labels: "app: h"),
      networkPolicy("ingress: [{from: [{podSelector: {matchLabels: {app: h}}}]}]"),
      verdicts: ["a/h -> a/x: none", "a/i -> a/x: all"])),
  SemanticsCase(
    "T-29", "a pod that has ended is gone",
    Scene(
      pod("a/done", phase: "Succeeded"), pod("a/failed", phase: "Failed"), networkPolicy("ingress: [{}]"),
      verdicts: ["a/done: absent", "a/failed: absent", "b/x -> a/x: all"], says: ["(NP-38)"])),
  SemanticsCase(
    "T-30", "an empty peer and a third policy type are refused",
    Scene(networkPolicy("ingress: [{from: [{}]}]"), verdicts: ["b/x -> a/x: all"], says: ["(NPV-6)"]),
    Scene(
      networkPolicy("policyTypes: [Ingress, Egress, Ingress]"), verdicts: ["b/x -> a/x: all"], says: ["(NPV-10)"])),
  SemanticsCase(
    "T-31", "a misspelt field opens everything, and is said",
    Scene(
      networkPolicy("ingress: [{form: [{podSelector: {}}]}]"), verdicts: ["b/x -> a/x: all", "world -> a/x: all"],
      says: ["(NP-42)"])),
  SemanticsCase(
    "T-32", "ICMP of an isolated pod is unspecified, not denied",
    Scene(
      networkPolicy("podSelector: {matchLabels: {app: x}}, policyTypes: [Ingress]"),
      verdicts: [
        "b/x -> a/x ICMP: unspecified", "a/x -> b/x ICMP: allowed", "own-node -> a/x ICMP: allowed",
        "b/x -> a/v ICMP: allowed",
      ])),
]
