private let everyPod = "{namespaces: {}}"
private let fromB = "{namespaces: {matchLabels: {kubernetes.io/metadata.name: b}}}"

private func ingress(_ actions: String..., from peer: String = everyPod) -> String {
  "ingress: [\(actions.map { "{action: \($0), from: [\(peer)]}" }.joined(separator: ", "))]"
}

/// Part E.2.
let tierCases = [
  SemanticsCase(
    "T-40", "the lower number is asked first",
    Scene(
      clusterPolicy("one", 5, ingress("Accept")), clusterPolicy("two", 10, ingress("Deny")),
      verdicts: ["b/x -> a/x: all", "b/x -> a/x ICMP: allowed"]),
    Scene(
      clusterPolicy("one", 10, ingress("Accept")), clusterPolicy("two", 5, ingress("Deny")),
      verdicts: ["b/x -> a/x: none", "b/x -> a/x ICMP: denied"])),
  SemanticsCase(
    "T-41", "pass skips the rest of the tier",
    Scene(clusterPolicy("one", 5, ingress("Pass", "Deny", from: fromB)), verdicts: ["b/x -> a/x: all"]),
    Scene(
      clusterPolicy("one", 5, ingress("Pass", "Deny", from: fromB)),
      clusterPolicy("two", 5, tier: "Baseline", ingress("Deny", from: fromB)),
      verdicts: ["b/x -> a/x: none", "a/v -> a/x: all", "b/x -> a/x ICMP: denied"])),
  SemanticsCase(
    "T-42", "an accept at one end does not lift the other end",
    Scene(
      clusterPolicy("one", 5, ingress("Accept")), networkPolicy("policyTypes: [Ingress]"),
      networkPolicy("policyTypes: [Egress]", in: "b"),
      verdicts: ["b/x -> a/x ingress: all", "b/x -> a/x: none", "a/v -> a/x: all"])),
  SemanticsCase(
    "T-43", "what isolates is final, the baseline is not asked",
    Scene(
      clusterPolicy("one", 5, ingress("Pass")), networkPolicy("ingress: [{from: [\(inB("v"))]}]"),
      clusterPolicy("two", 5, tier: "Baseline", ingress("Accept")),
      verdicts: ["b/x -> a/x: none", "b/v -> a/x: all"])),
  SemanticsCase(
    "T-44", "isolation of the other direction leaves the baseline in charge",
    Scene(
      networkPolicy("policyTypes: [Egress]"), clusterPolicy("two", 5, tier: "Baseline", ingress("Deny")),
      verdicts: ["b/x -> a/x: none"], says: ["(ANP-5)"])),
  SemanticsCase(
    "T-45", "an admin policy isolates nothing",
    Scene(
      clusterPolicy(
        "one", 5,
        "ingress: [{action: Deny, from: [\(everyPod)], protocols: [{tcp: {destinationPort: {number: 80}}}]}]"),
      verdicts: ["b/x -> a/x: SCTP 1-65535,TCP 1-79,81-65535,UDP 1-65535", "world -> a/x: all"])),
  SemanticsCase(
    "T-46", "networks match pods too, unless an earlier rule passes them",
    Scene(
      pod("a/s", at: "10.0.0.1"), pod("b/d", at: "10.0.0.2"),
      clusterPolicy("one", 5, "egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]"),
      verdicts: ["a/s -> b/d: none", "a/s -> world: none", "a/s -> 2001:db8::1: all", "a/s -> b/d ICMP: denied"],
      says: ["pods of unknown address count as outside"]),
    Scene(
      pod("a/s", at: "10.0.0.1"), pod("b/d", at: "10.0.0.2"),
      clusterPolicy(
        "one", 5, "egress: [{action: Pass, to: [\(everyPod)]}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}]"),
      verdicts: ["a/s -> b/d: all", "a/s -> world: none"])),
  SemanticsCase(
    "T-47", "an empty protocol and a range of one port are refused",
    Scene(
      clusterPolicy("one", 5, "ingress: [{action: Deny, from: [\(everyPod)], protocols: [{tcp: {}}]}]"),
      verdicts: ["b/x -> a/x: all"], says: ["(CNP-17)"]),
    Scene(
      clusterPolicy(
        "one", 5,
        "ingress: [{action: Deny, from: [\(everyPod)], protocols: [{tcp: {destinationPort: {range: {start: 80, end: 80}}}}]}]"
      ), verdicts: ["b/x -> a/x: all"], says: ["(CNP-18)"])),
  SemanticsCase(
    "T-48", "v1alpha1 takes a range of one port",
    Scene(
      adminPolicy("ingress: [{action: Deny, from: [\(everyPod)], ports: [{portRange: {start: 80, end: 80}}]}]"),
      verdicts: ["b/x -> a/x: SCTP 1-65535,TCP 1-79,81-65535,UDP 1-65535"])),
  SemanticsCase(
    "T-49", "a pod in the node's network is no subject",
    Scene(
      pod("a/h", spec: "hostNetwork: true"), clusterPolicy("one", 5, "egress: [{action: Deny, to: [\(everyPod)]}]"),
      verdicts: ["a/h -> b/x: all", "a/x -> b/x: none"])),
  SemanticsCase(
    "T-50", "equal priorities that disagree are undefined, decided by name, and reported",
    Scene(
      clusterPolicy("zebra", 7, ingress("Accept")), clusterPolicy("ant", 7, ingress("Deny")),
      verdicts: ["b/x -> a/x: none"], says: ["which one wins is undefined (CNP-5)"]),
    Scene(
      clusterPolicy("zebra", 8, ingress("Accept")), clusterPolicy("ant", 7, ingress("Deny")),
      verdicts: ["b/x -> a/x: none"])),
  SemanticsCase(
    "T-51", "the baseline of v1alpha1 has one name",
    Scene(baselinePolicy("x", ingress("Deny")), verdicts: ["b/x -> a/x: all"], says: ["(ANP-1)"]),
    Scene(baselinePolicy("default", ingress("Deny")), verdicts: ["b/x -> a/x: none"])),
  SemanticsCase(
    "T-52", "a pass in the baseline goes to the default",
    Scene(
      clusterPolicy("one", 1, tier: "Baseline", ingress("Pass")),
      clusterPolicy("two", 50, tier: "Baseline", ingress("Deny")), verdicts: ["b/x -> a/x: all"])),
  SemanticsCase(
    "T-53", "a named port beside networks matches pods only, and does not go with nodes",
    Scene(
      pod("b/web", at: "10.0.0.9", ports: "{name: web, containerPort: 53, protocol: UDP}"),
      clusterPolicy(
        "one", 5,
        "egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}], protocols: [{destinationNamedPort: web}]}]"),
      verdicts: ["a/x -> world: all", "a/x -> b/web: SCTP 1-65535,TCP 1-65535,UDP 1-52,54-65535"],
      says: ["(CNP-19)", "(ANP-11, CNP-13)"]),
    Scene(
      clusterPolicy(
        "one", 5, "egress: [{action: Deny, to: [{nodes: {}}], protocols: [{destinationNamedPort: web}]}]"),
      verdicts: ["a/x -> other-node: all"], says: ["(CNP-19)", "(CNP-12)"])),
  SemanticsCase(
    "T-54", "names are for rules that allow",
    Scene(
      clusterPolicy("one", 5, "egress: [{action: Deny, to: [{domainNames: ['*.k8s.io']}]}]"),
      verdicts: ["a/x -> name:a.k8s.io: all"], says: ["(CNP-15)", "(CNP-12)"])),
  SemanticsCase(
    "T-55", "an admin deny holds between replicas",
    Scene(clusterPolicy("one", 5, ingress("Deny")), verdicts: ["a/x -> a/x: none"])),
  SemanticsCase(
    "T-56", "what comes from outside is no concern of an admin policy",
    Scene(adminPolicy(ingress("Deny")), verdicts: ["world -> a/x: all", "other-node -> a/x: all", "b/x -> a/x: none"])),
]
