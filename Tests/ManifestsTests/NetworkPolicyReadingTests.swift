import Diagnostics
import Manifests
import PolicyModel
import Testing

@Suite struct NetworkPolicyReadingTests {
  private let own = LabelSelector.namespaces(named: ["a"])

  private func rules(_ spec: String) -> [PolicyRule]? { Reading.networkPolicy(spec).policy?.ingress?.rules }

  private func peers(_ peers: String) -> RulePeers? { rules("{ingress: [{from: \(peers)}]}")?.first?.peers }

  private func ports(_ ports: String) -> RulePorts? { rules("{ingress: [{ports: \(ports)}]}")?.first?.ports }

  // MARK: Isolation

  @Test(
    "T-1, NP-4: a policy without rules closes ingress only", arguments: ["{podSelector: {}}", "{}", "{podSelector: }"])
  func emptySpec(_ spec: String) throws {
    let policy = try #require(Reading.networkPolicy(spec).policy)
    #expect(policy.ingress == PolicySection(isolates: true, rules: []))
    #expect(policy.egress == nil)
    #expect(policy.subject == .pods(PodSelector(in: "a")))
  }

  @Test("T-2, NP-5: rules of a direction that is not listed have no effect, and that is said")
  func unlistedDirection() throws {
    let reading = Reading.networkPolicy("{policyTypes: [Egress], ingress: [{}]}")
    let policy = try #require(reading.policy)
    #expect(policy.ingress == nil)
    #expect(policy.egress == PolicySection(isolates: true, rules: []))
    #expect(reading.isWarned(of: "NP-5"))
  }

  @Test("T-3, NP-4: an empty egress list does not close egress")
  func emptyEgress() {
    #expect(Reading.networkPolicy("{egress: []}").policy?.egress == nil)
  }

  @Test("T-4, NP-4: egress rules close both directions")
  func egressRules() throws {
    let policy = try #require(Reading.networkPolicy("{egress: [{to: [{podSelector: {}}]}]}").policy)
    #expect(policy.ingress == PolicySection(isolates: true, rules: []))
    #expect(
      policy.egress
        == PolicySection(
          isolates: true, rules: [PolicyRule(.allow, peers: .these([.pods(PodSelector(in: "a"))]), ports: .all)]))
  }

  @Test("T-5, NP-6, NP-10: an empty rule allows everything, no rule nothing")
  func emptyRule() {
    #expect(rules("{ingress: [{}]}") == [PolicyRule(.allow, peers: .anyone, ports: .all)])
    #expect(rules("{ingress: []}") == [])
    #expect(rules("{ingress: }") == [])
  }

  // MARK: Peers

  @Test("T-6, NP-11: no peers are everybody", arguments: ["[]", "", "null"])
  func noPeers(_ list: String) {
    #expect(peers(list) == .anyone)
  }

  @Test("T-7, T-8, T-9, NP-13, NP-14: selectors of pods and namespaces")
  func selectors() {
    let team = LabelSelector([LabelRequirement("team", equals: "t")])
    let app = LabelSelector([LabelRequirement("app", equals: "x")])
    #expect(peers("[{podSelector: {}}]") == .these([.pods(PodSelector(in: "a"))]))
    #expect(
      peers("[{namespaceSelector: {}}]") == .these([.pods(PodSelector(namespaces: .everything, pods: .everything))]))
    #expect(
      peers("[{namespaceSelector: {matchLabels: {team: t}}, podSelector: {matchLabels: {app: x}}}]")
        == .these([.pods(PodSelector(namespaces: team, pods: app))]))
    #expect(
      peers("[{namespaceSelector: {matchLabels: {team: t}}}, {podSelector: {matchLabels: {app: x}}}]")
        == .these([
          .pods(PodSelector(namespaces: team, pods: .everything)), .pods(PodSelector(namespaces: own, pods: app)),
        ]))
  }

  @Test("T-10, T-11, T-12, NP-16: the four operators")
  func operators() throws {
    let reading = Reading.networkPolicy(
      """
      {podSelector: {matchLabels: {flag: ""}, matchExpressions: [{key: a, operator: In, values: [z, x, z]},
        {key: b, operator: NotIn, values: [x]}, {key: c, operator: Exists}, {key: d, operator: DoesNotExist, values: []}]}}
      """)
    let selector = LabelSelector([
      LabelRequirement("flag", equals: ""), LabelRequirement("a", .isIn(["x", "z"])),
      LabelRequirement("b", .isNotIn(["x"])),
      LabelRequirement("c", .exists), LabelRequirement("d", .doesNotExist),
    ])
    #expect(try #require(reading.policy).subject == .pods(PodSelector(in: "a", pods: selector)))
    #expect(reading.findings.isEmpty)
  }

  @Test("NP-26: blocks with exceptions")
  func blocks() throws {
    let block = AddressBlock(try #require(CIDR("10.0.0.0/8")), except: [try #require(CIDR("10.1.0.0/16"))])
    #expect(peers("[{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]") == .these([.addresses(block)]))
  }

  @Test("NPV-8: bits beyond the prefix are dropped, with a warning")
  func sloppyBlock() throws {
    let reading = Reading.networkPolicy("{ingress: [{from: [{ipBlock: {cidr: 10.0.0.1/8}}]}]}")
    let cidr = try #require(CIDR("10.0.0.0/8"))
    #expect(reading.policy?.ingress?.rules.first?.peers == .these([.addresses(AddressBlock(cidr))]))
    #expect(reading.isWarned(of: "NPV-8"))
  }

  @Test("NP-28: an IPv4 block inside IPv6 is read as what it stands for")
  func mappedBlock() throws {
    let reading = Reading.networkPolicy("{ingress: [{from: [{ipBlock: {cidr: '::ffff:10.0.0.0/104'}}]}]}")
    let cidr = try #require(CIDR("10.0.0.0/8"))
    #expect(reading.policy?.ingress?.rules.first?.peers == .these([.addresses(AddressBlock(cidr))]))
    #expect(reading.isWarned(of: "NP-28"))
  }

  // MARK: Ports

  @Test("T-15, T-16, T-20, NP-12, NP-17, NP-24: numbers, ranges and whole protocols")
  func numbers() {
    #expect(ports("[]") == .all)
    #expect(ports("[{port: 53}]") == .these([.port(.tcp, 53)]))
    #expect(ports("[{protocol: UDP}]") == .these([.range(.udp, 1...65_535)]))
    #expect(ports("[{}]") == .these([.range(.tcp, 1...65_535)]))
    #expect(
      ports("[{port: 80, endPort: 80}, {port: 1, endPort: 9, protocol: SCTP}]")
        == .these([.port(.tcp, 80), .range(.sctp, 1...9)]))
  }

  @Test("T-18, NP-19: names keep the protocol they need")
  func names() {
    #expect(ports("[{port: http}, {port: dns, protocol: UDP}]") == .these([.named("http", .tcp), .named("dns", .udp)]))
  }

  // MARK: What a server refuses

  @Test(arguments: [
    ("NPV-2", "{ports: [{protocol: tcp}]}"), ("NPV-2", "{ports: [{protocol: ICMP}]}"),
    ("NPV-3", "{ports: [{port: 0}]}"), ("NPV-3", "{ports: [{port: 65536}]}"), ("NPV-3", "{ports: [{port: -1}]}"),
    ("NPV-3", "{ports: [{port: 0200000}]}"), ("NPV-3", "{ports: [{port: 1.5}]}"),
    ("NPV-4", "{ports: [{port: \"80\"}]}"), ("NPV-4", "{ports: [{port: Http}]}"), ("NPV-4", "{ports: [{port: a--b}]}"),
    ("NPV-4", "{ports: [{port: -a}]}"), ("NPV-4", "{ports: [{port: abcdefghijklmnop}]}"),
    ("NPV-5", "{ports: [{port: 80, endPort: 79}]}"), ("NPV-5", "{ports: [{port: http, endPort: 90}]}"),
    ("NPV-5", "{ports: [{endPort: 90}]}"), ("NPV-5", "{ports: [{port: 80, endPort: 65536}]}"),
    ("NPV-6", "{from: [{}]}"), ("NPV-6", "{from: [{podSelector: }]}"), ("NPV-6", "{from: [null]}"),
    ("NPV-7", "{from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}"),
    ("NPV-8", "{from: [{ipBlock: {}}]}"), ("NPV-8", "{from: [{ipBlock: {cidr: 10.0.0.0}}]}"),
    ("NPV-8", "{from: [{ipBlock: {cidr: 10.0.0.0/33}}]}"), ("NPV-8", "{from: [{ipBlock: {cidr: 010.0.0.0/8}}]}"),
    ("NPV-9", "{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}"),
    ("NPV-9", "{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}"),
    ("NPV-9", "{from: [{ipBlock: {cidr: 0.0.0.0/0, except: ['::/1']}}]}"),
    ("NPV-11", "{from: [{podSelector: {matchExpressions: [{key: a, operator: In, values: []}]}}]}"),
    ("NPV-11", "{from: [{podSelector: {matchExpressions: [{key: a, operator: Exists, values: [x]}]}}]}"),
    ("NPV-11", "{from: [{podSelector: {matchExpressions: [{key: a, operator: Gt, values: [\"1\"]}]}}]}"),
    ("NPV-11", "{from: [{podSelector: {matchExpressions: [{operator: Exists}]}}]}"),
    ("NPV-11", "{from: [{podSelector: {matchLabels: {'a b': x}}}]}"),
    ("NPV-11", "{from: [{podSelector: {matchLabels: {'k8s:a': x}}}]}"),
    ("NPV-11", "{from: [{podSelector: {matchLabels: {a: 'x y'}}}]}"),
    ("NPV-11", "{from: [{podSelector: {matchLabels: {a: 1}}}]}"),
  ])
  func refused(_ rule: String, _ ingress: String) {
    let reading = Reading.networkPolicy("{ingress: [\(ingress)]}")
    #expect(reading.isRefused(for: rule), "\(reading.messages)")
  }

  @Test("NPV-10", arguments: ["[Ingress, Egress, Ingress]", "[ingress]", "[Both]"])
  func refusedPolicyTypes(_ types: String) {
    #expect(Reading.networkPolicy("{policyTypes: \(types)}").isRefused(for: "NPV-10"))
  }

  @Test("NPV-1: an object needs a name")
  func refusedName() {
    #expect(Reading("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {}}").isRefused(for: "NPV-1"))
    #expect(Reading("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy}").isRefused(for: "NPV-1"))
  }

  @Test(
    "a value of another type is refused",
    arguments: [
      "[]", "text", "{podSelector: []}", "{ingress: {}}", "{ingress: [x]}", "{ingress: [{from: {}}]}",
      "{ingress: [{ports: 80}]}",
      "{policyTypes: Ingress}", "{podSelector: {matchLabels: [a]}}", "{podSelector: {matchExpressions: {}}}",
    ])
  func refusedType(_ spec: String) {
    let reading = Reading.networkPolicy(spec)
    #expect(reading.policy == nil)
    #expect(reading.errors.map(\.code) == [.invalidObject])
  }

  @Test(
    "T-31, NP-42: a field that does not exist is an error that says what was meant",
    arguments: [
      ("{podSelecter: {}}", "podSelector"), ("{ingress: [{form: []}]}", "from"), ("{polcyTypes: []}", "policyTypes"),
      ("{ingress: [{from: [{namespaceselector: {}, podSelector: {}}]}]}", "namespaceSelector"),
      ("{ingress: [{ports: [{prot: 80}]}]}", "port"),
    ])
  func unknownField(_ spec: String, _ meant: String) throws {
    let reading = Reading.networkPolicy(spec)
    let finding = try #require(reading.errors.first)
    #expect(reading.errors.count == 1)
    #expect(finding.code == .unknownObjectField)
    #expect(finding.help == "did you mean \"\(meant)\"?")
    #expect(reading.policy != nil)
  }

  @Test("a field of the other direction names the fields that are there")
  func otherDirection() {
    let help = Reading.networkPolicy("{egress: [{from: [{podSelector: {}}]}]}").errors.first?.help
    #expect(help == "the fields here are \"ports\", \"to\"")
  }

  @Test("findings say where")
  func places() {
    let text = """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata:
        name: p
      spec:
        ingress:
        - ports:
          - port: 0
      """
    #expect(Reading(text).errors.first?.span?.location == "test.yaml:8:13")
  }
}
