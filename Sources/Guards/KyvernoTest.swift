import PolicyModel
import YAMLTree

/// What `kyverno test` runs: objects that somebody without rights creates, and what has to become of them.
///
/// It lies beside the folders of the clusters, so that nobody applies its objects or takes them for the cluster's.
/// https://kyverno.io/docs/kyverno-cli/reference/kyverno_test/
struct KyvernoTest {
  let cluster: String
  /// Names of policies, and their files in the folder of the cluster.
  let policies: [(name: String, path: String)]
  let cases: [Case]

  /// An object and the verdict of one policy.
  struct Case {
    let policy: String
    let kind: String
    let namespace: String?
    let name: String
    let spec: YAMLValue?
    var labels: YAMLValue?
    let isRefused: Bool
  }

  var test: YAMLValue {
    [
      "apiVersion": "cli.kyverno.io/v1alpha1", "kind": "Test", "metadata": ["name": .string("easement-\(cluster)")],
      "policies": .sequence(policies.map { .string("../../\($0.path)") }), "resources": ["resources.yaml"],
      "results": .sequence(cases.map(\.result)),
    ]
  }

  var resources: [YAMLValue] { cases.map(\.object) }
}

extension KyvernoTest.Case {
  fileprivate var result: YAMLValue {
    [
      "policy": .string(policy), "rule": .string(policy), "kind": .string(kind),
      "resources": [.string(namespace.map { "\($0)/\(name)" } ?? name)], "result": isRefused ? "fail" : "pass",
    ]
  }

  fileprivate var object: YAMLValue {
    .fields([
      "apiVersion": kind == "Namespace" ? "v1" : "networking.k8s.io/v1", "kind": .string(kind),
      "metadata": .fields([
        "name": .string(name), "namespace": namespace.map { .string($0) }, "labels": labels,
      ]),
      "spec": spec,
    ])
  }
}

extension GuardScope {
  /// Cases about the first namespace of each part of the guards.
  func kyvernoCases(about guards: [Guard]) -> [KyvernoTest.Case] {
    guards.flatMap { rule -> [KyvernoTest.Case] in
      switch rule.requests.place {
      case .namespaces(let names): names.prefix(1).map { Self.made($0, rule.name) }
      case .inNamespaces(let names) where rule.requests.kinds == [.networkPolicy]:
        tenants.flatMap(\.namespaces).filter { $0.name == names.first }.flatMap { Self.policies(in: $0, rule.name) }
      case .anywhere where rule.requests.kinds.contains(.networkPolicy):
        namespaces.prefix(1).flatMap { Self.pretenders(in: $0, rule.name) }
      case .inNamespaces, .anywhere: []
      }
    }
  }

  private static func made(_ namespace: String, _ policy: String) -> KyvernoTest.Case {
    KyvernoTest.Case(
      policy: policy, kind: "Namespace", namespace: nil, name: namespace, spec: nil, isRefused: true)
  }

  private static func pretenders(in namespace: String, _ policy: String) -> [KyvernoTest.Case] {
    let closed: YAMLValue = ["podSelector": .mapping([]), "policyTypes": ["Ingress"]]
    return [
      KyvernoTest.Case(
        policy: policy, kind: "NetworkPolicy", namespace: namespace, name: "passes-for-a-compiled-one", spec: closed,
        labels: .managed, isRefused: true),
      KyvernoTest.Case(
        policy: policy, kind: "NetworkPolicy", namespace: namespace, name: "easement-by-its-name", spec: closed,
        isRefused: true),
      KyvernoTest.Case(
        policy: policy, kind: "NetworkPolicy", namespace: namespace, name: "is-the-tenants-own", spec: closed,
        isRefused: false),
    ]
  }

  private static func policies(in namespace: GuardedNamespace, _ policy: String) -> [KyvernoTest.Case] {
    func ingress(_ name: String, from peers: YAMLValue?, isRefused: Bool) -> KyvernoTest.Case {
      let rule = YAMLValue.fields(["from": peers, "ports": [["port": 8080]]])
      return KyvernoTest.Case(
        policy: policy, kind: "NetworkPolicy", namespace: namespace.name, name: name,
        spec: ["podSelector": .mapping([]), "policyTypes": ["Ingress"], "ingress": [rule]], isRefused: isRefused)
    }
    // No namespace has a dot in its name, so nobody's graph has this one.
    let stranger: YAMLValue = ["namespaceSelector": ["matchLabels": [.namespaceNameLabel: "not.in.the.graph"]]]
    return [
      ingress("opens-to-everybody", from: nil, isRefused: true),
      ingress("opens-to-all-namespaces", from: [["namespaceSelector": .mapping([])]], isRefused: true),
      ingress("opens-to-addresses", from: [["ipBlock": ["cidr": "0.0.0.0/0"]]], isRefused: true),
      ingress("opens-to-a-stranger", from: [stranger], isRefused: true),
      ingress(
        "opens-to-its-own-pods", from: [["podSelector": .mapping([])]],
        isRefused: !namespace.neighbours.contains(namespace.name)),
    ]
  }
}
