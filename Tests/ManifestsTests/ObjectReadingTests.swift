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
      ("cilium.io/v2", "CiliumEnvoyConfig"),
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

  @Test("the first of two equal objects counts")
  func duplicates() throws {
    let reading = Reading("\(policy)\n---\n\(policy)")
    #expect(reading.findings.map(\.code) == [.duplicateObject])
    #expect(reading.findings.first?.span?.start.line == 3)
    #expect(reading.findings.first?.notes.first?.span?.start.line == 1)
    #expect(reading.manifests.policies.policies.count == 1)
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
