import Analysis
import Testing

/// Rules that no case of part E is named after, each from YAML to verdict.
@Suite struct RuleCases {
  static let all = networkPolicyRules + tierRules + ciliumRules + ciliumPeerRules + ciliumPortRules

  @Test(arguments: all)
  func verdicts(_ semanticsCase: SemanticsCase) throws {
    for scene in semanticsCase.scenes { try scene.check(semanticsCase.id) }
  }
}

private let denyAll = networkPolicy("policyTypes: [Ingress, Egress]")

/// Of NetworkPolicy.
let networkPolicyRules = [
  SemanticsCase(
    "NP-1", "a selector that is not there selects every pod of the namespace",
    Scene(
      networkPolicy("policyTypes: [Ingress]"), verdicts: ["b/x -> a/x: none", "a/x -> a/v: none", "a/x -> b/x: all"])
  ),
  SemanticsCase(
    "NP-2", "directions are closed one by one",
    Scene(networkPolicy("policyTypes: [Egress]"), verdicts: ["a/x -> b/x: none", "b/x -> a/x: all"])),
  SemanticsCase(
    "NP-3", "a pod that no policy selects is open in both directions",
    Scene(
      networkPolicy("podSelector: {matchLabels: {app: v}}, policyTypes: [Ingress, Egress]"),
      verdicts: ["b/x -> a/x: all", "a/x -> b/x: all", "b/x -> a/v: none", "a/v -> b/x: none"])),
  SemanticsCase(
    "NP-7", "policies add up, and an empty one takes nothing away",
    Scene(
      networkPolicy("ingress: [{from: [\(inB("x"))]}]"), networkPolicy("policyTypes: [Ingress]", "q"),
      networkPolicy("ingress: [{from: [\(inB("v"))], ports: [{port: 80}]}]", "r"),
      verdicts: ["b/x -> a/x: all", "b/v -> a/x: TCP 80", "a/v -> a/x: none"])),
  SemanticsCase(
    "NP-9", "what a server fills in is filled in",
    Scene(
      networkPolicy("egress: [{ports: [{port: 80}]}]"), verdicts: ["a/x -> b/x: TCP 80", "b/x -> a/x: none"])),
  SemanticsCase(
    "NP-18", "numbers are those of the destination in both directions",
    Scene(
      networkPolicy("ingress: [{ports: [{port: 80}]}]"), networkPolicy("egress: [{ports: [{port: 81}]}]", "q"),
      verdicts: ["b/x -> a/x: TCP 80", "a/x -> b/x: TCP 81", "a/v -> a/x: none"])),
  SemanticsCase(
    "NP-20", "a port name of another protocol is nothing",
    Scene(
      pod("a/dns", ports: "{name: dns, containerPort: 53, protocol: UDP}"),
      networkPolicy("ingress: [{ports: [{port: dns}]}]"), verdicts: ["b/x -> a/dns: none"])),
  SemanticsCase(
    "NP-21", "a name that several containers bear is all of their ports",
    Scene(
      """
      {apiVersion: v1, kind: Pod, metadata: {name: two, namespace: a}, spec: {containers: [
        {name: c, ports: [{name: web, containerPort: 80}]}, {name: d, ports: [{name: web, containerPort: 90}]}]}}
      """, networkPolicy("ingress: [{ports: [{port: web}]}]"), verdicts: ["b/x -> a/two: TCP 80,90"])),
  SemanticsCase(
    "NP-23", "port names are looked up on pods alone",
    Scene(
      pod("b/web", ports: "{name: web, containerPort: 80}"),
      networkPolicy("policyTypes: [Egress], egress: [{ports: [{port: web}]}]"),
      verdicts: ["a/x -> b/web: TCP 80", "a/x -> world: none", "a/x -> other-node: none"])),
  SemanticsCase(
    "NP-25", "SCTP is a protocol like others",
    Scene(
      networkPolicy("ingress: [{ports: [{protocol: SCTP, port: 80}]}]"), verdicts: ["b/x -> a/x: SCTP 80"]),
    Scene(
      networkPolicy("ingress: [{ports: [{protocol: ICMP}]}]"), verdicts: ["b/x -> a/x: all"], says: ["(NPV-2)"])),
  SemanticsCase(
    "NP-31", "addresses of nodes are ordinary to blocks",
    Scene(
      networkPolicy("ingress: [{from: [{ipBlock: {cidr: 192.168.0.2/32}}]}]"),
      verdicts: ["other-node -> a/x: all", "world -> a/x: none"])),
  SemanticsCase(
    "NP-36", "a pod and its own node always reach each other",
    Scene(
      denyAll,
      verdicts: [
        "own-node -> a/x: all", "a/x -> own-node: all", "other-node -> a/x: none", "a/x -> other-node: none",
      ])),
  SemanticsCase(
    "NP-41", "a status says nothing",
    Scene(
      "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: a}, spec: {podSelector: {}}, status: {}}",
      verdicts: ["b/x -> a/x: none", "a/x -> b/x: all"])),
  SemanticsCase(
    "NP-43", "null is absent, also where a rule should be",
    Scene(networkPolicy("ingress: [{from: null, ports: null}]"), verdicts: ["b/x -> a/x: all", "world -> a/x: all"]),
    Scene(networkPolicy("podSelector: null, ingress: null"), verdicts: ["b/x -> a/x: none"]),
    Scene(networkPolicy("ingress: [null]"), verdicts: ["b/x -> a/x: all"], says: ["(NP-10, NP-43)"]),
    Scene(networkPolicy("ingress: [{ports: [null]}]"), verdicts: ["b/x -> a/x: TCP 1-65535"]),
    Scene(
      networkPolicy("ingress: [{from: [{podSelector: null}]}]"), verdicts: ["b/x -> a/x: all"], says: ["(NPV-6)"])),
]

private let everyone = "from: [{namespaces: {}}]"
private let anywhere = "to: [{namespaces: {}}]"

/// Of the policy API.
let tierRules = [
  SemanticsCase(
    "ANP-6", "of two policies of one priority the first by name is taken, and reported",
    Scene(
      adminPolicy("ingress: [{action: Deny, \(everyone)}]"),
      adminPolicy("ingress: [{action: Allow, \(everyone)}]", "a"),
      networkPolicy("policyTypes: [Ingress]"),
      verdicts: ["b/x -> a/x: all"], says: ["disagree at priority 5: which one wins is undefined (ANP-6)"])),
  SemanticsCase(
    "ANP-8", "nodes belong to the experimental channel",
    Scene(
      adminPolicy("egress: [{action: Deny, to: [{nodes: {}}]}]"),
      verdicts: ["a/x -> other-node: none", "a/x -> world: all", "a/x -> b/x: all"], says: ["(ANP-8)"]),
    Scene(
      baselinePolicy("default", "egress: [{action: Deny, to: [{domainNames: [a.b]}]}]"),
      verdicts: ["a/x -> name:a.b: all"], says: ["\"domainNames\" is not a field", "(ANP-8, ANP-14, CNP-11, CNP-22)"])),
  SemanticsCase(
    "ANP-11", "networks match pods as well",
    Scene(
      pod("b/ip", at: "10.0.0.9"), adminPolicy("egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]"),
      verdicts: ["a/x -> b/ip: none", "a/x -> world: none", "a/x -> 2001:db8::1: all", "a/x -> b/x: all"],
      says: ["pods of unknown address count as outside"])),
  SemanticsCase(
    "ANP-15", "an allow at one end lifts nothing at the other",
    Scene(
      adminPolicy("ingress: [{action: Allow, \(everyone)}]"), networkPolicy("policyTypes: [Egress]"),
      verdicts: ["a/x -> b/x: none", "a/x -> b/x ingress: all", "b/x -> a/x: all"])),
  SemanticsCase(
    "CNP-2", "admin before NetworkPolicy before baseline before everything",
    Scene(
      clusterPolicy("c", 1, "ingress: [{action: Accept, \(everyone)}]"), networkPolicy("policyTypes: [Ingress]"),
      verdicts: ["b/x -> a/x: all"]),
    Scene(
      clusterPolicy("c", 1, tier: "Baseline", "ingress: [{action: Deny, \(everyone)}]"),
      networkPolicy("ingress: [{}]"), verdicts: ["b/x -> a/x: all", "a/x -> b/x: none", "world -> b/x: all"])),
  SemanticsCase(
    "CNP-4", "inside a policy the first rule counts, in each direction by itself",
    Scene(
      clusterPolicy(
        "c", 1,
        "ingress: [{action: Accept, \(everyone)}, {action: Deny, \(everyone)}], egress: [{action: Deny, \(anywhere)}]"),
      verdicts: ["b/x -> a/x ingress: all", "b/x -> a/x egress: none"])),
  SemanticsCase(
    "CNP-6", "baselines are many, in order of priority",
    Scene(
      clusterPolicy("z", 1, tier: "Baseline", "ingress: [{action: Accept, \(everyone)}]"),
      clusterPolicy("w", 2, tier: "Baseline", "ingress: [{action: Deny, \(everyone)}]"),
      verdicts: ["b/x -> a/x: all"])),
  SemanticsCase(
    "CNP-7", "what NetworkPolicy closes no baseline opens",
    Scene(
      clusterPolicy("p", 1, "ingress: [{action: Pass, \(everyone)}]"),
      clusterPolicy("b", 1, tier: "Baseline", "ingress: [{action: Accept, \(everyone)}]"),
      networkPolicy("policyTypes: [Ingress]"), verdicts: ["b/x -> a/x: none"])),
  SemanticsCase(
    "CNP-8", "accepted in one direction is not accepted in the other",
    Scene(
      clusterPolicy("c", 1, "ingress: [{action: Accept, \(everyone)}]"), networkPolicy("policyTypes: [Egress]"),
      verdicts: ["a/v -> a/x: none", "b/x -> a/x: all"])),
  SemanticsCase(
    "CNP-9", "a policy closes only what it denies",
    Scene(
      clusterPolicy(
        "c", 1,
        "ingress: [{action: Deny, \(everyone), protocols: [{tcp: {destinationPort: {number: 80}}}]}]"),
      verdicts: ["b/x -> a/x: SCTP 1-65535,TCP 1-79,81-65535,UDP 1-65535", "world -> a/x: all"])),
  SemanticsCase(
    "CNP-12", "names belong to the experimental channel",
    Scene(
      clusterPolicy(
        "c", 1, "egress: [{action: Accept, to: [{domainNames: [A.b.]}]}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}]"
      ), verdicts: ["a/x -> name:a.b: all", "a/x -> world: none"], says: ["(CNP-12)", "(ANP-11, CNP-13)"])),
  SemanticsCase(
    "CNP-13", "networks match pods, unless a rule before them names the pods",
    Scene(
      pod("b/ip", at: "10.0.0.9"),
      clusterPolicy(
        "c", 1, "egress: [{action: Pass, to: [{namespaces: {}}]}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}]"),
      verdicts: ["a/x -> b/ip: all", "a/x -> world: none"])),
  SemanticsCase(
    "CNP-14", "every node, but nodes of some label are not known",
    Scene(
      clusterPolicy("c", 1, "egress: [{action: Deny, to: [{nodes: {}}]}]"),
      verdicts: ["a/x -> other-node: none", "a/x -> world: all"], says: ["(CNP-12)"]),
    Scene(
      clusterPolicy("c", 1, "egress: [{action: Deny, to: [{nodes: {matchLabels: {zone: a}}}]}]"),
      verdicts: ["a/x -> other-node: all"], says: ["(CNP-12)", "(ANP-12)"])),
]
