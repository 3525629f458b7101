import Diagnostics
import Driver
import Resolution
import TestSupport
import Testing

/// The Cilium cluster of `Tampered/graph` with everything that runs on it, as one stream of documents.
struct Dump {
  private let output: TamperedOutput
  private let cluster: Cluster
  private var objects: [String]
  private var policies: [String: String]

  init() throws {
    output = try TamperedOutput()
    let cluster = try #require(output.graph.clusters.first { $0.name == "cilium" })
    self.cluster = cluster
    let sources = output.sources(of: cluster).filter { !$0.path.hasSuffix("kustomization.yaml") }
    policies = Dictionary(sources.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) }) { first, _ in first }
    objects =
      ["data-prod", "payments-prod", "shop-prod", "kube-system", "monitoring"].map { Self.namespace($0) } + [
        Self.pod("data-prod", "etl", "{app: etl}"), Self.pod("payments-prod", "api", "{app: payments-api}"),
        Self.pod("payments-prod", "ledger", "{app: ledger, pod-template-hash: x}"),
        Self.pod("payments-prod", "admission", "{app: admission}"),
        Self.pod("shop-prod", "checkout", "{app: checkout}"),
        Self.pod("shop-prod", "web", "{app: web}"), Self.pod("kube-system", "dns", "{k8s-app: kube-dns}"),
        Self.pod("kube-system", "proxy", "{app: proxy}", spec: ", hostNetwork: true"),
        Self.pod("monitoring", "prometheus", "{app: prometheus}"),
      ]
  }

  mutating func add(_ object: String) { objects.append(object) }

  mutating func remove(_ object: String) { objects.removeAll { $0 == object } }

  mutating func removeFile(_ path: String) { policies[path] = nil }

  mutating func edit(_ old: String, _ new: String) throws {
    let path = try #require(policies.keys.sorted().first { policies[$0]?.contains(old) ?? false })
    policies[path] = policies[path]?.replacing(old, with: new, maxReplacements: 1)
  }

  func verified() -> Verification {
    let texts = objects + policies.sorted { $0.key < $1.key }.map(\.value)
    let source = SourceText(path: "dump.yaml", texts.joined(separator: "\n---\n"))
    return Verification(of: output.graph, clusters: [cluster], objects: [cluster.name: [source]])
  }

  func messages(_ code: DiagnosticCode) -> [String] {
    verified().findings.filter { $0.code == code }.map(\.message)
  }

  static func namespace(_ name: String, label: String? = nil) -> String {
    "apiVersion: v1\nkind: Namespace\nmetadata: {name: \(name), labels: {kubernetes.io/metadata.name: \(label ?? name)}}"
  }

  static func pod(_ namespace: String, _ name: String, _ labels: String, spec: String = "", ports: String = "[]")
    -> String
  {
    "apiVersion: v1\nkind: Pod\nmetadata: {name: \(name), namespace: \(namespace), labels: \(labels)}\n"
      + "spec: {containers: [{name: main, image: x, ports: \(ports)}]\(spec)}\n"
      + "status: {phase: Running, podIP: 10.244.1.7}"
  }

  static func policy(_ name: String, in namespace: String, _ spec: String, labels: String = "{}") -> String {
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
      + "metadata: {name: \(name), namespace: \(namespace), labels: \(labels)}\nspec: {\(spec)}"
  }
}
