import Analysis
import PolicyModel

private let web = "toPorts: [{ports: [{port: '80', protocol: TCP}]}]"
private let toB = "toEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': b}}]"

private let node = """
  {apiVersion: v1, kind: Node, metadata: {name: node-1}, status: {addresses: [{type: InternalIP, address: 198.51.100.5}, {type: Hostname, address: node-1}]}}
  """
private func account(_ place: String, _ name: String) -> String { pod(place, spec: "serviceAccountName: \(name)") }

/// A group of blocks with its name as the label `kind`.
private func group(_ name: String, _ blocks: String) -> String {
  "{apiVersion: cilium.io/v2, kind: CiliumCIDRGroup, metadata: {name: \(name), labels: {kind: \(name)}}, spec: {externalCIDRs: [\(blocks)]}}"
}

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
    "CIL-32", "pods bear labels of their service account and cluster, whatever the selector calls the source",
    Scene.cilium(
      account("a/one", "robot"),
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {io.cilium.k8s.policy.serviceaccount: robot}}]}]"),
      verdicts: ["a/one -> a/x: all", "a/v -> a/x: none"]),
    Scene.cilium(
      account("a/one", "robot"),
      clusterwidePolicy(
        "ingressDeny: [{fromEndpoints: [{matchLabels: {'k8s:io.cilium.k8s.policy.serviceaccount': default}}]}], enableDefaultDeny: {ingress: false}"
      ),
      verdicts: ["a/one -> a/x: all", "a/v -> a/x: none", "b/x -> a/x: none", "world -> a/x: all"]),
    Scene.cilium(
      account("a/one", "robot"),
      ciliumPolicy(
        "egress: [{toEndpoints: [{matchExpressions: [{key: 'any:io.cilium.k8s.policy.serviceaccount', operator: NotIn, values: [default]}]}]}]",
        selector: "matchLabels: {io.cilium.k8s.policy.serviceaccount: default}"),
      verdicts: ["a/x -> a/one: all", "a/x -> a/v: none", "a/one -> a/v: all"]),
    Scene.cilium(
      ciliumPolicy(
        "ingress: [{fromEndpoints: [{matchExpressions: [{key: io.cilium.k8s.policy.cluster, operator: Exists}]}]}]"),
      verdicts: ["a/v -> a/x: all", "b/x -> a/x: none", "world -> a/x: none"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {io.cilium.k8s.policy.cluster: north}}]}]"),
      verdicts: ["a/v -> a/x: none"], says: ["(CIL-32)"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {io.cilium.k8s.policy.cluster: north}}]}]"),
      verdicts: ["a/v -> a/x: all"], cluster: "north")),
  SemanticsCase(
    "CIL-34", "a selector with a reserved label gets no namespace, and what it asks to be absent is absent from most",
    Scene.cilium(
      ciliumPolicy(
        "ingress: [{fromEndpoints: [{matchExpressions: [{key: 'reserved:init', operator: DoesNotExist}]}]}]"),
      verdicts: [
        "b/x -> a/x: all", "world -> a/x: all", "other-node -> a/x: all", "api-server -> a/x: all",
        "2001:db8::1 -> a/x: all",
      ]),
    Scene.cilium(
      ciliumPolicy(
        "ingress: [{fromEndpoints: [{matchLabels: {app: x}, matchExpressions: [{key: 'reserved:init', operator: DoesNotExist}]}]}]"
      ),
      verdicts: ["b/x -> a/x: all", "b/v -> a/x: none", "world -> a/x: none", "other-node -> a/x: none"]),
    Scene.cilium(
      clusterwidePolicy(
        "enableDefaultDeny: {egress: false}, egressDeny: [{toEndpoints: [{matchExpressions: [{key: 'reserved:host', operator: DoesNotExist}, {key: app, operator: NotIn, values: [v]}]}]}]"
      ),
      verdicts: [
        "a/x -> b/x: none", "a/x -> b/v: all", "a/x -> world: none", "a/x -> other-node: none", "a/x -> own-node: all",
      ]),
    Scene.cilium(
      ciliumPolicy(
        "ingress: [{fromEndpoints: [{matchExpressions: [{key: 'reserved:host', operator: Exists}, {key: app, operator: DoesNotExist}]}]}]"
      ),
      verdicts: ["b/x -> a/x: none", "own-node -> a/x: all", "other-node -> a/x: none"]),
    Scene.cilium(
      ciliumPolicy(
        "ingress: [{fromEndpoints: [{matchExpressions: [{key: 'reserved:kube-apiserver', operator: Exists}]}]}]"),
      verdicts: ["api-server -> a/x: all", "other-node -> a/x: none", "world -> a/x: none"]),
    Scene.cilium(
      ciliumPolicy(
        "ingress: [{fromEndpoints: [{matchExpressions: [{key: 'reserved:kube-apiserver', operator: DoesNotExist}]}]}]"),
      verdicts: ["world -> a/x: none"], says: ["(CIL-43)"])),
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
      verdicts: ["world -> a/x: all", "2001:db8::1 -> a/x: all", "b/x -> a/x: none"], says: ["(CIL-43)"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {'reserved:world-ipv4': ''}}]}]"),
      verdicts: ["world -> a/x: all", "2001:db8::1 -> a/x: none", "other-node -> a/x: none"], says: ["(CIL-43)"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {'reserved:all': ''}}]}]"),
      verdicts: ["world -> a/x: none", "b/x -> a/x: none"], says: ["(CIL-43)"])),
  SemanticsCase(
    "CIL-45", "blocks mean no node at an address that was read, unless agents are told so",
    Scene.cilium(
      node, ciliumPolicy("egress: [{toCIDR: [198.51.100.0/24]}]"),
      verdicts: ["a/x -> 198.51.100.5: none", "a/x -> 198.51.100.6: all"]),
    Scene.cilium(
      node, ciliumPolicy("egress: [{toEntities: [remote-node]}]"),
      verdicts: ["a/x -> 198.51.100.5: all", "a/x -> 198.51.100.6: none"]),
    Scene.cilium(
      node, networkPolicy("policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 198.51.100.5/32}}]}]"),
      verdicts: ["a/x -> 198.51.100.5: none"]),
    Scene.cilium(
      node, ciliumPolicy("enableDefaultDeny: {egress: false}, egressDeny: [{toCIDR: [198.51.100.0/24]}]"),
      verdicts: ["a/x -> 198.51.100.5: all", "a/x -> 198.51.100.6: none"]),
    Scene.cilium(
      node, ciliumPolicy("egress: [{toCIDR: [198.51.100.0/24]}]"),
      verdicts: ["a/x -> 198.51.100.5: all", "a/x -> 198.51.100.6: all"], nodesByAddress: true),
    Scene(
      node, networkPolicy("policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 198.51.100.5/32}}]}]"),
      verdicts: ["a/x -> 198.51.100.5: all"])),
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
    "CIL-47", "an exception takes out whatever is inside, blocks of a group included",
    Scene.cilium(
      group("office", "10.1.2.3/32, 10.2.0.0/16"),
      ciliumPolicy("egress: [{toCIDRSet: [{cidrGroupRef: office, except: [10.1.2.0/24, 10.2.3.0/24]}]}]"),
      verdicts: ["a/x -> 10.1.2.3: none", "a/x -> 10.2.0.1: all", "a/x -> 10.2.3.1: none"]),
    Scene.cilium(
      group("office", "10.1.2.3/32"),
      ciliumPolicy(
        "enableDefaultDeny: {egress: false}, egressDeny: [{toCIDRSet: [{cidrGroupSelector: {matchLabels: {kind: office}}, except: [10.1.2.0/24]}]}]"
      ), verdicts: ["a/x -> 10.1.2.3: all"]),
    Scene.cilium(
      ciliumPolicy("egress: [{toCIDRSet: [{cidr: 10.1.0.0/16, except: [10.1.0.0/8]}]}]"),
      verdicts: ["a/x -> 10.1.2.3: all"], says: ["(NPV-8)", "(CIL-47, CILV-8)"])),
  SemanticsCase(
    "CIL-47", "a selector of groups that only excludes means whatever bears no such label",
    Scene.cilium(
      group("lab", "203.0.113.0/24"), group("office", "198.51.100.0/24"),
      ciliumPolicy(
        "egress: [{toCIDRSet: [{cidrGroupSelector: {matchExpressions: [{key: kind, operator: NotIn, values: [lab]}]}, except: [192.0.2.0/24]}]}]"
      ),
      verdicts: [
        "a/x -> b/x: all", "a/x -> other-node: all", "a/x -> world: none", "a/x -> 198.51.100.7: all",
        "a/x -> 8.8.8.8: all", "a/x -> 192.0.2.1: none", "a/x -> 2001:db8::1: all",
      ], says: ["(CIL-47)"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{fromCIDRSet: [{cidrGroupSelector: {}}]}]"),
      verdicts: ["b/x -> a/x: all", "world -> a/x: all", "other-node -> a/x: all"], says: ["(CIL-47)"]),
    // Where no group was read, nobody knows what is excluded.
    Scene.cilium(
      ciliumPolicy(
        "ingress: [{fromCIDRSet: [{cidrGroupSelector: {matchExpressions: [{key: kind, operator: DoesNotExist}]}}]}]"),
      verdicts: ["b/x -> a/x: all", "world -> a/x: all"], says: ["(CIL-47, CIL-48)"]),
    Scene.cilium(
      group("lab", "203.0.113.0/24"), group("office", "203.0.0.0/16"),
      ciliumPolicy(
        "egress: [{toCIDRSet: [{cidrGroupSelector: {matchExpressions: [{key: kind, operator: In, values: [office]}, {key: kind, operator: NotIn, values: [lab]}]}}]}]"
      ),
      verdicts: ["a/x -> world: none", "a/x -> 203.0.1.1: all", "a/x -> b/x: none"]),
    Scene.cilium(
      group("lab", "203.0.113.0/24"), group("office", "203.0.0.0/16"),
      ciliumPolicy(
        "egress: [{toCIDRSet: [{cidrGroupSelector: {matchExpressions: [{key: kind, operator: In, values: [office]}, {key: kind, operator: In, values: [lab]}]}}]}]"
      ),
      verdicts: ["a/x -> world: all", "a/x -> 203.0.1.1: none"])),
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
      verdicts: ["a/x -> b/x: none"], says: ["(CIL-51)"]),
    Scene.cilium(
      service,
      ciliumPolicy(
        "egress: [{toEntities: [all]}], egressDeny: [{toServices: [{k8sService: {serviceName: s, namespace: b}}]}]"),
      verdicts: ["a/x -> b/x: all", "a/x -> world: all"], says: ["(CIL-51)"]),
    Scene.cilium(
      service,
      clusterwidePolicy(
        "egress: [{toEntities: [all]}], egressDeny: [{toServices: [{k8sServiceSelector: {selector: {}}}], \(web)}]"),
      verdicts: [
        "a/x -> b/x: SCTP 1-65535,TCP 1-79,81-65535,UDP 1-65535",
        "a/x -> world: SCTP 1-65535,TCP 1-79,81-65535,UDP 1-65535",
      ], says: ["(CIL-40)"]),
    Scene.cilium(
      ciliumPolicy("egressDeny: [{toServices: [{k8sService: {serviceName: gone}}]}]"),
      verdicts: ["a/x -> b/x: none"], says: ["(CIL-51)"])),
  SemanticsCase(
    "CIL-55", "peers by node labels are refused",
    Scene.cilium(
      ciliumPolicy("egress: [{toNodes: [{}]}]"), verdicts: ["a/x -> b/x: all"], says: ["(CIL-55, CILV-11)"])),
]
