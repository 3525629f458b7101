import Diagnostics
import Manifests
import PolicyModel
import Testing

/// What is left of a mapping when a server drops a field that it does not know, said beside the error. (NP-42, CIL-76)
@Suite struct PrunedFieldTests {
  static let losses: [(object: String, words: String)] = [
    (networkPolicy("ingress: [{form: []}]"), "the rule allows everything (NP-10)"),
    (networkPolicy("ingress: [{form: [], ports: [{port: 80}]}]"), "the rule allows its ports for everybody (NP-11)"),
    (networkPolicy("ingress: [{from: [{podSelector: {}}], port: 80}]"), "the rule allows every port (NP-12)"),
    (networkPolicy("policyType: [Egress]"), "ingress of the pods is closed (NP-4)"),
    (networkPolicy("podSelector: {matchLabel: {a: b}}"), "the selector matches everything (NP-16)"),
    (networkPolicy("ingress: [{ports: [{number: 80}]}]"), "every port of TCP is meant (NP-17)"),
    (networkPolicy("ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, not: []}}]}]"), "nothing is excepted (NP-26)"),
    (
      clusterPolicy("c", 1, "ingress: [{action: Deny, from: [{namespaces: {}}], ports: []}]"),
      "the rule denies every port (NP-12)"
    ),
    (
      ciliumPolicy("egressDeny: [{toFQDNs: [{matchName: a.b}]}]"),
      "the entry denies nothing, and closes its direction as any entry does (CIL-11, CIL-39)"
    ),
    (
      ciliumPolicy("egressDeny: [{toFQDNs: [{matchName: a.b}], toPorts: [{ports: [{port: '443'}]}]}]"),
      "the entry denies its ports for everybody (CIL-39)"
    ),
    (
      ciliumPolicy("ingress: [{fromEndpoint: [{}], toPorts: [{ports: [{port: '80'}]}]}]"),
      "the entry allows its ports for everybody (CIL-39)"
    ),
    (ciliumPolicy("ingress: [{fromEndpoints: [{}], toPort: []}]"), "the entry allows every port (CIL-61)"),
    (
      ciliumPolicy("ingress: [{fromEndpoints: [], fromAll: true, toPorts: [{ports: [{port: '80'}]}]}]"),
      "the entry allows nothing (CIL-38, CIL-67)"
    ),
    (ciliumPolicy("ingress: [{toPorts: [{port: '80'}]}]"), "the element matches no port (CIL-67)"),
    (
      ciliumPolicy("ingressDeny: [{toPorts: [{ports: [{port: '80', proto: TCP}]}]}]"),
      "the port is one of every protocol (CIL-62)"
    ),
    (ciliumPolicy("egress: [{toCIDRSet: [{cidr: 10.0.0.0/8, not: []}]}]"), "nothing is excepted (CIL-47)"),
    (
      ciliumPolicy("enableDefaultDeny: {ingres: false}, ingress: [{}]"), "a direction with entries is closed (CIL-10)"
    ),
    (ciliumPolicy("ingress: [{fromEndpoints: [{labels: {a: b}}]}]"), "the selector matches everything (NP-16)"),
  ]

  @Test(arguments: losses)
  func isSaid(_ object: String, _ words: String) {
    var log = DiagnosticLog()
    let reading = ManifestReading(reading: [SourceText(path: "one.yaml", object)], reportingTo: &log)
    let finding = log.sorted.first { $0.code == .unknownObjectField }
    #expect(finding?.severity == .error && finding?.notes.map(\.message) == ["without it, \(words)"], "\(log.sorted)")
    #expect(reading.policies.policies.count == 1)
  }
}
