import Analysis
import Diagnostics
import Manifests
import PolicyModel
import Testing

/// Each lint: what it says, what stays quiet, and where it points.
@Suite struct LintTests {
  private static let pods = [pod("a/x", at: "10.0.0.1"), pod("a/v"), pod("b/x")]
  private static let closed = networkPolicy("policyTypes: [Ingress, Egress]", "closed")

  private func lints(_ objects: [String], _ semantics: Semantics = .generic) -> [Diagnostic] {
    var log = DiagnosticLog()
    let text = (Self.pods + objects).joined(separator: "\n---\n")
    let reading = ManifestReading(reading: [SourceText(path: "all.yaml", text)], reportingTo: &log)
    let evaluation = PolicyEvaluation(inventory: reading.inventory, policies: reading.policies, semantics: semantics)
    let lints = evaluation.lints(at: reading.spans, refused: reading.refused)
    #expect(lints.allSatisfy { $0.severity == .warning && $0.span != nil && $0.help != nil })
    #expect(lints.allSatisfy { $0.code.rawValue.hasPrefix("lint-") })
    return lints
  }

  private func messages(_ code: DiagnosticCode, _ objects: String..., semantics: Semantics = .generic) -> [String] {
    lints(objects, semantics).filter { $0.code == code }.map(\.message)
  }

  @Test func sensiblePoliciesAreQuiet() {
    let open = networkPolicy(
      """
      podSelector: {matchLabels: {app: x}}, ingress: [{from: [{podSelector: {matchLabels: {app: v}}}], ports: [{port: 80}]}],
      egress: [{ports: [{protocol: UDP, port: 53}]}]
      """, "open")
    let names = networkPolicy("policyTypes: [Egress], egress: [{ports: [{protocol: UDP, port: 53}]}]", "names")
    #expect(lints([Self.closed, names]).isEmpty)
    #expect(lints([Self.closed, names, open]).map(\.code) == [.lintCoveredRule])
  }

  @Test("a rule that opens the port of a Service, unless the one behind it is open too") func servicePorts() {
    let db = """
      apiVersion: v1
      kind: Pod
      metadata: {name: db-0, namespace: a, labels: {app: db}}
      spec: {containers: [{name: c, image: i, ports: [{containerPort: 8080, name: web}]}]}
      """
    func service(_ target: String) -> String {
      "{apiVersion: v1, kind: Service, metadata: {name: db, namespace: a}, spec: {selector: {app: db}, ports: [{port: 80\(target)}]}}"
    }
    func egress(_ ports: String) -> String {
      networkPolicy(
        "policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: db}}}], ports: [\(ports)]}]")
    }
    for target in [", targetPort: 8080", ", targetPort: web"] {
      #expect(
        messages(.lintServicePort, db, service(target), egress("{port: 80}")) == [
          "egress rule 1 of NetworkPolicy \"a/p\" opens TCP 80 of \"a/db-0\", which no container of it declares: "
            + "Service \"a/db\" translates it to TCP 8080, and policies see that (CIL-60)"
        ])
      let ingress = networkPolicy("podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 80}]}]")
      #expect(messages(.lintServicePort, db, service(target), ingress).count == 1)
      #expect(messages(.lintServicePort, db, service(target), egress("{port: 80}, {port: 8080}")).isEmpty)
      #expect(messages(.lintServicePort, db, service(target), egress("{port: 8080}")).isEmpty)
      #expect(messages(.lintServicePort, db, service(target), egress("{port: 81}")).isEmpty)
    }
    #expect(messages(.lintServicePort, db, service(""), egress("{port: 80}")).isEmpty)
    #expect(messages(.lintServicePort, db, egress("{port: 80}")).isEmpty)
  }

  @Test("a policy that selects nothing, unless it closes an empty namespace") func selectsNothing() {
    #expect(
      messages(.lintSelectsNothing, networkPolicy("podSelector: {matchLabels: {app: z}}")) == [
        "NetworkPolicy \"a/p\" applies to pods with \"app=z\" in namespace \"a\", and there are none"
      ])
    #expect(messages(.lintSelectsNothing, networkPolicy("podSelector: {}", in: "empty")).isEmpty)
  }

  @Test("a policy for whatever pods a namespace may come to have") func forTheRest() {
    let rest = "podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [x, v]}]}"
    #expect(messages(.lintSelectsNothing, networkPolicy(rest)).isEmpty)
    #expect(messages(.lintSelectsNothing, networkPolicy(rest, in: "empty")).count == 1)
    let some =
      "podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [x, v]}, {key: app, operator: Exists}]}"
    #expect(messages(.lintSelectsNothing, networkPolicy(some)).count == 1)
  }

  @Test("guardrails and boundaries of a graph stay, whatever else denies the same") func compiledDenies() {
    func denies(_ name: String, from space: String, _ labels: String) -> String {
      """
      apiVersion: cilium.io/v2
      kind: CiliumClusterwideNetworkPolicy
      metadata: {name: \(name), labels: {\(labels)}}
      spec:
        endpointSelector: {matchLabels: {k8s:io.kubernetes.pod.namespace: a}}
        enableDefaultDeny: {ingress: false, egress: false}
        ingressDeny: [{fromEndpoints: [{matchExpressions: [{key: k8s:io.kubernetes.pod.namespace, operator: \(space)}]}]}]
      """
    }
    for labels in ["app.kubernetes.io/managed-by: easement", "team: x"] {
      let boundary = denies("easement.a.boundary", from: "NotIn, values: [a]", labels)
      let guardrail = denies("easement-guardrail.g", from: "In, values: [b, gone]", labels)
      let nobody = denies("easement-guardrail.h", from: "In, values: [gone]", labels)
      let found = lints([boundary, guardrail, nobody], .cilium).map(\.code)
      #expect(
        Set(found) == (labels == "team: x" ? [.lintCoveredRule, .lintPeerMatchesNothing] : []), "\(labels)")
    }
    let idle = networkPolicy("podSelector: {matchLabels: {app: z}}")
      .replacing("name: p", with: "name: p, labels: {app.kubernetes.io/managed-by: easement}")
    #expect(
      Set(lints([idle]).map(\.help)) == ["the object is compiled from a graph: if this is not meant, change the graph"])
  }

  @Test("a lint points at its policy") func place() {
    let text =
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: p\n  namespace: a\nspec: {podSelector: {matchLabels: {app: z}}}"
    // Each pod takes two lines, and a line stands between any two objects.
    #expect(lints([text]).first?.span?.location == "all.yaml:13:9")
  }

  @Test("a rule that another one covers") func coveredRule() {
    let wide = "{from: [{podSelector: {}}]}"
    let narrow = "{from: [{podSelector: {matchLabels: {app: v}}}], ports: [{port: 80}]}"
    #expect(
      messages(.lintCoveredRule, networkPolicy("ingress: [\(narrow), \(wide)]")) == [
        "ingress rule 1 of NetworkPolicy \"a/p\" has no effect: ingress rule 2 covers all of it"
      ])
    #expect(
      messages(.lintCoveredRule, networkPolicy("ingress: [\(narrow)]", "q"), networkPolicy("ingress: [\(narrow)]")) == [
        "ingress rule 1 of NetworkPolicy \"a/q\" has no effect: a rule of NetworkPolicy \"a/p\" covers all of it"
      ])
    let overOther = networkPolicy("podSelector: {matchLabels: {app: x}}, ingress: [\(wide)]", "q")
    #expect(messages(.lintCoveredRule, networkPolicy("ingress: [\(narrow)]"), overOther).isEmpty)
    let ports = "[{ports: [{port: 80, endPort: 90}]}, {ports: [{port: 91}, {port: http}]}]"
    #expect(messages(.lintCoveredRule, networkPolicy("ingress: \(ports)")).isEmpty)
  }

  @Test("a rule of a tier that is never reached") func unreachedRule() {
    let rules = "ingress: [{action: Pass, from: [{namespaces: {}}]}, {action: Deny, from: [{pods: {podSelector: {}}}]}]"
    #expect(messages(.lintCoveredRule, clusterPolicy("c", 1, rules)).first?.contains("ingress rule 2") == true)
  }

  @Test("a peer that matches nothing") func peerMatchesNothing() {
    let peers = "{namespaceSelector: {matchLabels: {team: t}}}, {podSelector: {}}"
    #expect(
      messages(.lintPeerMatchesNothing, networkPolicy("ingress: [{from: [\(peers)]}]")) == [
        "NetworkPolicy \"a/p\" names a peer of ingress that matches nothing: pods in namespaces with \"team=t\""
      ])
    let block = ciliumPolicy("egress: [{toCIDRSet: [{cidr: 10.0.0.0/8, except: [10.0.0.0/8]}]}]")
    #expect(messages(.lintPeerMatchesNothing, block, semantics: .cilium).count == 1)
  }

  @Test("CIL-43: a rule that is there to allow nothing is no mistake, and one that names more is") func closingRules() {
    let contradiction =
      "{key: easement.dev/nobody, operator: Exists}, {key: easement.dev/nobody, operator: DoesNotExist}"
    let nobody = "{podSelector: {matchExpressions: [\(contradiction)]}}"
    let names = "{ports: [{protocol: UDP, port: 53}]}"
    let plain = ["a", "b"].map {
      networkPolicy(
        "policyTypes: [Ingress, Egress], ingress: [{from: [\(nobody)]}], egress: [\(names)]", "closing-\($0)")
    }
    #expect(lints(plain).map(\.message).filter { $0.contains("ingress") } == [])
    #expect(
      messages(.lintPeerMatchesNothing, networkPolicy("ingress: [{from: [\(nobody), {podSelector: {}}]}]")).count == 1)
    let closed = ciliumPolicy("ingress: [{fromEntities: [none]}], egress: [{toEntities: [none]}]")
    #expect(lints([closed], .cilium).map(\.code) == [.lintMissingDNS])
    let more = ciliumPolicy("ingress: [{fromEntities: [none, host]}]")
    #expect(messages(.lintPeerMatchesNothing, more, semantics: .cilium).count == 1)
    let other = "{podSelector: {matchExpressions: [{key: x, operator: Exists}, {key: x, operator: DoesNotExist}]}}"
    #expect(messages(.lintPeerMatchesNothing, networkPolicy("ingress: [{from: [\(other)]}]")).count == 1)
  }

  @Test("policies that share a priority and meet") func sharedPriority() {
    let deny = "ingress: [{action: Deny, from: [{namespaces: {}}]}]"
    #expect(messages(.lintSharedPriority, clusterPolicy("c", 1, deny), clusterPolicy("d", 1, deny)).count == 1)
    #expect(messages(.lintSharedPriority, clusterPolicy("c", 1, deny), clusterPolicy("d", 2, deny)).isEmpty)
    #expect(
      messages(.lintSharedPriority, clusterPolicy("c", 1, deny), clusterPolicy("d", 1, tier: "Baseline", deny)).isEmpty)
  }

  @Test("NP-29, CIL-44: blocks over pods") func blockOverPods() {
    let policy = networkPolicy("ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]")
    #expect(messages(.lintBlockOverPods, policy).first?.contains("\"a/x\" are, which only some") == true)
    #expect(messages(.lintBlockOverPods, policy, semantics: .cilium).first?.contains("(CIL-44)") == true)
    let without = networkPolicy("ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/16]}}]}]")
    #expect(messages(.lintBlockOverPods, without).isEmpty)
  }

  @Test("CIL-8: what is refused fails open") func refused() {
    let cilium = messages(.lintRefused, ciliumPolicy("ingress: []"), semantics: .cilium)
    #expect(cilium.count == 1 && cilium.first?.contains("its pods stay as open as without it") == true)
    #expect(messages(.lintRefused, networkPolicy("ingress: [{from: [{}]}]")).count == 1)
  }

  @Test("NP-14: two elements where one was probably meant") func splitPeers() {
    let (team, app) = ("namespaceSelector: {matchLabels: {team: t}}", "podSelector: {matchLabels: {app: x}}")
    #expect(messages(.lintSplitPeers, networkPolicy("ingress: [{from: [{\(team)}, {\(app)}]}]")).count == 1)
    #expect(messages(.lintSplitPeers, networkPolicy("egress: [{to: [{\(app)}, {\(team)}]}]")).count == 1)
    #expect(messages(.lintSplitPeers, networkPolicy("ingress: [{from: [{\(team), \(app)}]}]")).isEmpty)
    #expect(messages(.lintSplitPeers, networkPolicy("ingress: [{from: [{\(team)}, {podSelector: {}}]}]")).isEmpty)
  }

  @Test("pods that are closed and cannot ask for names") func missingDNS() {
    #expect(
      messages(.lintMissingDNS, Self.closed) == [
        "NetworkPolicy \"a/closed\" closes egress of \"a/v\" and others, and nothing lets them ask for names on port 53"
      ])
    let server = pod("kube-system/dns", ports: "{containerPort: 53, protocol: UDP}")
    let near = networkPolicy("egress: [{to: [{podSelector: {}}]}]")
    #expect(messages(.lintMissingDNS, near).count == 1)
    #expect(messages(.lintMissingDNS, near, server.replacing("kube-system", with: "a")).isEmpty)
    #expect(messages(.lintMissingDNS, networkPolicy("egress: [{to: [{namespaceSelector: {}}]}]")).isEmpty)
    #expect(messages(.lintMissingDNS, networkPolicy("egress: [{to: [{ipBlock: {cidr: 10.96.0.10/32}}]}]")).isEmpty)
    #expect(messages(.lintMissingDNS, near, server).count == 1)
    #expect(messages(.lintMissingDNS, networkPolicy("egress: [{to: [{namespaceSelector: {}}]}]"), server).isEmpty)
  }

  @Test("a namespace whose other pods stay open") func missingDefaultDeny() {
    let some = networkPolicy("podSelector: {matchLabels: {app: x}}")
    #expect(
      messages(.lintMissingDefaultDeny, some) == [
        "namespace \"a\" has policies, and pods that none of them selects stay open for ingress"
      ])
    #expect(messages(.lintMissingDefaultDeny, some, Self.closed).isEmpty)
  }

  @Test("NP-11, NP-12: a list that is there and empty") func emptyList() {
    for (rule, words) in [
      ("ingress: [{from: []}]", "an empty list \"from\", which means every source (NP-11)"),
      ("egress: [{to: [], ports: [{port: 53}]}]", "an empty list \"to\", which means every destination (NP-11)"),
      ("ingress: [{from: [{podSelector: {}}], ports: []}]", "an empty list \"ports\", which means every port (NP-12)"),
    ] {
      let found = messages(.lintEmptyList, networkPolicy(rule))
      #expect(found.count == 1 && found.first?.hasSuffix(words) == true, "\(found)")
    }
    for rule in ["ingress: [{}]", "ingress: []", "ingress: [{from: null}]", "ingress: [{from: [{podSelector: {}}]}]"] {
      #expect(messages(.lintEmptyList, networkPolicy(rule)).isEmpty, "\(rule)")
    }
  }

  @Test("CIL-12: a deny that closes all the rest") func onlyDenies() {
    let deny = clusterwidePolicy("egressDeny: [{toCIDR: [169.254.169.254/32]}]")
    #expect(
      messages(.lintOnlyDenies, deny, semantics: .cilium) == [
        "CiliumClusterwideNetworkPolicy \"ccnp\" only denies, and thereby closes all other egress of pods that no policy allows any, such as \"a/v\" (CIL-12)"
      ])
    #expect(
      messages(
        .lintOnlyDenies, deny.replacing("egressDeny", with: "enableDefaultDeny: {egress: false}, egressDeny"),
        semantics: .cilium
      ).isEmpty)
    #expect(messages(.lintOnlyDenies, deny, ciliumPolicy("egress: [{toEntities: [all]}]"), semantics: .cilium).isEmpty)
    #expect(messages(.lintOnlyDenies, deny, networkPolicy("policyTypes: [Egress]"), semantics: .cilium).isEmpty)
    let some = ciliumPolicy("egress: [{toEntities: [all]}]", selector: "matchLabels: {app: v}")
    #expect(messages(.lintOnlyDenies, deny, some, semantics: .cilium).first?.contains("\"a/x\"") == true)
  }

  @Test("CIL-35: everybody, in words that mean one namespace elsewhere") func clusterwideEverybody() {
    let wide = clusterwidePolicy("ingress: [{fromEndpoints: [{}]}], egress: [{toEndpoints: [{}]}]")
    #expect(messages(.lintClusterwideEverybody, wide, semantics: .cilium).count == 2)
    #expect(
      messages(.lintClusterwideEverybody, ciliumPolicy("ingress: [{fromEndpoints: [{}]}]"), semantics: .cilium).isEmpty)
    let one = "ingress: [{fromEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': a}}]}]"
    #expect(messages(.lintClusterwideEverybody, clusterwidePolicy(one), semantics: .cilium).isEmpty)
    #expect(
      messages(.lintClusterwideEverybody, clusterwidePolicy("ingress: [{fromEntities: [cluster]}]"), semantics: .cilium)
        .isEmpty)
  }

  @Test("nothing is missed where something makes pods that were not read") func podsThatOperatorsMake() {
    let policy = networkPolicy(
      "podSelector: {matchLabels: {app: z}}, ingress: [{from: [{podSelector: {matchLabels: {app: w}}}]}]")
    let release = "{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: r, namespace: NAME}}"
    func codes(_ namespace: String) -> Set<DiagnosticCode> {
      var log = DiagnosticLog()
      let objects = Self.pods + [policy, release.replacing("NAME", with: namespace)]
      let text = objects.joined(separator: "\n---\n")
      let reading = ManifestReading(reading: [SourceText(path: "all.yaml", text)], reportingTo: &log)
      let evaluation = PolicyEvaluation(inventory: reading.inventory, policies: reading.policies, semantics: .generic)
      let missing = Set(reading.podMakers.compactMap(\.namespace))
      return Set(evaluation.lints(at: reading.spans, withoutPodsOf: missing).map(\.code))
    }
    #expect(codes("a") == [.lintMissingDefaultDeny])
    #expect(codes("b") == [.lintMissingDefaultDeny, .lintSelectsNothing, .lintPeerMatchesNothing])
  }

  @Test("names cannot steer a terminal") func hostileNames() {
    let policy = networkPolicy("podSelector: {matchLabels: {app: z}}", "\"p\\e[31m\"", in: "\"a\\e[2J\"")
    let text = lints([policy]).renderedAsText()
    #expect(text.contains("\"a\\u{1b}[2J/p\\u{1b}[31m\" applies to pods"))
    #expect(!text.unicodeScalars.contains { $0.value == 0x1b })
  }

  @Test("without pods, nothing is said about what selectors find") func withoutPods() {
    var log = DiagnosticLog()
    let text = networkPolicy("podSelector: {matchLabels: {app: x}}, ingress: [{from: [{podSelector: {}}]}]")
    let reading = ManifestReading(reading: [SourceText(path: "p.yaml", text)], reportingTo: &log)
    let evaluation = PolicyEvaluation(inventory: reading.inventory, policies: reading.policies, semantics: .generic)
    #expect(evaluation.lints(at: reading.spans).map(\.code) == [.lintMissingDefaultDeny])
  }
}
