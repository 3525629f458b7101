import Diagnostics
import Manifests
import PolicyModel
import Testing

/// One object for each rule by which a server or an agent refuses objects.
@Suite struct RejectionCases {
  static let ids =
    (1...12).map { "NPV-\($0)" } + ["ANP-14"] + (17...22).map { "CNP-\($0)" } + (1...13).map { "CILV-\($0)" }

  private static let everyPod = "from: [{namespaces: {}}]"
  private static let manyRules = Array(repeating: "{action: Deny, \(everyPod)}", count: 101).joined(separator: ", ")

  /// Rules that only narrow what is refused, and the objects that they let through.
  static let accepted: [(id: String, object: String)] = [
    ("NPV-12", networkPolicy("ingress: [\(Array(repeating: "{}", count: 500).joined(separator: ", "))]"))
  ]

  /// Rules about an agent's surroundings, which manifests do not show; what is said instead.
  static let elsewhere: [(id: String, object: String, says: String)] = [
    // The agent looks the listener up when it computes policies; to redirect is not to deny. (CIL-70)
    (
      "CILV-12",
      clusterwidePolicy(
        "egress: [{toEntities: [world], toPorts: [{ports: [{port: '80', protocol: TCP}], listener: {name: l, envoyConfig: {kind: CiliumEnvoyConfig, name: e}}}]}]"
      ), "CILV-12"
    )
  ]

  static let refused: [(id: String, object: String)] = [
    ("NPV-1", "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {}}"),
    ("NPV-2", networkPolicy("ingress: [{ports: [{protocol: tcp}]}]")),
    ("NPV-3", networkPolicy("ingress: [{ports: [{port: 0}]}]")),
    ("NPV-4", networkPolicy("ingress: [{ports: [{port: '80'}]}]")),
    ("NPV-5", networkPolicy("ingress: [{ports: [{port: http, endPort: 90}]}]")),
    ("NPV-6", networkPolicy("ingress: [{from: [{}]}]")),
    ("NPV-7", networkPolicy("ingress: [{from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}]")),
    ("NPV-8", networkPolicy("ingress: [{from: [{ipBlock: {cidr: 010.0.0.0/8}}]}]")),
    ("NPV-9", networkPolicy("ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]")),
    ("NPV-10", networkPolicy("policyTypes: [Both]")),
    ("NPV-11", networkPolicy("podSelector: {matchExpressions: [{key: a, operator: In}]}")),
    ("ANP-14", adminPolicy("ingress: [\(manyRules)]")),
    ("CNP-17", clusterPolicy("c", 1, "ingress: [{action: Deny, \(everyPod), protocols: [{tcp: {}}]}]")),
    (
      "CNP-18",
      clusterPolicy(
        "c", 1, "ingress: [{action: Deny, \(everyPod), protocols: [{tcp: {destinationPort: {number: 0}}}]}]")
    ),
    (
      "CNP-19",
      clusterPolicy("c", 1, "egress: [{action: Deny, to: [{nodes: {}}], protocols: [{destinationNamedPort: web}]}]")
    ),
    ("CNP-20", clusterPolicy("c", 1, "ingress: [{action: Deny, \(everyPod), protocols: []}]")),
    ("CNP-21", clusterPolicy("c", 1, "egress: [{action: Accept, to: [{domainNames: [localhost]}]}]")),
    ("CNP-22", clusterPolicy("c", 1, "egress: [{action: Accept, to: [{}]}]")),
    ("CILV-1", ciliumPolicy("egress: []")),
    ("CILV-2", ciliumPolicy("ingress: [{fromEndpoints: [{}], fromEntities: [world]}]")),
    ("CILV-3", ciliumPolicy("ingress: [{fromEntities: [everyone]}]")),
    ("CILV-4", ciliumPolicy("ingress: [{toPorts: [{ports: [{port: '65536'}]}]}]")),
    ("CILV-5", ciliumPolicy("ingress: [{toPorts: [{ports: [{port: '0', protocol: TCP}], rules: {http: [{}]}}]}]")),
    (
      "CILV-6", ciliumPolicy("ingress: [{toPorts: [{ports: [{port: '80', protocol: TCP}], listener: {name: l}}]}]")
    ),
    ("CILV-7", ciliumPolicy("ingress: [{icmps: [{fields: [{type: PacketTooBig}]}]}]")),
    ("CILV-8", ciliumPolicy("egress: [{toCIDRSet: [{}]}]")),
    ("CILV-9", ciliumPolicy("ingress: [{}]", selector: "matchLabels: {'k-8:a': c}")),
    ("CILV-10", ciliumPolicy("egress: [{toFQDNs: [{matchName: a, matchPattern: '*'}]}]")),
    ("CILV-11", ciliumPolicy("egress: [{toNodes: [{}]}]")),
    ("CILV-13", ciliumPolicy("ingress: [{}], egress: null")),
  ]

  @Test func everyRuleIsThereOnce() {
    let here = Self.refused.map(\.id) + Self.accepted.map(\.id) + Self.elsewhere.map(\.id)
    #expect(here.sorted() == Self.ids.sorted())
  }

  @Test(arguments: refused)
  func isRefused(_ id: String, _ object: String) {
    let (reading, findings) = read(object)
    #expect(reading.policies.policies.isEmpty, "\(id)")
    let errors = findings.filter { $0.severity == .error }
    #expect(!errors.isEmpty && errors.allSatisfy { $0.cites(id) }, "\(findings)")
  }

  @Test(arguments: accepted)
  func isAccepted(_ id: String, _ object: String) {
    let (reading, findings) = read(object)
    #expect(reading.policies.policies.count == 1 && findings.isEmpty, "\(id): \(findings)")
  }

  @Test(arguments: elsewhere)
  func isSaid(_ id: String, _ object: String, _ words: String) {
    let (reading, findings) = read(object)
    #expect(reading.policies.policies.isEmpty == false, "\(id)")
    #expect(findings.contains { $0.message.contains(words) }, "\(findings)")
  }

  private func read(_ object: String) -> (ManifestReading, [Diagnostic]) {
    var log = DiagnosticLog()
    let reading = ManifestReading(reading: [SourceText(path: "one.yaml", object)], reportingTo: &log)
    return (reading, log.sorted)
  }
}

extension Diagnostic {
  /// Whether the rules in brackets at the end of the message include this one.
  fileprivate func cites(_ rule: String) -> Bool {
    guard let open = message.lastIndex(of: "(") else { return false }
    return message[message.index(after: open)...].dropLast().split(separator: ", ").contains { $0 == rule }
  }
}
