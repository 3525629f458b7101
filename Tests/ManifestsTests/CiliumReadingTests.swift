import Diagnostics
import Manifests
import PolicyModel
import Testing

@Suite struct CiliumReadingTests {
  private let inA = PodSelector(in: "a")
  private let x = LabelSelector([LabelRequirement("app", equals: "x")])

  private func ingress(_ entry: String) -> PolicySection? {
    Reading.cilium("{endpointSelector: {}, ingress: [\(entry)]}").policy?.ingress
  }

  private func egress(_ entry: String) -> PolicySection? {
    Reading.cilium("{endpointSelector: {}, egress: [\(entry)]}").policy?.egress
  }

  private func peers(_ selector: String) -> RulePeers? { ingress("{fromEndpoints: [\(selector)]}")?.rules.first?.peers }

  private func ports(_ ports: String) -> RulePorts? {
    ingress("{fromEntities: [world], toPorts: [{ports: [\(ports)]}]}")?.rules.first?.ports
  }

  private let closed = PolicySection(isolates: true, rules: [])

  // MARK: Default deny

  @Test(
    "TC-1, TC-3, TC-4, TC-6, CIL-11, CIL-38, CIL-67: entries that match nothing still close the direction",
    arguments: [
      "{}", "{fromEndpoints: []}", "{fromEndpoints: [{matchLabels: {app: x}}], fromCIDR: []}",
      "{fromEndpoints: [{matchLabels: {app: x}}], toPorts: [{}]}",
      "{fromCIDR: [], toPorts: [{ports: [{port: \"80\"}]}]}",
      "{fromEntities: []}", "{fromCIDRSet: [{cidrGroupRef: nobody}]}", "{fromEndpoints: [{}], toPorts: [{ports: []}]}",
      "{fromEndpoints: [{}], authentication: {mode: test-always-fail}}",
    ])
  func matchesNothing(_ entry: String) {
    #expect(ingress(entry) == closed)
  }

  @Test("CIL-71: messages of ICMP, by number and by name, and without peers from everybody")
  func messages() {
    #expect(
      ingress("{fromEndpoints: [{}], icmps: [{fields: [{type: 8}, {family: IPv6, type: EchoRequest}]}]}")?.rules == [
        PolicyRule(.allow, peers: .these([.pods(inA)]), ports: .these([.icmp(.ipv4, 8), .icmp(.ipv6, 128)]))
      ])
    #expect(ingress("{icmps: [{fields: [{type: EchoReply}]}]}")?.rules.first?.peers == .anyone)
  }

  @Test("CIL-39: an empty list of ports is no list of ports")
  func emptyPorts() {
    #expect(
      ingress("{fromEndpoints: [{}], toPorts: []}")?.rules == [
        PolicyRule(.allow, peers: .these([.pods(inA)]), ports: .all)
      ])
    #expect(ingress("{toPorts: []}") == closed)
  }

  @Test("TC-9, TC-12, CIL-10, CIL-15: enableDefaultDeny counts where there are entries")
  func defaultDeny() {
    let denied = "egressDeny: [{toEntities: [world]}]"
    let deny = [PolicyRule(.deny, peers: .these([.entity(.world)]), ports: .all)]
    #expect(
      Reading.cilium("{endpointSelector: {}, \(denied)}").policy?.egress == PolicySection(isolates: true, rules: deny))
    #expect(
      Reading.cilium("{endpointSelector: {}, enableDefaultDeny: {egress: false}, \(denied)}").policy?.egress
        == PolicySection(isolates: false, rules: deny))
    let policy = Reading.cilium("{endpointSelector: {}, enableDefaultDeny: {egress: true}, ingress: [{}]}").policy
    #expect(policy?.ingress == closed && policy?.egress == nil)
  }

  @Test("CIL-1: each rule of an object stands alone")
  func severalRules() {
    let rule = "{endpointSelector: {}, ingress: [{}]}"
    let reading = Reading(
      "{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p, namespace: a}, spec: \(rule), specs: [\(rule)]}"
    )
    #expect(reading.manifests.policies.policies.map(\.id.name) == ["p[0]", "p[1]"])
    let places = reading.manifests.spans.sorted { $0.key.name < $1.key.name }.map(\.value.start.column)
    #expect(places == [96, 143])
  }

  // MARK: Selectors

  @Test("TC-2, CIL-34, CIL-35: an empty selector is the own namespace, or every namespace")
  func emptySelector() {
    #expect(peers("{}") == .these([.pods(inA)]))
    let clusterwide = Reading.clusterwide("{endpointSelector: {}, ingress: [{fromEndpoints: [{}]}]}").policy
    let everything = PodSelector(namespaces: .everything, pods: .everything)
    #expect(clusterwide?.ingress?.rules.first?.peers == .these([.pods(everything)]))
    #expect(clusterwide?.subject == .pods(everything))
  }

  @Test("TC-14, CIL-3: another namespace in the subject is overridden")
  func overriddenNamespace() {
    let reading = Reading.cilium(
      "{endpointSelector: {matchLabels: {'k8s:io.kubernetes.pod.namespace': b, app: x}}, ingress: [{}]}")
    #expect(reading.policy?.subject == .pods(PodSelector(in: "a", pods: x)))
    #expect(reading.isWarned(of: "CIL-3"))
  }

  @Test("TC-15, CIL-31: which sources match pods", arguments: ["app", "any:app", "k8s:app"])
  func sources(_ key: String) {
    #expect(peers("{matchLabels: {'\(key)': x}}") == .these([.pods(PodSelector(in: "a", pods: x))]))
  }

  @Test("TC-15, CIL-31: a label of another source is on no pod")
  func otherSource() throws {
    let read = try #require(peers("{matchLabels: {'container:app': x}}"))
    guard case .these(let selectors) = read, case .pods(let selector) = selectors.first else {
      Issue.record("\(read)")
      return
    }
    #expect(!selector.pods.matches(["app": "x"]))
  }

  @Test("TC-17, CIL-36: a negative namespace condition means pods, with a warning")
  func negativeNamespace() {
    let reading = Reading.cilium(
      "{endpointSelector: {}, ingress: [{fromEndpoints: [{matchExpressions: [{key: io.kubernetes.pod.namespace, operator: NotIn, values: [b]}]}]}]}"
    )
    let selector = PodSelector(
      namespaces: LabelSelector([LabelRequirement(.namespaceNameLabel, .isNotIn(["b"]))]), pods: .everything)
    #expect(reading.policy?.ingress?.rules.first?.peers == .these([.pods(selector)]))
    #expect(reading.isWarned(of: "CIL-36"))
  }

  @Test("TC-18, CIL-34: namespace labels, and no own namespace beside them")
  func namespaceLabels() {
    let selector = PodSelector(namespaces: LabelSelector([LabelRequirement("team", equals: "t")]), pods: x)
    #expect(
      peers("{matchLabels: {'k8s:io.cilium.k8s.namespace.labels.team': t, app: x}}") == .these([.pods(selector)]))
  }

  @Test("CIL-34: reserved labels name entities")
  func reserved() {
    #expect(peers("{matchLabels: {'reserved:host': ''}}") == .these([.entity(.host)]))
  }

  @Test("CIL-32: labels that nothing here knows are an error")
  func unknownIdentityLabel() {
    let reading = Reading.cilium(
      "{endpointSelector: {matchLabels: {'fqdn:a': s}}, ingress: [{}]}")
    #expect(reading.errors.map(\.code) == [.unmodelledField])
  }

  // MARK: Other peers

  @Test("TC-38, CIL-43: entities, of which \"all\" is everybody")
  func entities() {
    #expect(
      ingress("{fromEntities: [cluster, kube-apiserver]}")?.rules.first?.peers
        == .these([.entity(.cluster), .entity(.kubeAPIServer)]))
    #expect(ingress("{fromEntities: [world, all]}")?.rules.first?.peers == .anyone)
  }

  @Test("TC-34, CIL-47: an exception as large as the block is valid")
  func wholeException() throws {
    let cidr = try #require(CIDR("10.0.0.0/8"))
    #expect(
      ingress("{fromCIDRSet: [{cidr: 10.0.0.0/8, except: [10.0.0.0/8]}]}")?.rules.first?.peers
        == .these([.addresses(AddressBlock(cidr, except: [cidr]))]))
  }

  @Test("CIL-47: groups of blocks, by name and by label")
  func groups() throws {
    let text = """
      {apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p}, spec: {endpointSelector: {}, egress: [
        {toCIDRSet: [{cidrGroupRef: g, except: [10.1.0.0/16]}, {cidrGroupSelector: {matchLabels: {role: vpn}}}]}]}}
      ---
      {apiVersion: cilium.io/v2alpha1, kind: CiliumCIDRGroup, metadata: {name: g, labels: {role: vpn}}, spec: {externalCIDRs: [10.0.0.0/8]}}
      """
    let (cidr, exception) = (try #require(CIDR("10.0.0.0/8")), try #require(CIDR("10.1.0.0/16")))
    #expect(
      Reading(text).policy?.egress?.rules.first?.peers
        == .these([.addresses(AddressBlock(cidr, except: [exception])), .addresses(AddressBlock(cidr))]))
  }

  @Test("TC-35, CIL-51: a Service stands for the pods behind it, on all ports")
  func services() {
    let text = """
      {apiVersion: v1, kind: Service, metadata: {name: s, namespace: b}, spec: {selector: {app: x}, ports: [{port: 80}]}}
      ---
      {apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p}, spec: {endpointSelector: {}, egress: [
        {toServices: [{k8sService: {serviceName: s, namespace: b}}]}]}}
      """
    let reading = Reading(text)
    #expect(
      reading.policy?.egress?.rules == [
        PolicyRule(.allow, peers: .these([.pods(PodSelector(in: "b", pods: x))]), ports: .all)
      ])
    #expect(reading.findings.isEmpty)
  }

  @Test(
    "CIL-51, CIL-54: addresses behind Services and groups of clouds are left out loudly",
    arguments: [
      "{toServices: [{k8sService: {serviceName: s}}]}", "{toGroups: [{aws: {labels: {a: b}}}]}",
    ])
  func leftOut(_ entry: String) {
    let text = """
      {apiVersion: v1, kind: Service, metadata: {name: s}, spec: {ports: [{port: 80}]}}
      ---
      {apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p}, spec: {endpointSelector: {}, egress: [\(entry)]}}
      """
    let reading = Reading(text)
    #expect(reading.errors.map(\.code) == [.unmodelledField])
    #expect(reading.policy?.egress == closed)
  }

  @Test("CIL-52: domain names and patterns")
  func domains() {
    #expect(
      egress("{toFQDNs: [{matchName: api.stripe.com}, {matchPattern: '**.cilium.io'}]}")?.rules.first?.peers
        == .these([.domain(DomainPattern(name: "api.stripe.com")), .domain(DomainPattern(pattern: "**.cilium.io"))]))
  }

  @Test("TC-25, CIL-40: an empty list of names beside ports opens them to everybody")
  func emptyNames() {
    let reading = Reading.cilium(
      "{endpointSelector: {}, egress: [{toFQDNs: [], toPorts: [{ports: [{port: \"443\", protocol: TCP}]}]}]}")
    #expect(reading.policy?.egress?.rules == [PolicyRule(.allow, peers: .anyone, ports: .these([.port(.tcp, 443)]))])
    #expect(reading.isWarned(of: "CIL-40"))
    #expect(egress("{toFQDNs: []}") == closed)
  }

  @Test("TC-26, CIL-76: names to deny are no field")
  func deniedNames() {
    let reading = Reading.cilium(
      "{endpointSelector: {}, egressDeny: [{toFQDNs: [{matchName: a.b}], toPorts: [{ports: [{port: \"443\", protocol: TCP}]}]}]}"
    )
    #expect(reading.errors.map(\.code) == [.unknownObjectField])
    #expect(reading.policy?.egress?.rules == [PolicyRule(.deny, peers: .anyone, ports: .these([.port(.tcp, 443)]))])
  }

  // MARK: Ports

  @Test("TC-5, CIL-39, CIL-62: ports without peers are open to everybody, in every protocol")
  func portsAlone() {
    #expect(
      ingress("{toPorts: [{ports: [{port: \"80\"}]}]}")?.rules
        == [PolicyRule(.allow, peers: .anyone, ports: .these([.port(.tcp, 80), .port(.udp, 80), .port(.sctp, 80)]))])
  }

  @Test("TC-19, CIL-62, CIL-64: ranges, names and every port")
  func portForms() {
    #expect(ports("{port: \"80\", endPort: 70, protocol: TCP}") == .these([.port(.tcp, 80)]))
    #expect(ports("{port: \"80\", endPort: 90, protocol: TCP}") == .these([.range(.tcp, 80...90)]))
    #expect(ports("{port: \"0\", protocol: UDP}") == .these([.range(.udp, 1...65_535)]))
    #expect(
      ports("{port: Web, protocol: TCP}, {port: \"0x50\"}") == .these([.named("web", .tcp), .named("0x50", nil)]))
    #expect(ports("{port: \"0\", protocol: GRE}, {port: \"80\", protocol: TCP}") == .these([.port(.tcp, 80)]))
  }

  @Test("TC-20, CIL-65: a leading zero is octal, with a warning")
  func octal() {
    let reading = Reading.cilium(
      "{endpointSelector: {}, ingress: [{toPorts: [{ports: [{port: \"010\", protocol: TCP}]}]}]}")
    #expect(reading.policy?.ingress?.rules.first?.ports == .these([.port(.tcp, 8)]))
    #expect(reading.isWarned(of: "CIL-65"))
  }

  @Test("CIL-69: layer 7 rules belong to the ports beside them")
  func layer7() {
    let rules = egress(
      """
      {toEndpoints: [{}], toPorts: [{ports: [{port: "53", protocol: UDP}], rules: {dns: [{matchPattern: "*"}]}},
        {ports: [{port: "80", protocol: TCP}], rules: {http: [{method: GET, path: /a, headers: [X]}]}}, {ports: [{port: "81", protocol: TCP}]}]}
      """)?.rules
    let peers = RulePeers.these([.pods(inA)])
    #expect(
      rules == [
        PolicyRule(.allow, peers: peers, ports: .these([.port(.udp, 53)]), layer7: .dns([DomainPattern(pattern: "*")])),
        PolicyRule(
          .allow, peers: peers, ports: .these([.port(.tcp, 80)]),
          layer7: .http([HTTPMatch(method: "GET", path: "/a", conditions: ["header X"])])),
        PolicyRule(.allow, peers: peers, ports: .these([.port(.tcp, 81)])),
      ])
  }

  private func filter(_ rules: String) -> Layer7Filter? {
    egress("{toEndpoints: [{}], toPorts: [{ports: [{port: \"80\", protocol: TCP}], \(rules)}]}")?.rules.first?.layer7
  }

  @Test("CIL-69, CIL-70: everything that a request must have is read")
  func requests() {
    let parts =
      "host: a.b, headers: ['X: 1'], headerMatches: [{name: V, value: '2', mismatch: LOG}, {name: Z, secret: {name: s}}]"
    #expect(
      filter("rules: {http: [{method: '', path: /a, \(parts)}]}")?.words == [
        "any method /a with header V: 2, else LOG and header X: 1 and header Z as in secret s and host a.b"
      ])
    #expect(filter("serverNames: [a.b, c.d]") == .serverNames(["a.b", "c.d"]))
    let tls = "terminatingTLS: {secret: {name: s}}, serverNames: [a.b, c.d]"
    #expect(filter("\(tls), rules: {http: [{path: /a}]}")?.words == ["any method /a with server name a.b or c.d"])
    #expect(
      Reading.cilium(
        "{endpointSelector: {}, egress: [{toPorts: [{ports: [{port: \"80\", protocol: TCP}], rules: {http: [{headerMatches: [{nam: X}]}]}}]}]}"
      ).policy == nil)
  }

  @Test("CIL-69, CIL-82: Kafka and parsers of their own are read for the agents that know them")
  func discontinued() {
    #expect(
      filter("rules: {kafka: [{role: produce, topic: orders}, {}]}")
        == .discontinued(["Kafka role produce topic orders", "Kafka"]))
    #expect(filter("rules: {l7proto: r2d2, l7: [{cmd: READ, file: a}]}") == .discontinued(["r2d2 cmd READ file a"]))
    #expect(filter("rules: {l7proto: r2d2}") == .discontinued(["r2d2"]))
  }

  @Test("Rules have the number of their entry, which may stand for several or for none")
  func entries() throws {
    let reading = Reading.cilium(
      """
      {endpointSelector: {}, ingress: [{fromEndpoints: []}, {fromEndpoints: [{}], toPorts: [
        {ports: [{port: "80", protocol: TCP}], rules: {http: [{}]}}, {ports: [{port: "81", protocol: TCP}]}]}, {fromEntities: [host]}],
        ingressDeny: [{fromEntities: [world]}, {fromEntities: [ingress]}]}
      """)
    let policy = try #require(reading.policy)
    let places = policy.rulePlaces(.ingress).map(\.description)
    let last = ["ingress rule 2", "ingress rule 2", "ingress rule 3", "ingressDeny rule 1", "ingressDeny rule 2"]
    #expect(places.suffix(5) == last[...])
    #expect(places.indices.map { policy.rulePlace(.ingress, at: $0).description } == places)
  }
}
