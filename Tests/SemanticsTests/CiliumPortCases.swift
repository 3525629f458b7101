import Analysis
import PolicyModel

private let toB = "toEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': b}}]"
private let service = """
  {apiVersion: v1, kind: Service, metadata: {name: s, namespace: b}, spec: {selector: {app: x}, ports: [{port: 80, targetPort: 8080}]}}
  """
private let twoContainers = """
  {apiVersion: v1, kind: Pod, metadata: {name: two, namespace: a}, spec: {containers: [
    {name: c, ports: [{name: web, containerPort: 80}]}, {name: d, ports: [{name: web, containerPort: 8080}]}]}}
  """
private let sidecar = """
  {apiVersion: v1, kind: Pod, metadata: {name: side, namespace: a}, spec: {containers: [{name: c}],
   initContainers: [{name: d, restartPolicy: Always, ports: [{name: admin, containerPort: 9901}]}]}}
  """

/// Which ports entries of Cilium's policies mean.
let ciliumPortRules = [
  SemanticsCase(
    "CIL-60", "policies see the port behind the Service",
    Scene.cilium(
      service, ciliumPolicy("egress: [{\(toB), toPorts: [{ports: [{port: '8080', protocol: TCP}]}]}]"),
      verdicts: ["a/x -> b/x: TCP 8080"])),
  SemanticsCase(
    "CIL-62", "port 0 is every port, and its end counted before 1.20",
    Scene.cilium(
      ciliumPolicy("ingress: [{toPorts: [{ports: [{port: '0', endPort: 1023, protocol: TCP}]}]}]"),
      verdicts: ["b/x -> a/x: TCP 1-65535"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{toPorts: [{ports: [{port: '0', endPort: 1023, protocol: TCP}]}]}]"),
      verdicts: ["b/x -> a/x: TCP 1-1023"], release: .v119)),
  SemanticsCase(
    "CIL-64",
    "an end beside a port name begins a range at the pod's number for ingress, and counts for nothing for egress",
    Scene.cilium(
      pod("a/web", ports: "{name: web, containerPort: 80}"), pod("a/high", ports: "{name: web, containerPort: 8080}"),
      ciliumPolicy("ingress: [{toPorts: [{ports: [{port: web, endPort: 90, protocol: TCP}]}]}]"),
      verdicts: ["b/x -> a/web: TCP 80-90", "b/x -> a/high: TCP 8080", "b/x -> a/x: none"], says: ["(CIL-64)"]),
    Scene.cilium(
      pod("a/web", ports: "{name: web, containerPort: 80}"),
      ciliumPolicy(
        "enableDefaultDeny: {ingress: false}, ingressDeny: [{toPorts: [{ports: [{port: web, endPort: 90, protocol: TCP}]}]}]"
      ), verdicts: ["b/x -> a/web: SCTP 1-65535,TCP 1-79,91-65535,UDP 1-65535"], says: ["(CIL-64)"], release: .v118),
    Scene.cilium(
      pod("b/web", ports: "{name: web, containerPort: 80}"),
      ciliumPolicy("egress: [{\(toB), toPorts: [{ports: [{port: web, endPort: 90, protocol: TCP}]}]}]"),
      verdicts: ["a/x -> b/web: TCP 80"], says: ["(CIL-64)"])),
  SemanticsCase(
    "CIL-65", "0x50 is a name, 010 is 8",
    Scene.cilium(
      ciliumPolicy("ingress: [{toPorts: [{ports: [{port: '0x50', protocol: TCP}, {port: '010', protocol: TCP}]}]}]"),
      verdicts: ["b/x -> a/x: TCP 8"], says: ["\"0x50\" is taken for the name", "octal number 8"])),
  SemanticsCase(
    "CIL-66", "agents keep one number for a name, the last container's, and look at no sidecar",
    Scene.cilium(
      twoContainers, ciliumPolicy("ingress: [{toPorts: [{ports: [{port: web, protocol: TCP}]}]}]"),
      networkPolicy("ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: web}]}]"),
      verdicts: ["b/x -> a/two: TCP 8080", "world -> a/two: TCP 8080"]),
    Scene.cilium(
      twoContainers, clusterwidePolicy("egress: [{toEntities: [cluster], toPorts: [{ports: [{port: web}]}]}]"),
      verdicts: ["a/x -> a/two: TCP 8080"], release: .v119),
    Scene.cilium(
      sidecar, ciliumPolicy("ingress: [{toPorts: [{ports: [{port: admin, protocol: TCP}]}]}]"),
      verdicts: ["b/x -> a/side: none"], says: ["(NP-22)"]),
    Scene(
      sidecar, networkPolicy("ingress: [{ports: [{port: admin}]}]"), verdicts: ["b/x -> a/side: TCP 9901"],
      says: ["(NP-22)"])),
  SemanticsCase(
    "CIL-71", "a type beyond all messages is taken and matches none",
    Scene.cilium(
      ciliumPolicy("ingress: [{icmps: [{fields: [{type: 256}]}]}]"),
      verdicts: ["b/x -> a/x: none", "b/x -> a/x ICMP: denied"], says: ["(CIL-71)"]),
    Scene.cilium(
      ciliumPolicy("ingress: [{icmps: [{fields: [{type: '256'}]}]}]"), verdicts: ["b/x -> a/x: all"],
      says: ["(CILV-7)"])),
  SemanticsCase(
    "CIL-91", "NetworkPolicy on Cilium: labels of Kubernetes, ports without numbers, blocks without pods",
    Scene.cilium(
      networkPolicy(
        "ingress: [{from: [\(inB("x"))], ports: [{protocol: UDP}]}, {from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]"),
      verdicts: ["b/x -> a/x: UDP 1-65535", "b/v -> a/x: none", "world -> a/x: all"])),
]
