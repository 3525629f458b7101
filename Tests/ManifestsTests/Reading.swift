import Diagnostics
import Manifests
import PolicyModel

/// One text, read.
struct Reading {
  let manifests: ManifestReading
  let findings: [Diagnostic]

  init(_ text: String) {
    var log = DiagnosticLog()
    manifests = ManifestReading(reading: [SourceText(path: "test.yaml", text)], reportingTo: &log)
    findings = log.sorted
  }

  /// A NetworkPolicy `a/p` with this spec.
  static func networkPolicy(_ spec: String) -> Reading {
    Reading(object("networking.k8s.io/v1", "NetworkPolicy", "a", spec))
  }

  /// A CiliumNetworkPolicy `a/p` with this spec.
  static func cilium(_ spec: String) -> Reading { Reading(object("cilium.io/v2", "CiliumNetworkPolicy", "a", spec)) }

  /// A CiliumClusterwideNetworkPolicy `p` with this spec.
  static func clusterwide(_ spec: String) -> Reading {
    Reading(object("cilium.io/v2", "CiliumClusterwideNetworkPolicy", nil, spec))
  }

  static func tier(_ kind: String, _ spec: String, name: String = "default") -> Reading {
    let version = kind == "ClusterNetworkPolicy" ? "v1alpha2" : "v1alpha1"
    return Reading(object("policy.networking.k8s.io/\(version)", kind, nil, spec, name: name))
  }

  private static func object(
    _ version: String, _ kind: String, _ namespace: String?, _ spec: String, name: String = "p"
  ) -> String {
    let place = namespace.map { ", namespace: \($0)" } ?? ""
    return "apiVersion: \(version)\nkind: \(kind)\nmetadata: {name: \(name)\(place)}\nspec: \(spec)\n"
  }

  var policy: Policy? { manifests.policies.policies.first }
  var messages: [String] { findings.map(\.message) }
  var errors: [Diagnostic] { findings.filter { $0.severity == .error } }

  /// Whether the only object was refused, and only for this rule.
  func isRefused(for rule: String) -> Bool {
    policy == nil && !errors.isEmpty
      && errors.allSatisfy { $0.code == .invalidObject && $0.message.hasRule(rule) && $0.span != nil }
  }

  /// Whether the object counts, with a warning that cites this rule.
  func isWarned(of rule: String) -> Bool {
    policy != nil && errors.isEmpty && findings.contains { $0.message.hasRule(rule) }
  }
}

extension String {
  fileprivate func hasRule(_ rule: String) -> Bool {
    contains("(\(rule))") || contains("(\(rule),") || contains(", \(rule))") || contains(", \(rule),")
  }
}
