import Diagnostics
import Manifests
import PolicyModel
import Testing

@Suite struct TierReadingTests {
  private let everything = PodSelector(namespaces: .everything, pods: .everything)
  private let head = "subject: {namespaces: {}}"

  /// A ClusterNetworkPolicy of the admin tier with one rule.
  private func cluster(egress rule: String) -> Reading {
    Reading.tier("ClusterNetworkPolicy", "{tier: Admin, priority: 1, \(head), egress: [{action: Accept, \(rule)}]}")
  }

  private func admin(egress rule: String) -> Reading {
    Reading.tier("AdminNetworkPolicy", "{priority: 1, \(head), egress: [{action: Allow, \(rule)}]}")
  }

  private func matches(_ ports: String) -> RulePorts? {
    cluster(egress: "to: [{namespaces: {}}], protocols: \(ports)").policy?.egress?.rules.first?.ports
  }

  private func oldMatches(_ ports: String) -> RulePorts? {
    admin(egress: "to: [{namespaces: {}}], ports: \(ports)").policy?.egress?.rules.first?.ports
  }

  @Test("CNP-1, CNP-24: tiers and priorities")
  func tiers() {
    let rule = "\(head), ingress: [{action: Deny, from: [{namespaces: {}}]}]"
    #expect(
      Reading.tier("ClusterNetworkPolicy", "{tier: Admin, priority: 0, \(rule)}").policy?.tier == .admin(priority: 0))
    #expect(
      Reading.tier("ClusterNetworkPolicy", "{tier: Baseline, priority: 9, \(rule)}").policy?.tier
        == .baseline(priority: 9))
    #expect(Reading.tier("AdminNetworkPolicy", "{priority: 1000, \(rule)}").policy?.tier == .admin(priority: 1_000))
    #expect(Reading.tier("BaselineAdminNetworkPolicy", "{\(rule)}").policy?.tier == .baseline(priority: 0))
  }

  @Test("ANP-2, ANP-3, ANP-4: rules in order, and no isolation")
  func rules() {
    let policy = Reading.tier(
      "AdminNetworkPolicy",
      """
      {priority: 1, subject: {pods: {namespaceSelector: {matchLabels: {team: t}}, podSelector: {}}}, ingress: [
        {name: first, action: Pass, from: [{namespaces: {}}]}, {action: Deny, from: [{namespaces: {}}]}]}
      """
    ).policy
    let peers = RulePeers.these([.pods(everything)])
    #expect(
      policy?.ingress
        == PolicySection(
          isolates: false,
          rules: [
            PolicyRule(.pass, peers: peers, ports: .all, name: "first"), PolicyRule(.deny, peers: peers, ports: .all),
          ]))
    #expect(policy?.egress == nil)
    #expect(
      policy?.subject
        == .pods(PodSelector(namespaces: LabelSelector([LabelRequirement("team", equals: "t")]), pods: .everything)))
  }

  @Test("CNP-10: pods of every namespace")
  func podsOfEveryNamespace() {
    let reading = cluster(egress: "to: [{pods: {podSelector: {matchLabels: {app: x}}}}]")
    let pods = LabelSelector([LabelRequirement("app", equals: "x")])
    #expect(
      reading.policy?.egress?.rules.first?.peers == .these([.pods(PodSelector(namespaces: .everything, pods: pods))]))
    #expect(reading.findings.isEmpty)
  }

  @Test("ANP-8, CNP-11, CNP-15: peers of egress")
  func peers() throws {
    let reading = cluster(
      egress: "to: [{networks: [10.0.0.0/8, '::/0']}, {nodes: {}}, {domainNames: ['*.k8s.io', example.org]}]")
    let cidr = try #require(CIDR("10.0.0.0/8"))
    #expect(
      reading.policy?.egress?.rules.first?.peers
        == .these([
          .addresses(AddressBlock(cidr)), .addresses(AddressBlock(.all(.ipv6))), .nodes(.everything),
          .domain(DomainPattern(pattern: "*.k8s.io")), .domain(DomainPattern(name: "example.org")),
        ]))
  }

  @Test("CNP-16, CNP-18, CNP-19: protocols")
  func protocols() {
    #expect(
      matches(
        "[{tcp: {destinationPort: {number: 80}}}, {udp: {destinationPort: {range: {start: 1, end: 9}}}}, {destinationNamedPort: http}]"
      )
        == .these([.port(.tcp, 80), .range(.udp, 1...9), .named("http", nil)]))
    #expect(matches("") == .all)
  }

  @Test("ANP-10, T-48: ports of v1alpha1")
  func ports() {
    #expect(
      oldMatches("[{portNumber: {port: 80}}, {portRange: {protocol: SCTP, start: 80, end: 80}}, {namedPort: http}]")
        == .these([.port(.tcp, 80), .port(.sctp, 80), .named("http", nil)]))
  }

  @Test(
    "T-47, T-54 and the limits of v1alpha2",
    arguments: [
      ("CNP-17", "to: [{namespaces: {}}], protocols: [{tcp: {}}]"),
      ("CNP-18", "to: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {range: {start: 80, end: 80}}}}]"),
      ("CNP-18", "to: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {}}}]"),
      ("CNP-18", "to: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 0}}}]"),
      ("CNP-16", "to: [{namespaces: {}}], protocols: [{}]"),
      ("CNP-20", "to: [{namespaces: {}}], protocols: []"), ("CNP-20", "to: []"), ("CNP-20", "{}"),
      ("CNP-20", "to: [{networks: []}]"), ("CNP-20", "to: [{networks: [10.0.0.0]}]"), ("CNP-11", "to: [{}]"),
      ("CNP-11", "to: [{namespaces: {}, pods: {podSelector: {}}}]"),
      ("CNP-10", "to: [{pods: {namespaceSelector: {}}}]"),
      ("CNP-21", "to: [{domainNames: [localhost]}]"), ("CNP-21", "to: [{domainNames: ['a.*.b']}]"),
      ("CNP-19", "to: [{nodes: {}}], protocols: [{destinationNamedPort: http}]"),
    ])
  func refusedCluster(_ rule: String, _ text: String) {
    let reading = cluster(egress: text == "{}" ? "name: x" : text)
    #expect(reading.isRefused(for: rule), "\(reading.messages)")
  }

  @Test(
    "v1alpha1",
    arguments: [
      ("ANP-9", "to: []"), ("ANP-14", "to: [{}]"), ("ANP-14", "to: [{namespaces: {}}], ports: []"),
      ("ANP-14", "to: [{namespaces: {}}], ports: [{}]"),
      ("ANP-14", "to: [{namespaces: {}}], ports: [{portNumber: {port: 0}}]"),
      ("ANP-14", "to: [{networks: []}]"),
      ("ANP-10", "to: [{namespaces: {}}], ports: [{portNumber: {port: 1, protocol: tcp}}]"),
      ("ANP-14", "to: [{namespaces: {}}], name: \(String(repeating: "n", count: 101))"),
      ("ANP-14", "to: [{domainNames: [a.b]}], ports: [{namedPort: http}]"),
    ])
  func refusedAdmin(_ rule: String, _ text: String) {
    let reading = admin(egress: text)
    #expect(reading.isRefused(for: rule), "\(reading.messages)")
  }

  @Test(
    "specs that are refused",
    arguments: [
      ("AdminNetworkPolicy", "ANP-1", "{priority: 1001, subject: {namespaces: {}}}"),
      ("AdminNetworkPolicy", "ANP-1", "{subject: {namespaces: {}}}"), ("AdminNetworkPolicy", "ANP-7", "{priority: 1}"),
      ("AdminNetworkPolicy", "ANP-7", "{priority: 1, subject: {}}"),
      (
        "AdminNetworkPolicy", "ANP-3",
        "{priority: 1, subject: {namespaces: {}}, ingress: [{action: Accept, from: [{namespaces: {}}]}]}"
      ),
      (
        "BaselineAdminNetworkPolicy", "ANP-3",
        "{subject: {namespaces: {}}, ingress: [{action: Pass, from: [{namespaces: {}}]}]}"
      ),
      ("ClusterNetworkPolicy", "CNP-1", "{tier: Other, priority: 1, subject: {namespaces: {}}}"),
      ("ClusterNetworkPolicy", "CNP-1", "{tier: Admin, subject: {namespaces: {}}}"),
      (
        "ClusterNetworkPolicy", "CNP-3",
        "{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Allow, from: [{namespaces: {}}]}]}"
      ),
      (
        "ClusterNetworkPolicy", "CNP-15",
        "{tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{domainNames: [a.b]}]}]}"
      ),
    ])
  func refusedSpec(_ kind: String, _ rule: String, _ spec: String) {
    let reading = Reading.tier(kind, spec)
    #expect(reading.isRefused(for: rule), "\(reading.messages)")
  }

  @Test("CNP-20, ANP-14: how many rules there may be")
  func tooManyRules() {
    func reading(_ kind: String, _ spec: String, _ action: String, _ count: Int) -> Reading {
      let rules = Array(repeating: "{action: \(action), from: [{namespaces: {}}]}", count: count).joined(
        separator: ", ")
      return Reading.tier(kind, "{\(spec)priority: 1, \(head), ingress: [\(rules)]}")
    }
    #expect(reading("ClusterNetworkPolicy", "tier: Admin, ", "Accept", 26).isRefused(for: "CNP-20"))
    #expect(reading("ClusterNetworkPolicy", "tier: Admin, ", "Accept", 25).findings.isEmpty)
    #expect(reading("AdminNetworkPolicy", "", "Allow", 101).isRefused(for: "ANP-14"))
    #expect(reading("AdminNetworkPolicy", "", "Allow", 100).findings.isEmpty)
  }

  @Test("T-51, ANP-1: the baseline has one name")
  func baselineName() {
    let spec = "{\(head), ingress: [{action: Deny, from: [{namespaces: {}}]}]}"
    #expect(Reading.tier("BaselineAdminNetworkPolicy", spec, name: "x").isRefused(for: "ANP-1"))
    #expect(Reading.tier("BaselineAdminNetworkPolicy", spec).findings.isEmpty)
  }

  @Test("T-53, CNP-19: a named port beside addresses matches pods only")
  func namedPortAndNetworks() {
    #expect(
      cluster(egress: "to: [{networks: [10.0.0.0/8]}], protocols: [{destinationNamedPort: http}]").isWarned(
        of: "CNP-19"))
  }

  @Test("T-56, ANP-8: addresses cannot be named for ingress, nor domain names in a baseline")
  func misplacedPeers() {
    let ingress = Reading.tier(
      "AdminNetworkPolicy", "{priority: 1, \(head), ingress: [{action: Deny, from: [{networks: [10.0.0.0/8]}]}]}")
    #expect(ingress.policy == nil)
    #expect(ingress.errors.map(\.code).contains(.unknownObjectField))
    let names = Reading.tier(
      "BaselineAdminNetworkPolicy", "{\(head), egress: [{action: Allow, to: [{domainNames: [a.b]}]}]}")
    #expect(names.policy == nil)
  }

  @Test("ANP-7: a selector that a server demands reads as everything, with a warning")
  func missingSelector() {
    #expect(admin(egress: "to: [{pods: {podSelector: {}}}]").isWarned(of: "ANP-7"))
  }
}
