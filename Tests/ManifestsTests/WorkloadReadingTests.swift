import Diagnostics
import Manifests
import PolicyModel
import Testing

@Suite struct WorkloadReadingTests {
  @Test("NP-22: a sidecar's ports count, and a name among them is worth a word")
  func sidecars() {
    func reading(_ ports: String, _ restart: String) -> Reading {
      Reading(
        """
        {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {initContainers: [
          {name: i, restartPolicy: \(restart), ports: [\(ports)]}], containers: [{name: c}]}}
        """)
    }
    let named = reading("{name: web, containerPort: 80}", "Always")
    #expect(named.manifests.inventory.workloads.first?.ports.map(\.number) == [80])
    #expect(named.findings.map(\.code) == [.semanticsDependent])
    #expect(named.messages.first?.contains("(NP-22)") == true)
    #expect(reading("{containerPort: 80}", "Always").findings.isEmpty)
    #expect(reading("{name: web, containerPort: 80}", "Never").manifests.inventory.workloads.first?.ports == [])
  }

  @Test(
    "NPV-1: what a server refuses for its name is in no cluster, and the place is named",
    arguments: [
      ("name: Web", "\"Web\" is not an object name"), ("name: a_b", "\"a_b\" is not an object name"),
      ("name: \(String(repeating: "a", count: 254))", "is not an object name"),
      ("generateName: Web-", "\"Web-\" is not an object name"),
      ("name: a, namespace: Shop", "\"Shop\" is not a namespace name"),
      ("name: a, namespace: \(String(repeating: "n", count: 64))", "is not a namespace name"),
      ("name: a, namespace: a.b", "\"a.b\" is not a namespace name"), ("name: a, namespace: 1", "must be text"),
    ])
  func refusedNames(_ metadata: String, _ message: String) {
    for head in ["apiVersion: v1, kind: Pod", "apiVersion: apps/v1, kind: Deployment"] {
      let reading = Reading("{\(head), metadata: {\(metadata)}, spec: {template: {}, containers: []}}")
      #expect(reading.manifests.inventory.workloads == [], "\(head)")
      #expect(reading.findings.map(\.code) == [.invalidObject], "\(head)")
      #expect(reading.messages.first?.contains(message) == true, "\(reading.messages)")
      #expect(reading.findings.first?.span?.start.line == 1)
    }
  }

  @Test(
    "Names that servers complete or accept are fine", arguments: ["generateName: web-", "name: a.b-1", "name: \"1\""])
  func acceptedNames(_ metadata: String) {
    let reading = Reading("{apiVersion: v1, kind: Pod, metadata: {\(metadata), namespace: \"\"}, spec: {}}")
    #expect(reading.findings.isEmpty)
    #expect(reading.manifests.inventory.workloads.map(\.namespace) == ["default"])
  }

  @Test("Tags say what a value is to a server; those it does not know mean nothing")
  func tags() {
    let reading = Reading(
      """
      {apiVersion: v1, kind: Pod, metadata: {name: !!str 1, labels: !mine {v: !!str 2}}, spec: {containers: [
        {ports: [{containerPort: !!int "80", name: !mine web}]}]}}
      """)
    #expect(reading.findings.isEmpty)
    let pod = reading.manifests.inventory.workloads.first
    #expect(pod?.name == "1" && pod?.labels["v"] == "2")
    #expect(pod?.ports == [ContainerPort(name: "web", transport: .tcp, number: 80)])
  }

  @Test("Encoded text hides nothing: kind, version, namespace, keys and labels are read as a server's reader does")
  func encodedText() {
    let reading = Reading(
      """
      apiVersion: !!binary bmV0d29ya2luZy5rOHMuaW8vdjE=
      !!binary a2luZA==: !!binary TmV0d29ya1BvbGljeQ==
      metadata: {name: !!binary b3Blbg==, namespace: !!binary c2hvcA==}
      spec: {podSelector: {matchLabels: {!!binary YXBw: !!binary YXBp}}, ingress: [{}]}
      """)
    #expect(reading.findings.isEmpty, "\(reading.messages)")
    #expect(reading.policy?.id == PolicyID(.networkPolicy, namespace: "shop", name: "open"))
    #expect(Reading("apiVersion: v1\nkind: !!binary \"?\"\n").findings.map(\.code) == [.invalidYAML])
  }

  @Test(
    "Numbers are read as a server's reader does", arguments: ["0x50", "0120", "8_0", "80.0", "8e1", "!!int \"80\""])
  func numbers(_ port: String) {
    let reading = Reading(
      "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{ports: [{containerPort: \(port)}]}]}}")
    #expect(reading.findings.isEmpty, "\(reading.messages)")
    #expect(reading.manifests.inventory.workloads.first?.ports.map(\.number) == [80])
    let policy = Reading.networkPolicy("{podSelector: {}, ingress: [{ports: [{port: \(port)}]}]}")
    #expect(policy.findings.isEmpty && policy.policy != nil, "\(policy.messages)")
  }

  @Test("Keys that are booleans to some readers are refused", arguments: ["yes", "on", "n"])
  func disputedKeys(_ key: String) {
    let reading = Reading.networkPolicy("{podSelector: {matchLabels: {\(key): a}}}")
    #expect(reading.findings.map(\.code) == [.invalidObject])
    #expect(Reading.networkPolicy("{podSelector: {matchLabels: {\"\(key)\": a}}}").findings.isEmpty)
  }

  @Test("Tools that apply policies need their names")
  func generatedNames() {
    func severities(_ labels: String) -> [Severity] {
      Reading(
        "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {generateName: a-b, namespace: a, "
          + "labels: \(labels)}, spec: {podSelector: {}}}"
      ).findings.map(\.severity)
    }
    #expect(severities("{}") == [.warning])
    #expect(severities("{app.kubernetes.io/managed-by: easement}") == [.error])
  }

  @Test("NPV-1: namespaces and Services have names without dots")
  func labelNames() {
    for kind in ["Namespace", "Service"] {
      let reading = Reading("{apiVersion: v1, kind: \(kind), metadata: {name: a.b}, spec: {}}")
      #expect(reading.findings.map(\.code) == [.invalidObject])
      #expect(reading.manifests.inventory.namespaces == [])
    }
  }

  private func workloads(_ text: String) -> [Workload] { Reading(text).manifests.inventory.workloads }

  private func pod(_ name: String, _ labels: String = "{}", owner: String? = nil, rest: String = "") -> String {
    let owners = owner.map { ", ownerReferences: [\($0)]" } ?? ""
    return
      "{apiVersion: v1, kind: Pod, metadata: {name: \(name), labels: \(labels)\(owners)}, spec: {containers: [{}]}\(rest)}"
  }

  private let replicaSet = "{controller: true, kind: ReplicaSet, name: r}"

  @Test(
    "labels and ports come from the pod template",
    arguments: [
      ("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("apps/v1", "DaemonSet"), ("apps/v1", "ReplicaSet"),
      ("extensions/v1beta1", "Deployment"), ("v1", "ReplicationController"), ("batch/v1", "Job"),
    ])
  func templates(_ version: String, _ kind: String) {
    let text = """
      apiVersion: \(version)
      kind: \(kind)
      metadata: {name: api, namespace: shop, labels: {not: these}}
      spec:
        replicas: 3
        template:
          metadata: {labels: {app: api}}
          spec:
            hostNetwork: true
            containers:
            - ports: [{name: http, containerPort: 8080}, {containerPort: 53, protocol: UDP}]
            initContainers:
            - {restartPolicy: Always, ports: [{containerPort: 9000}]}
            - {ports: [{containerPort: 1}]}
      """
    let ports = [
      ContainerPort(name: "http", transport: .tcp, number: 8_080),
      ContainerPort(name: nil, transport: .udp, number: 53),
      ContainerPort(name: nil, transport: .tcp, number: 9_000, isSidecar: true),
    ]
    #expect(
      workloads(text) == [
        Workload(
          namespace: "shop", name: "api", kind: kind, labels: ["app": "api"], ports: ports, usesHostNetwork: true,
          serviceAccount: "default")
      ])
  }

  @Test("misspelt labels of a template are an error")
  func misspeltLabels() {
    let reading = Reading(
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {template: {metadata: {lables: {app: x}}, spec: {}}}}"
    )
    #expect(reading.errors.map(\.code) == [.unknownObjectField])
    #expect(reading.errors.first?.help == "did you mean \"labels\"?")
  }

  @Test("cron jobs keep their template deeper")
  func cronJob() {
    let text = """
      {apiVersion: batch/v1, kind: CronJob, metadata: {name: c}, spec: {jobTemplate: {spec: {template:
        {metadata: {labels: {app: c}}, spec: {containers: []}}}}}}
      """
    #expect(
      workloads(text) == [
        Workload(namespace: "default", name: "c", kind: "CronJob", labels: ["app": "c"], serviceAccount: "default")
      ])
  }

  @Test("replicas collapse into their controlling owner")
  func replicas() {
    let hash = "{app: x, pod-template-hash: '1'}"
    let other = "{app: x, pod-template-hash: '2'}"
    let reading = Reading(
      [pod("r-1", hash, owner: replicaSet), pod("r-2", other, owner: replicaSet)].joined(separator: "\n---\n"))
    #expect(reading.manifests.inventory.workloads.map { "\($0.name)[\($0.kind)]" } == ["r[ReplicaSet]"])
    #expect(reading.findings.isEmpty)
  }

  @Test("a node is no owner, and an owner without a kind is a pod")
  func owners() {
    #expect(workloads(pod("p", owner: "{controller: true, kind: Node, name: n}")).map(\.name) == ["p"])
    #expect(workloads(pod("p", owner: "{kind: ReplicaSet, name: r}")).map(\.name) == ["p"])
    #expect(workloads(pod("p", owner: "{controller: true, name: r}")).map { "\($0.name)[\($0.kind)]" } == ["r[Pod]"])
  }

  @Test("pods, replica set and deployment of a dump are one workload, with the deployment's labels")
  func chain() {
    let template = "spec: {template: {metadata: {labels: {app: x}}, spec: {containers: []}}}"
    let owner = "ownerReferences: [{controller: true, kind: Deployment, name: d}]"
    let reading = Reading(
      """
      \(pod("r-1", "{app: x, pod-template-hash: h}", owner: replicaSet, rest: ", status: {podIP: 10.0.0.9}"))
      ---
      {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: r, \(owner)}, \(template)}
      ---
      {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, \(template)}
      """)
    let address = IPAddress("10.0.0.9").map { [$0] } ?? []
    #expect(
      reading.manifests.inventory.workloads
        == [
          Workload(
            namespace: "default", name: "d", kind: "Deployment", labels: ["app": "x"], addresses: address,
            serviceAccount: "default")
        ])
    #expect(reading.findings.isEmpty)
  }

  @Test("owners in a circle do not hang")
  func circle() {
    func set(_ name: String, _ owner: String) -> String {
      "{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: \(name), ownerReferences: [{controller: true, kind: ReplicaSet, name: \(owner)}]}, spec: {template: {}}}"
    }
    #expect(!workloads("\(set("a", "b"))\n---\n\(set("b", "a"))\n---\n\(set("c", "c"))").isEmpty)
  }

  private func policy(_ spec: String) -> String {
    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {\(spec)}}"
  }

  private func names(_ reading: Reading) -> [String] {
    reading.manifests.inventory.workloads.map { "\($0.name)[\($0.kind)]" }
  }

  @Test("pods of one owner that policies can tell apart stand apart")
  func oddReplicas() {
    let pods = [
      pod("r-1", "{app: x}", owner: replicaSet, rest: ", status: {podIP: 10.0.0.1}"),
      pod("r-2", "{app: z}", owner: replicaSet, rest: ", status: {podIP: 10.0.0.2}"),
      pod("r-3", "{app: x, track: new}", owner: replicaSet, rest: ", status: {podIP: 10.0.0.3}"),
    ]
    // Nothing looks at the labels, or tells one value from the other.
    for spec in [
      "podSelector: {}", "podSelector: {matchExpressions: [{key: app, operator: Exists}]}",
      "podSelector: {matchExpressions: [{key: app, operator: In, values: [x, z]}]}",
    ] {
      let alike = Reading((pods + [policy(spec)]).joined(separator: "\n---\n"))
      #expect(names(alike) == ["r[ReplicaSet]"] && alike.findings.isEmpty)
    }
    for spec in [
      "podSelector: {matchLabels: {app: x}}",
      "podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: z}}}]}]",
    ] {
      let apart = Reading((pods + [policy(spec)]).joined(separator: "\n---\n"))
      #expect(names(apart) == ["r[ReplicaSet]", "r-2[Pod]"])
      #expect(apart.manifests.inventory.workloads.map(\.labels["app"]) == ["x", "z"])
      #expect(
        apart.manifests.inventory.workloads.map { $0.addresses.map(\.description) } == [
          ["10.0.0.1", "10.0.0.3"], ["10.0.0.2"],
        ])
      #expect(
        apart.messages == [
          "policies tell 1 pod of the ReplicaSet \"default/r\" from its others, so it stands apart as \"default/r-2\""
        ])
      #expect(apart.findings.map(\.severity) == [.notice])
    }
  }

  @Test("CIL-32: pods of one owner with several service accounts stand apart where a policy asks for the account")
  func oddAccounts() {
    let pods = ["one", "two"].map { account in
      pod("r-\(account)", "{app: x}", owner: replicaSet)
        .replacing("spec: {", with: "spec: {serviceAccountName: \(account), ")
    }
    func names(_ label: String) -> [String] {
      let policy = """
        {apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p, namespace: default},
         spec: {endpointSelector: {matchLabels: {\(label)}}, ingress: [{}]}}
        """
      return self.names(Reading((pods + [policy]).joined(separator: "\n---\n")))
    }
    #expect(names("app: x") == ["r[ReplicaSet]"])
    #expect(names("io.cilium.k8s.policy.serviceaccount: two") == ["r[ReplicaSet]", "r-two[Pod]"])
  }

  @Test("the template decides what the workload is, whatever its pods are in the meantime")
  func rollout() {
    let template =
      "spec: {template: {metadata: {labels: {app: x, version: v2}}, spec: {containers: [{ports: [{name: http, containerPort: 81}]}]}}}"
    let set = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: s}, \(template)}"
    let owner = "{controller: true, kind: StatefulSet, name: s}"
    let old = (0..<3).map { pod("s-\($0)", "{app: x, version: v1}", owner: owner) }
    let selector = policy("podSelector: {matchLabels: {version: v2}}")
    let reading = Reading(([set, selector] + old).joined(separator: "\n---\n"))
    #expect(names(reading) == ["s[StatefulSet]", "s-0[Pod]"])
    #expect(reading.messages.first?.hasPrefix("policies tell 3 pods of the StatefulSet \"default/s\"") == true)
    // Another number behind a port name is another pod too.
    let named = Reading(([set, policy("ingress: [{ports: [{port: http}]}]")] + old).joined(separator: "\n---\n"))
    #expect(names(named) == ["s[StatefulSet]", "s-0[Pod]"])
  }

  @Test("labels that tell every pod from every other count where a policy asks for them")
  func podNames() {
    let owner = "{controller: true, kind: StatefulSet, name: s}"
    let pods = (0..<2).map { pod("s-\($0)", "{statefulset.kubernetes.io/pod-name: s-\($0)}", owner: owner) }
    let primary = policy("podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: s-0}}")
    #expect(names(Reading((pods + [primary]).joined(separator: "\n---\n"))).count == 2)
    #expect(names(Reading(pods.joined(separator: "\n---\n"))) == ["s[StatefulSet]"])
  }

  @Test("T-29, NP-38: pods that have ended are no endpoints, and are counted", arguments: ["Succeeded", "Failed"])
  func ended(_ phase: String) {
    let reading = Reading(
      [1, 2].map { pod("p\($0)", rest: ", status: {phase: \(phase)}") }.joined(separator: "\n---\n"))
    #expect(reading.manifests.inventory.workloads.isEmpty)
    #expect(reading.messages == ["2 pods that have ended are left out (NP-38)"])
    #expect(reading.findings.map(\.severity) == [.notice])
    #expect(workloads(pod("p", rest: ", status: {phase: Running}")).count == 1)
  }

  @Test("NP-38: a job that is over makes no pods", arguments: ["Complete", "Failed"])
  func over(_ condition: String) {
    func job(_ type: String, _ status: String) -> String {
      "{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {template: {}}, status: {conditions: [{type: \(type), status: '\(status)'}]}}"
    }
    #expect(workloads(job(condition, "True")).isEmpty)
    #expect(workloads(job(condition, "False")).count == 1)
    #expect(workloads(job("Suspended", "True")).count == 1)
  }

  @Test("addresses of both families, and none in the node's network")
  func addresses() {
    let status = ", status: {podIP: 10.0.0.1, podIPs: [{ip: 10.0.0.1}, {ip: 'fd00::1'}]}"
    #expect(workloads(pod("p", rest: status)).first?.addresses.map(\.description) == ["10.0.0.1", "fd00::1"])
    let host = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {hostNetwork: true, containers: []}\(status)}"
    #expect(workloads(host).first?.addresses == [])
    #expect(workloads(host).first?.usesHostNetwork == true)
  }

  @Test("NP-15: the name label of a namespace is true whatever a manifest says")
  func namespaces() {
    let reading = Reading(
      "{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {kubernetes.io/metadata.name: b, team: t}}}\n---\n\(pod("p"))"
    )
    #expect(
      reading.manifests.inventory.namespaces == [Namespace("a", labels: ["team": "t"]), Namespace("default")])
  }
}
