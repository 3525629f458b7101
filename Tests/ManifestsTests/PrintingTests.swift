import Manifests
import PolicyModel
import Testing

@Suite struct PrintingTests {
  private let shop = PodSelector(in: "shop", pods: LabelSelector([LabelRequirement("app", equals: "web")]))
  private let everyone = PolicyRule(.allow, peers: .anyone, ports: .all)

  private func policy(
    _ api: PolicyAPI, tier: PolicyTier = .normal, subject: PolicySubject? = nil, ingress: PolicySection? = nil,
    egress: PolicySection? = nil
  ) -> Policy {
    let isNamespaced = api == .networkPolicy || api == .ciliumNetworkPolicy
    return Policy(
      id: PolicyID(api, namespace: isNamespaced ? "shop" : nil, name: "p"), tier: tier,
      subject: subject ?? .pods(PodSelector(in: "shop")), ingress: ingress, egress: egress)
  }

  private func spec(_ policy: Policy) throws -> String {
    let text = try Manifest(policy).text
    return String(text[try #require(text.firstRange(of: "spec:\n")).upperBound...])
  }

  private func rule(_ peers: [PeerSelector], _ ports: RulePorts = .all) -> PolicyRule { rule(.allow, peers, ports) }

  private func rule(_ action: RuleAction, _ peers: [PeerSelector], _ ports: RulePorts = .all) -> PolicyRule {
    PolicyRule(action, peers: .these(peers), ports: ports)
  }

  @Test("NP-4, NP-6: policy types are explicit, and no list is empty, since a server would drop it")
  func defaultDeny() throws {
    let closed = PolicySection(isolates: true, rules: [])
    #expect(
      try Manifest(policy(.networkPolicy, ingress: closed, egress: closed)).text == """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: p
          namespace: shop
        spec:
          podSelector: {}
          policyTypes:
          - Ingress
          - Egress

        """)
  }

  @Test(
    "NP-11, CIL-38, CIL-67: a rule that matches nothing is left out and never written with an empty list",
    arguments: PolicyAPI.allCases)
  func emptyRules(_ api: PolicyAPI) throws {
    let isTier = ![.networkPolicy, .ciliumNetworkPolicy, .ciliumClusterwideNetworkPolicy].contains(api)
    let rules = [
      rule([]), rule([.pods(shop)], .these([])), rule([.pods(shop)], .these([.range(.tcp, 0...0)])),
      rule([.pods(shop)]),
    ]
    let subject = policy(
      api, tier: api == .baselineAdminNetworkPolicy ? .baseline(priority: 0) : isTier ? .admin(priority: 1) : .normal,
      ingress: PolicySection(isolates: !isTier, rules: rules))
    guard api != .baselineAdminNetworkPolicy else { return }
    let text = try spec(subject)
    // A list of the specification may be empty, one of an entry never is.
    let empty = text.split(separator: "\n").filter { $0.contains("[]") }
    #expect(empty.allSatisfy { $0.wholeMatch(of: /( {2})?\w+: \[\]/) != nil }, "\(empty)")
    #expect(text.split(separator: "web").count == 2)
  }

  @Test("CIL-11, CIL-4, CIL-36: what Cilium reads in its own way")
  func ciliumDefaultDeny() throws {
    let text = try spec(
      policy(
        .ciliumClusterwideNetworkPolicy, subject: .pods(PodSelector(namespaces: .everything, pods: .everything)),
        ingress: PolicySection(isolates: true, rules: [])))
    #expect(
      text == """
          endpointSelector:
            matchExpressions:
            - key: k8s:io.kubernetes.pod.namespace
              operator: Exists
          enableDefaultDeny:
            ingress: true
            egress: false
          ingress:
          - {}
          ingressDeny: []
          egress: []
          egressDeny: []
        specs: []

        """)
  }

  @Test("CIL-39, CIL-41: everybody is an entity, and each kind of peer has its own entry")
  func ciliumPeers() throws {
    let block = AddressBlock(.all(.ipv4), except: [try #require(CIDR("10.0.0.0/8"))])
    let mixed = rule(
      [.pods(shop), .entity(.world), .addresses(block), .domain(DomainPattern(name: "a.b"))], .these([.port(.tcp, 443)])
    )
    let text = try spec(policy(.ciliumNetworkPolicy, egress: PolicySection(isolates: true, rules: [mixed, everyone])))
    let ports = """
          toPorts:
          - ports:
            - port: "443"
              protocol: TCP
      """
    #expect(
      text == """
          endpointSelector: {}
          enableDefaultDeny:
            ingress: false
            egress: true
          ingress: []
          ingressDeny: []
          egress:
          - toEndpoints:
            - matchLabels:
                k8s:io.kubernetes.pod.namespace: shop
                k8s:app: web
        \(ports)
          - toEntities:
            - world
        \(ports)
          - toCIDRSet:
            - cidr: 0.0.0.0/0
              except:
              - 10.0.0.0/8
        \(ports)
          - toFQDNs:
            - matchName: a.b
        \(ports)
          - toEntities:
            - all
          egressDeny: []
        specs: []

        """)
  }

  @Test("CIL-10: every direction says whether it is closed")
  func enableDefaultDeny() throws {
    let deny = PolicySection(isolates: false, rules: [rule(.deny, [.entity(.world)])])
    #expect(
      try spec(policy(.ciliumNetworkPolicy, ingress: deny)) == """
          endpointSelector: {}
          enableDefaultDeny:
            ingress: false
            egress: false
          ingress: []
          ingressDeny:
          - fromEntities:
            - world
          egress: []
          egressDeny: []
        specs: []

        """)
  }

  @Test("CIL-68: at most 40 ports stand together")
  func manyPorts() throws {
    let rule = rule([.pods(shop)], .these((1...81).map { .port(.tcp, $0) }))
    let text = try spec(policy(.ciliumNetworkPolicy, ingress: PolicySection(isolates: true, rules: [rule])))
    #expect(text.split(separator: "- ports:").count == 4)
  }

  @Test("NP-19: a name of any protocol is spelled out where protocols count")
  func anyProtocolName() throws {
    let rule = rule([.pods(shop)], .these([.named("http", nil)]))
    let text = try spec(policy(.networkPolicy, ingress: PolicySection(isolates: true, rules: [rule])))
    for transport in TransportProtocol.allCases {
      #expect(text.contains("- protocol: \(transport.rawValue)\n      port: http"))
    }
  }

  @Test func kustomization() {
    #expect(
      Manifest(kustomizationOf: ["namespaces/shop/default-deny.yaml"]).text == """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        sortOptions:
          order: fifo
        resources:
        - namespaces/shop/default-deny.yaml

        """)
  }

  // MARK: What an API cannot say

  private func reason(_ policy: Policy) -> InexpressiblePolicy.Reason? {
    do throws(InexpressiblePolicy) {
      _ = try Manifest(policy)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func networkPolicyCannotSay() {
    func reason(_ rule: PolicyRule, isolates: Bool = true) -> InexpressiblePolicy.Reason? {
      self.reason(policy(.networkPolicy, ingress: PolicySection(isolates: isolates, rules: [rule])))
    }
    let filter = Layer7Filter.http([HTTPMatch(method: nil, path: nil)])
    #expect(reason(rule(.deny, [.pods(shop)])) == .action(.deny))
    #expect(reason(rule([.entity(.host)])) == .peer(.entity(.host)))
    #expect(reason(rule([.nodes(.everything)])) == .peer(.nodes(.everything)))
    #expect(reason(PolicyRule(.allow, peers: .anyone, ports: .all, layer7: filter)) == .layer7(filter))
    #expect(reason(everyone, isolates: false) == .isolation(.ingress))
    #expect(self.reason(policy(.networkPolicy)) == .nothingToSay)
    let section = PolicySection(isolates: true, rules: [])
    #expect(self.reason(policy(.networkPolicy, subject: .pods(PodSelector(in: "other")), ingress: section)) == .subject)
    #expect(self.reason(policy(.networkPolicy, tier: .admin(priority: 1), ingress: section)) == .tier)
  }

  @Test func ciliumCannotSay() {
    func reason(_ rule: PolicyRule, _ direction: Direction = .egress) -> InexpressiblePolicy.Reason? {
      let section = PolicySection(isolates: true, rules: [rule])
      return self.reason(
        policy(
          .ciliumNetworkPolicy, ingress: direction == .ingress ? section : nil,
          egress: direction == .egress ? section : nil))
    }
    let name = PeerSelector.domain(DomainPattern(name: "a.b"))
    #expect(reason(rule([name])) == nil)
    #expect(reason(rule([name]), .ingress) == .peer(name))
    #expect(reason(rule(.deny, [name])) == .peer(name))
    #expect(reason(rule(.pass, [.pods(shop)])) == .action(.pass))
    let long = String(repeating: "k", count: 40)
    let labelled = PodSelector(namespaces: LabelSelector([LabelRequirement(long, .exists)]), pods: .everything)
    #expect(reason(rule([.pods(labelled)])) == .labelKey("io.cilium.k8s.namespace.labels.\(long)"))
    let http = Layer7Filter.http([HTTPMatch(method: nil, path: nil)])
    for ports in [
      RulePorts.all, .these([.port(.udp, 80)]), .these([.named("http", nil)]), .these([.range(.tcp, 1...65_535)]),
    ] {
      #expect(reason(PolicyRule(.allow, peers: .anyone, ports: ports, layer7: http)) == .layer7(http))
    }
    let dns = Layer7Filter.dns([DomainPattern(pattern: "*")])
    #expect(
      reason(PolicyRule(.allow, peers: .anyone, ports: .these([.range(.udp, 53...54)]), layer7: dns)) == .layer7(dns))
    #expect(
      reason(PolicyRule(.allow, peers: .anyone, ports: .these([.port(.udp, 53)]), layer7: dns), .ingress)
        == .layer7(dns))
    #expect(
      self.reason(
        policy(.ciliumNetworkPolicy, subject: .nodes(.everything), egress: PolicySection(isolates: true, rules: [])))
        == .subject)
  }

  @Test func tiersCannotSay() {
    func reason(_ rule: PolicyRule, count: Int = 1) -> InexpressiblePolicy.Reason? {
      let section = PolicySection(isolates: false, rules: Array(repeating: rule, count: count))
      return self.reason(policy(.clusterNetworkPolicy, tier: .admin(priority: 1), ingress: section))
    }
    #expect(reason(rule([.pods(shop)])) == nil)
    #expect(reason(everyone) == .everyone)
    #expect(reason(rule([.addresses(AddressBlock(.all(.ipv4)))])) == .peer(.addresses(AddressBlock(.all(.ipv4)))))
    #expect(reason(rule([.pods(shop)], .these([.named("http", .tcp)]))) == .port(.named("http", .tcp)))
    #expect(reason(rule([.pods(shop)]), count: 26) == .tooMany("rules", limit: 25))
    #expect(
      self.reason(policy(.clusterNetworkPolicy, ingress: PolicySection(isolates: false, rules: [rule([.pods(shop)])])))
        == .tier)
  }
}
