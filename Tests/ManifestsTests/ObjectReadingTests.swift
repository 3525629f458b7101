import Diagnostics
import Manifests
import PolicyModel
import Testing

@Suite struct ObjectReadingTests {
  private func codes(_ text: String) -> [DiagnosticCode] { Reading(text).findings.map(\.code) }

  private func severity(_ version: String, _ kind: String) -> Severity? {
    Reading("{apiVersion: \(version), kind: \(kind), metadata: {name: x}, spec: {}}").findings.first?.severity
  }

  private let policy =
    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: a}, spec: {}}"

  @Test("objects that give pods other interfaces are named")
  func otherInterfaces() {
    #expect(severity("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition") == .warning)
    #expect(severity("k8s.ovn.org/v1", "UserDefinedNetwork") == .warning)
    #expect(severity("k8s.ovn.org/v1", "ClusterUserDefinedNetwork") == .warning)
    #expect(severity("k8s.cni.cncf.io/v1beta1", "MultiNetworkPolicy") == .error)
  }

  @Test("lists, whose items may lack their kind")
  func lists() {
    let text = """
      apiVersion: v1
      kind: List
      items:
      - \(policy)
      - {apiVersion: v1, kind: PodList, items: [{metadata: {name: x, namespace: a}, spec: {containers: [{}]}}]}
      ---
      {"apiVersion": "v1", "kind": "NamespaceList", "items": [{"metadata": {"name": "n", "labels": {"team": "t"}}}]}
      ---
      {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicyList", "items": [{"metadata": {"name": "q", "namespace": "b"}, "spec": {}}]}
      """
    let reading = Reading(text)
    #expect(reading.findings.isEmpty, "\(reading.messages)")
    #expect(reading.manifests.policies.policies.map(\.id.name) == ["p", "q"])
    #expect(reading.manifests.inventory.workloads.map(\.name) == ["x"])
    #expect(reading.manifests.inventory.namespaces.map(\.name) == ["a", "b", "n"])
  }

  @Test("long lists and long streams read like their objects one by one")
  func many() {
    let objects = (0..<700).map { number in
      let kind = number % 7 == 0 ? "podSelecter" : "podSelector"
      return "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p\(number), namespace: a}, "
        + "spec: {\(kind): {matchLabels: {app: x\(number)}}}}"
    }
    let readings = objects.map(Reading.init)
    let list = Reading("apiVersion: v1\nkind: List\nitems:\n" + objects.map { "- \($0)\n" }.joined())
    let stream = Reading(objects.map { "---\n\($0)\n" }.joined())
    let policies = PolicySet(readings.flatMap(\.manifests.policies.policies))
    for many in [list, stream] {
      #expect(many.manifests.policies == policies)
      #expect(many.messages == readings.flatMap(\.messages))
    }
    #expect(list.findings.compactMap { $0.span?.start.line } == stride(from: 0, to: 700, by: 7).map { $0 + 4 })
  }

  @Test("policies that name others wait for them, and keep their own places")
  func waiting() throws {
    let reading = Reading(
      """
      {apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: b, namespace: a}, spec: {endpointSelector: {}, egress: [{toCIDRSet: [{cidrGroupRef: g}]}]}}
      ---
      {apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: c, namespace: a}, spec: {endpointSelector: {}, egress: [{}]}}
      ---
      {apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: d, namespace: a}, spec: {endpointSelector: {}, egress: [{toCIDRSet: [{cidrGroupRef: h}]}]}}
      ---
      {apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: e, namespace: a}, spec: {endpointSelector: {}, egress: [{}]}}
      ---
      {apiVersion: cilium.io/v2alpha1, kind: CiliumCIDRGroup, metadata: {name: h}, spec: {externalCIDRs: [10.0.0.0/8]}}
      """)
    #expect(reading.manifests.policies.policies.map(\.id.name) == ["b", "c", "d", "e"])
    let lines = reading.manifests.policies.policies.map { reading.manifests.spans[$0.id]?.start.line }
    #expect(lines == [1, 3, 5, 7])
    // Of the two groups one is there.
    #expect(reading.findings.map { $0.span?.start.line } == [1])
    let block = try AddressBlock(#require(CIDR("10.0.0.0/8")))
    #expect(reading.manifests.policies.policies[2].egress?.rules.first?.peers == .these([.addresses(block)]))
  }

  @Test("what the server adds to an object is no finding")
  func dump() {
    let reading = Reading(
      """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata:
        annotations:
          kubectl.kubernetes.io/last-applied-configuration: |
            {"apiVersion":"networking.k8s.io/v1"}
        creationTimestamp: "2026-01-01T00:00:00Z"
        generation: 1
        managedFields:
        - {apiVersion: networking.k8s.io/v1, fieldsType: FieldsV1, fieldsV1: {"f:spec": {}}, manager: kubectl}
        name: p
        namespace: a
        resourceVersion: "123"
        uid: 0f
      spec:
        podSelector: {}
      status: {}
      """)
    #expect(reading.findings.isEmpty)
    #expect(reading.policy?.id == PolicyID(.networkPolicy, namespace: "a", name: "p"))
    #expect(reading.manifests.spans.values.first?.location == "test.yaml:11:9")
  }

  @Test(
    "objects that have nothing to do with traffic, and empty documents, are no finding",
    arguments: [
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: x}}",
      "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, x: y}",
      "{apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization, resources: []}",
      "{apiVersion: easement.dev/v1alpha1, kind: Tenant}",
      "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: x}}",
      "", "---\n---\n", "# nothing",
    ])
  func irrelevant(_ text: String) {
    #expect(Reading(text).findings.isEmpty)
  }

  @Test("what is no object is an error", arguments: ["[1, 2]", "text", "{kind: Pod}", "{apiVersion: v1}", "a: b"])
  func noObject(_ text: String) {
    #expect(codes(text) == [.unmodelledKind])
    #expect(Reading(text).findings.first?.severity == .error)
  }

  @Test(
    "a kind that its API does not have is an error, and the one that is meant is named",
    arguments: [
      ("v1", "Pods", "did you mean \"Pod\"?"), ("apps/v1", "Deploymnet", "did you mean \"Deployment\"?"),
      ("networking.k8s.io/v1", "Networkpolicy", "did you mean \"NetworkPolicy\"?"),
      ("networking.k8s.io/v1", "NetworkPolicies", "did you mean \"NetworkPolicy\"?"),
      ("cilium.io/v2", "CiliumClusterWideNetworkPolicy", "did you mean \"CiliumClusterwideNetworkPolicy\"?"),
      ("extensions/v1beta1", "NetworkPolicy", "write networking.k8s.io/v1"),
    ])
  func misspeltKind(_ version: String, _ kind: String, _ words: String) throws {
    let reading = Reading(
      "{apiVersion: \(version), kind: \(kind), metadata: {name: x, namespace: a}, spec: {podSelector: {}}}")
    let finding = try #require(reading.findings.first)
    #expect(finding.code == .unmodelledKind && finding.severity == .error)
    #expect(finding.message.contains(words), "\(finding.message)")
    #expect(reading.policy == nil)
  }

  @Test(
    "kinds that exist are not taken for misspelt ones",
    arguments: [
      ("v1", "Node"), ("v1", "Event"), ("v1", "Endpoints"), ("v1", "Secret"), ("v1", "ServiceAccount"),
      ("v1", "PodTemplate"), ("v1", "ResourceQuota"), ("apps/v1", "ControllerRevision"),
      ("networking.k8s.io/v1", "IngressClass"), ("cilium.io/v2", "CiliumNode"), ("cilium.io/v2", "CiliumEndpoint"),
      ("cilium.io/v2", "CiliumIdentity"), ("cilium.io/v2alpha1", "CiliumLoadBalancerIPPool"),
      ("cilium.io/v2", "CiliumNodeConfig"), ("cilium.io/v2alpha1", "CiliumEndpointSlice"),
    ])
  func otherKind(_ version: String, _ kind: String) {
    #expect(Reading("{apiVersion: \(version), kind: \(kind), metadata: {name: x}}").findings.isEmpty)
  }

  @Test("says which of the two is missing")
  func whatIsMissing() {
    #expect(Reading("{kind: Pod}").messages == ["this is not a Kubernetes object: it has no \"apiVersion\""])
    #expect(Reading("a: b").messages == ["this is not a Kubernetes object: it has no \"apiVersion\" and no \"kind\""])
    #expect(Reading("[]").messages == ["this is not a Kubernetes object: it is no mapping"])
  }

  @Test("an empty namespace is none")
  func emptyNamespace() {
    let reading = Reading(policy.replacing("namespace: a", with: "namespace: ''"))
    #expect(reading.findings.isEmpty)
    #expect(reading.policy?.id.namespace == "default")
  }

  @Test("documents behind a broken one count")
  func broken() {
    let reading = Reading("a: [\n---\n\(policy)\n---\n\tb\n---\n\(policy.replacing("name: p", with: "name: q"))")
    #expect(reading.findings.map(\.code) == [.invalidYAML, .invalidYAML])
    #expect(reading.manifests.policies.policies.map(\.id.name) == ["p", "q"])
  }

  @Test(
    "policies of other APIs are errors, since the result can be wrong without them",
    arguments: [
      ("crd.projectcalico.org/v1", "GlobalNetworkPolicy"), ("projectcalico.org/v3", "NetworkPolicy"),
      ("crd.antrea.io/v1beta1", "ClusterNetworkPolicy"), ("security.istio.io/v1", "AuthorizationPolicy"),
      ("k8s.ovn.org/v1", "EgressFirewall"), ("policy.networking.k8s.io/v1beta1", "ClusterNetworkPolicy"),
      ("networking.k8s.io/v2", "NetworkPolicy"), ("security.istio.io/v1", "PeerAuthentication"),
      ("networking.istio.io/v1", "Sidecar"), ("networking.gke.io/v1alpha1", "FQDNNetworkPolicy"),
      ("vpcresources.k8s.aws/v1beta1", "SecurityGroupPolicy"), ("example.com/v1", "NetworkPolicy"),
    ])
  func otherPolicies(_ version: String, _ kind: String) {
    #expect(severity(version, kind) == .error)
  }

  @Test(
    "what routes traffic is a notice",
    arguments: [
      ("networking.k8s.io/v1", "Ingress"), ("gateway.networking.k8s.io/v1", "HTTPRoute"),
      ("cilium.io/v2", "CiliumEnvoyConfig"), ("cilium.io/v2", "CiliumClusterwideEnvoyConfig"),
      ("cilium.io/v2", "CiliumLocalRedirectPolicy"),
    ])
  func routes(_ version: String, _ kind: String) {
    #expect(severity(version, kind) == .notice)
  }

  @Test("workloads of kinds that nobody here knows are missing, loudly")
  func otherWorkloads() {
    let text =
      "{apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: x}, spec: {template: {spec: {containers: []}}}}"
    #expect(codes(text) == [.unmodelledKind])
    let machine =
      "{apiVersion: kubevirt.io/v1, kind: VirtualMachine, metadata: {name: x}, spec: {template: {spec: {domain: {}}}}}"
    #expect(codes(machine) == [.unmodelledKind])
    #expect(Reading(machine).findings.first?.severity == .error)
  }

  @Test("the last of two objects of one name counts, in every kind")
  func duplicates() throws {
    func objects(_ value: String) -> [String] {
      [
        "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: a}, spec: {podSelector: {matchLabels: {v: \(value)}}}}",
        "{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {v: \(value)}}}",
        "{apiVersion: v1, kind: Pod, metadata: {name: x, namespace: a, labels: {v: \(value)}}, spec: {containers: []}}",
        "{apiVersion: v1, kind: Service, metadata: {name: s, namespace: a}, spec: {selector: {v: \(value)}}}",
        "{apiVersion: cilium.io/v2, kind: CiliumCIDRGroup, metadata: {name: g, labels: {v: \(value)}}, spec: {externalCIDRs: []}}",
      ]
    }
    let (first, last) = (objects("first").joined(separator: "\n---\n"), objects("last").joined(separator: "\n---\n"))
    let reading = Reading("\(first)\n---\n\(last)")
    #expect(reading.findings.map(\.code) == Array(repeating: .duplicateObject, count: 5))
    #expect(reading.errors.map { $0.span?.start.line } == [11, 13, 15, 17, 19])
    #expect(reading.errors.map { $0.notes.first?.span?.start.line } == [1, 3, 5, 7, 9])
    #expect(reading.policy == Reading(last).policy)
    #expect(reading.manifests.inventory == Reading(last).manifests.inventory)
    #expect(reading.manifests.observation.namespaces.map(\.labels["v"]) == ["last"])
  }

  @Test("two objects that say the same are worth a notice")
  func equalDuplicates() {
    let list =
      "apiVersion: v1\nkind: List\nitems:\n- \(policy)\n- \(policy.replacing("spec: {}", with: "spec: {podSelector: {}}"))\n"
    let reading = Reading(list)
    #expect(reading.findings.map(\.severity) == [.notice])
    #expect(reading.messages == ["the NetworkPolicy \"a/p\" is declared twice, in the same words"])
    #expect(reading.manifests.policies.policies.count == 1)
  }

  @Test("what a server refuses replaces nothing")
  func refusedDuplicates() {
    let bad = policy.replacing("spec: {}", with: "spec: {policyTypes: [X]}")
    let reading = Reading("\(policy)\n---\n\(bad)")
    #expect(Set(reading.errors.map(\.code)) == [.duplicateObject, .invalidObject])
    #expect(reading.manifests.policies.policies.count == 1 && reading.manifests.refused.isEmpty)
    #expect(Reading("\(bad)\n---\n\(policy)").manifests.policies.policies.count == 1)
  }

  @Test("merge keys are followed, as servers' clients do")
  func mergeKeys() {
    let reading = Reading(
      """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: p, namespace: a}
      spec:
        podSelector:
          matchExpressions:
          - &one {key: app, operator: In, values: [x]}
          - <<: *one
            key: tier
      ---
      apiVersion: helm.toolkit.fluxcd.io/v2
      kind: HelmRelease
      metadata: {name: app, namespace: a}
      spec: {values: {a: &a {x: 1}, b: {<<: *a, y: 2}}}
      """)
    #expect(reading.errors.isEmpty, "\(reading.messages)")
    let expected = LabelSelector([LabelRequirement("app", equals: "x"), LabelRequirement("tier", equals: "x")])
    #expect(reading.policy?.subject == .pods(PodSelector(in: "a", pods: expected)))
  }

  @Test(
    "what has nothing to do with traffic may say what it likes",
    arguments: [
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: b, a: c}}",
      "{apiVersion: example.com/v1, kind: Thing, a: 1, a: 2}",
    ])
  func irrelevantText(_ text: String) {
    #expect(Reading(text).findings.isEmpty)
    #expect(
      Reading(text.replacing("ConfigMap", with: "Pod").replacing("Thing", with: "NetworkPolicy")).errors.count > 0)
  }

  @Test("files of a folder that hold something else are counted, named ones are errors")
  func strays() {
    func reading(_ texts: [String: String], isNamed: Bool) -> [Diagnostic] {
      var log = DiagnosticLog()
      let sources = texts.sorted { $0.key < $1.key }.map {
        SourceText(path: $0.key, bytes: Array($0.value.utf8), isNamed: isNamed)
      }
      _ = ManifestReading(reading: sources, reportingTo: &log)
      return log.sorted
    }
    let files = [
      "f/values.yaml": "replicas: 2\n", "f/list.yaml": "[1, 2]\n", "f/kustomization.yaml": "resources: []\n",
    ]
    let found = reading(files, isNamed: false)
    #expect(found.map(\.severity) == [.notice])
    #expect(found.map(\.message) == ["2 files hold no Kubernetes objects, and are left out"])
    #expect(found.first?.span?.source.path == "f/list.yaml")
    #expect(reading(files, isNamed: true).map(\.severity) == [.error, .error])
    // Beside an object, and with half a head, it is a mistake wherever it stands.
    for text in ["a: b\n---\n\(policy)", "kind: Pod"] {
      #expect(reading(["f/x.yaml": text], isNamed: false).map(\.severity) == [.error])
    }
  }

  @Test("placeholders are one finding for a file")
  func placeholders() {
    let flux = Reading(
      """
      apiVersion: cilium.io/v2
      kind: CiliumNetworkPolicy
      metadata: {name: "${APP}", namespace: media}
      spec:
        endpointSelector: {matchLabels: {app: "${APP}"}}
        egress: [{toCIDRSet: [{cidr: "${IP_ROUTER}/32"}]}]
      """)
    #expect(flux.findings.map(\.code) == [.placeholder])
    #expect(flux.messages.first?.hasPrefix("\"${APP}\" is filled in before") == true)
    #expect(flux.manifests.refused.isEmpty && flux.policy == nil)
    let helm = Reading("{{- if .Values.on }}\nkind: Pod\n{{- end }}\n")
    #expect(helm.findings.map(\.code) == [.placeholder])
    #expect(helm.findings.first?.help?.contains("helm template") == true)
    // Elsewhere they are none of our business, and other mistakes stay.
    #expect(Reading("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: '${B}'}}").findings.isEmpty)
    let other = Reading(policy.replacing("spec: {}", with: "spec: {policyTypes: [X]}") + "\n# ${A}\n")
    #expect(other.findings.map(\.code) == [.invalidObject])
  }

  @Test("what operators make pods from is one notice a kind")
  func podMakers() {
    let objects = [
      "{apiVersion: monitoring.coreos.com/v1, kind: Prometheus, metadata: {name: k8s, namespace: m}, spec: {}}",
      "{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: g, namespace: m}, spec: {targetNamespace: t}}",
      "{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: h, namespace: m}, spec: {}}",
      "{apiVersion: elasticsearch.k8s.elastic.co/v1, kind: Elasticsearch, metadata: {name: e}, spec: {}}",
    ]
    let reading = Reading(objects.joined(separator: "\n---\n"))
    #expect(reading.findings.allSatisfy { $0.severity == .notice && $0.code == .unreadPods && $0.help != nil })
    #expect(
      reading.messages == [
        "the object of kind \"Prometheus\" of monitoring.coreos.com makes pods that are not here",
        "2 objects of kind \"HelmRelease\" of helm.toolkit.fluxcd.io make pods that are not here",
        "the object of kind \"Elasticsearch\" of elasticsearch.k8s.elastic.co makes pods that are not here",
      ])
    #expect(reading.manifests.podMakers.map(\.namespace) == ["m", "t", "m", "default"])
    // A cluster tells of all its pods, and what Easement writes makes none.
    let running = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: []}, status: {phase: Running}}"
    #expect(Reading((objects + [running]).joined(separator: "\n---\n")).findings.isEmpty)
    let own =
      "{apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {name: x, labels: {app.kubernetes.io/managed-by: easement}}}"
    #expect(Reading(own).findings.isEmpty)
  }

  @Test("the API is part of a kind's name")
  func kindsOfOtherAPIs() {
    let reading = Reading("{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: x}}")
    #expect(
      reading.messages.first?.hasPrefix("objects of kind \"NetworkPolicy\" of projectcalico.org are not modelled")
        == true)
  }

  @Test("one bad object does not hide the next one")
  func goesOn() {
    let bad = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: q}, spec: {policyTypes: [X]}}"
    let reading = Reading("\(bad)\n---\n\(policy)\n---\n\(bad.replacing("q", with: "r"))")
    #expect(reading.errors.count == 2)
    #expect(reading.manifests.policies.policies.map(\.id.name) == ["p"])
  }

  @Test(
    "hostile input is reported and never crashes",
    arguments: [
      "{apiVersion: v1, kind: List, items: 3}", "{apiVersion: v1, kind: Pod, metadata: 3}",
      "{apiVersion: v1, kind: Pod, metadata: {name: {}}}",
      "{apiVersion: v1, kind: Pod, metadata: {name: a, labels: 3}, spec: [], status: 3}", "{apiVersion: [], kind: {}}",
      "{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {a: {}}}}",
      "{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {jobTemplate: 3}}",
      "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {hostNetwork: 1, containers: [{ports: [3, {containerPort: 99999}]}]}}",
      "{apiVersion: cilium.io/v2, kind: CiliumCIDRGroup, metadata: {name: a}, spec: {externalCIDRs: [x]}}",
      "{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: a}, spec: [], specs: {}}",
      "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {egress: [[[]]]}}",
    ])
  func hostile(_ text: String) {
    #expect(Reading(text).policy == nil)
    #expect(!Reading(text).findings.isEmpty)
  }
}
