import Analysis
import Diagnostics
import Manifests
import PolicyModel
import Testing

/// What a lint's help says, done: it changes nothing, or what it says that it changes.
@Suite struct FollowedHelpTests {
  private static let pods = [pod("a/x"), pod("a/v"), pod("b/x")]

  struct Case: Sendable, CustomTestStringConvertible {
    let code: DiagnosticCode
    let before: String
    /// The words of the help that lead there.
    let words: String
    let after: String
    var testDescription: String { "\(code.rawValue): \(words)" }
  }

  private static let nobody = "{podSelector: {matchLabels: {app: gone}}}"
  private static let v = "{podSelector: {matchLabels: {app: v}}}"
  private static let gone = "fromEndpoints: [{matchLabels: {app: gone}}]"
  private static let every = "fromEndpoints: [{}]"

  /// Each takes out what has no effect.
  private static let removals: [Case] = [
    Case(
      code: .lintPeerMatchesNothing, before: networkPolicy("ingress: [{from: [\(nobody), \(v)]}]"), words: "remove it",
      after: networkPolicy("ingress: [{from: [\(v)]}]")),
    Case(
      code: .lintPeerMatchesNothing, before: networkPolicy("ingress: [{from: [\(nobody)]}]"),
      words: "remove the rule: without a peer it would be about everybody", after: networkPolicy("ingress: []")),
    Case(
      code: .lintPeerMatchesNothing, before: networkPolicy("ingress: [{from: [\(nobody), \(nobody)]}]"),
      words: "remove the rule: without", after: networkPolicy("ingress: []")),
    Case(
      code: .lintPeerMatchesNothing, before: networkPolicy("egress: [{to: [\(nobody)]}]"),
      words: "remove the rule and keep `Egress` in \"policyTypes\"",
      after: networkPolicy("policyTypes: [Ingress, Egress]")),
    Case(
      code: .lintPeerMatchesNothing, before: ciliumPolicy("ingress: [{\(gone)}]"),
      words: "write `ingress: [{}]`, which keeps the rest closed, in place of the rule",
      after: ciliumPolicy("ingress: [{}]")),
    Case(
      code: .lintPeerMatchesNothing,
      before: ciliumPolicy("ingress: [{\(gone)}, {\(gone), toPorts: [{ports: [{port: \"1\"}]}]}]"),
      words: "in place of the last one write `ingress: [{}]`", after: ciliumPolicy("ingress: [{}]")),
    Case(
      code: .lintCoveredRule, before: networkPolicy("ingress: [{from: [\(v)]}, {from: [{podSelector: {}}]}]"),
      words: "remove the rule", after: networkPolicy("ingress: [{from: [{podSelector: {}}]}]")),
    Case(
      code: .lintCoveredRule,
      before: ciliumPolicy("ingress: [{\(every)}], enableDefaultDeny: {ingress: false}", "all") + "\n---\n"
        + ciliumPolicy("ingress: [{fromEndpoints: [{matchLabels: {app: v}}]}]", "some"),
      words: "write `ingress: [{}]`, which keeps the rest closed, in place of the rule",
      after: ciliumPolicy("ingress: [{\(every)}], enableDefaultDeny: {ingress: false}", "all") + "\n---\n"
        + ciliumPolicy("ingress: [{}]", "some")),
    Case(
      code: .lintSplitPeers,
      before: networkPolicy("ingress: [{from: [{namespaceSelector: {matchLabels: {team: t}}}, \(v)]}]"),
      words: "write two rules",
      after: networkPolicy("ingress: [{from: [{namespaceSelector: {matchLabels: {team: t}}}]}, {from: [\(v)]}]")),
    Case(
      code: .lintEmptyList, before: networkPolicy("ingress: [{from: [], ports: [{port: 80}]}]"),
      words: "leave \"from\" out",
      after: networkPolicy("ingress: [{ports: [{port: 80}]}]")),
    Case(
      code: .lintClusterwideEverybody, before: clusterwidePolicy("egress: [{toEndpoints: [{}]}]"),
      words: "with the operator `Exists` if every pod is meant",
      after: clusterwidePolicy(
        "egress: [{toEndpoints: [{matchExpressions: [{key: 'k8s:io.kubernetes.pod.namespace', operator: Exists}]}]}]")),
  ]

  @Test(arguments: removals) func opensAndClosesNothing(_ one: Case) throws {
    let helps = Self.lints(one.before).filter { $0.code == one.code }.compactMap(\.help)
    #expect(helps.contains { $0.contains(one.words) }, "\(helps)")
    #expect(Self.access(one.before) == Self.access(one.after))
    #expect(!Self.lints(one.after).contains { $0.code == one.code }, "\(one.after)")
  }

  /// Each closes or opens what its help says, and nothing else.
  @Test func changesWhatItSays() {
    let denied = clusterwidePolicy("egressDeny: [{toCIDR: [169.254.169.254/32]}]")
    #expect(!Self.access(denied).contains { $0.hasPrefix("a/x => b/x") })
    let help = Self.lints(denied).first { $0.code == .lintOnlyDenies }?.help
    #expect(help?.contains("`enableDefaultDeny: {egress: false}`") == true)
    let open = Self.access(denied.replacing("egressDeny", with: "enableDefaultDeny: {egress: false}, egressDeny"))
    // Policies of Cilium make ends of nodes and the like, which the other side has not: pods are compared.
    let pods = /[a-z]\/[a-z] => [a-z]\/[a-z] : .*/
    #expect(open.filter { $0.wholeMatch(of: pods) != nil } == Self.access("").filter { $0.wholeMatch(of: pods) != nil })
    #expect(!open.contains { $0.hasPrefix("a/") && $0.contains("=> 169.254.169.254") })
    // The other way to follow an empty list: nothing is meant.
    let everybody = networkPolicy("policyTypes: [Ingress], ingress: [{from: []}]")
    #expect(Self.access(networkPolicy("policyTypes: [Ingress]")).count < Self.access(everybody).count)
  }

  /// Pods that a policy selects are not touched by the one that closes the others.
  @Test func closesTheRest() {
    let some = networkPolicy("podSelector: {matchLabels: {app: x}}, ingress: [{from: [{podSelector: {}}]}]")
    let help = Self.lints(some).first { $0.code == .lintMissingDefaultDeny }?.help
    #expect(help == "add a policy with `podSelector: {}`, `policyTypes: [Ingress]` and no rules")
    let closed = some + "\n---\n" + networkPolicy("podSelector: {}, policyTypes: [Ingress]", "rest")
    let lost = Set(Self.access(some)).subtracting(Self.access(closed))
    #expect(!lost.isEmpty && lost.allSatisfy { $0.contains("=> a/v :") })
    #expect(Set(Self.access(closed)).isSubset(of: Self.access(some)))
    #expect(!Self.lints(closed).contains { $0.code == .lintMissingDefaultDeny })
  }

  /// An entry about everybody by mistake: what stands in its place lets nobody, and the rest stays closed. (CIL-40)
  @Test func closesAWildcard() {
    let wide = ciliumPolicy("egress: [{toFQDNs: [], toPorts: [{ports: [{port: \"443\", protocol: TCP}]}]}]")
    var log = DiagnosticLog()
    _ = ManifestReading(reading: [SourceText(path: "w.yaml", wide)], reportingTo: &log)
    #expect(log.sorted.first?.help?.contains("`{}` in place of the entry") == true)
    let closed = Self.access(ciliumPolicy("egress: [{}]"))
    #expect(!closed.contains { $0.hasPrefix("a/x =>") } && Self.access(wide).contains { $0.hasPrefix("a/x =>") })
  }

  private static func evaluation(_ text: String) -> (PolicyEvaluation, ManifestReading) {
    var log = DiagnosticLog()
    let text = (pods + [text]).joined(separator: "\n---\n")
    let reading = ManifestReading(reading: [SourceText(path: "all.yaml", text)], reportingTo: &log)
    let semantics: Semantics = reading.policies.policies.contains { $0.id.api.isCilium } ? .cilium : .generic
    #expect(!log.hasErrors, "\(log.sorted.renderedAsText())")
    return (
      PolicyEvaluation(inventory: reading.inventory, policies: reading.policies, semantics: semantics), reading
    )
  }

  private static func lints(_ text: String) -> [Diagnostic] {
    let (evaluation, reading) = evaluation(text)
    return evaluation.lints(at: reading.spans, refused: reading.refused)
  }

  /// Every pair of pods, a few addresses and one that stands for all others, with what is open.
  private static func access(_ text: String) -> [String] {
    let (evaluation, _) = evaluation(text)
    let workloads = evaluation.inventory.workloads.map { ("\($0.namespace)/\($0.name)", Peer.workload($0)) }
    let addresses = ["169.254.169.254/32", "203.0.113.1/32"].compactMap { text in
      CIDR(text).map { (text, Peer.addresses(AddressPeer($0))) }
    }
    let ends = workloads + addresses
    return ends.flatMap { source in
      ends.compactMap { destination in
        let open = evaluation.connections(from: source.1, to: destination.1)
        return open.isEmpty ? nil : "\(source.0) => \(destination.0) : \(open)"
      }
    }
  }
}
