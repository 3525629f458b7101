import Diagnostics
import Manifests
import PolicyModel
import Testing

/// What servers and agents of Cilium check, one by one: a rule that one of them refuses has no effect at all, and every
/// other is judged. (CIL-8)
@Suite struct AgentCheckTests {
  /// A rule, and the releases that refuse it.
  struct Check: Sendable, CustomTestStringConvertible {
    let title: String
    let object: String
    let refusing: Set<CiliumRelease>

    var testDescription: String { title }
  }

  private static let always = Set(CiliumRelease.allCases)
  private static let before120: Set<CiliumRelease> = [.v118, .v119]

  private static func refused(
    _ title: String, _ rule: String, by releases: Set<CiliumRelease> = always
  ) -> Check {
    Check(title: title, object: ciliumPolicy(rule), refusing: releases)
  }

  private static func taken(_ title: String, _ rule: String) -> Check { refused(title, rule, by: []) }

  private static func overNodes(_ title: String, _ rule: String, isTaken: Bool) -> Check {
    Check(
      title: title, object: ciliumObject("CiliumClusterwideNetworkPolicy", "nodeSelector: {}, \(rule)"),
      refusing: isTaken ? [] : always)
  }

  private static func web(_ rest: String, port: String = "{port: '80', protocol: TCP}") -> String {
    "toPorts: [{ports: [\(port)]\(rest.isEmpty ? "" : ", \(rest)")}]"
  }

  private static let http = "rules: {http: [{method: GET}]}"
  private static let dns = "rules: {dns: [{matchPattern: '*'}]}"
  private static let ports = (1...41).map { "{port: '\($0)'}" }
  private static let messages = (1...41).map { "{type: \($0)}" }

  static let entries = [
    refused("no entries", "ingress: []"),
    taken("an empty entry", "ingress: [{}]"),
    Check(
      title: "two selectors",
      object: ciliumObject("CiliumClusterwideNetworkPolicy", "endpointSelector: {}, nodeSelector: {}, ingress: [{}]"),
      refusing: always),
    Check(
      title: "no selector", object: ciliumObject("CiliumClusterwideNetworkPolicy", "ingress: [{}]"), refusing: always),
    Check(
      title: "nodes in a namespace", object: ciliumObject("CiliumNetworkPolicy", "nodeSelector: {}, ingress: [{}]"),
      refusing: always),
    refused("an unknown authentication mode", "ingress: [{authentication: {mode: maybe}}]"),
    refused("peers of two kinds", "ingress: [{fromEndpoints: [{}], fromCIDR: [10.0.0.0/8]}]"),
    taken("peers of two kinds, one empty", "ingress: [{fromEndpoints: [{}], fromCIDR: []}]"),
    refused("services and entities", "egressDeny: [{toServices: [{k8sService: {serviceName: s}}], toEntities: [all]}]"),
    refused("names and endpoints", "egress: [{toFQDNs: [{matchName: a.b}], toEndpoints: [{}]}]"),
    refused("nodes by label", "egressDeny: [{toNodes: [{}]}]"),
    refused("an unknown entity", "ingressDeny: [{fromEntities: [everyone]}]"),
    refused("requirements", "ingress: [{fromRequires: [{}]}]"),
    refused("an operator without values", "ingress: [{fromEndpoints: [{matchExpressions: [{key: a, operator: In}]}]}]"),
    refused("two prefixes", "ingress: [{fromEndpoints: [{matchLabels: {'a:b:c': d}}]}]"),
    taken("a field of allows in a deny", "egressDeny: [{toFQDNs: [{matchName: a.b}]}]"),
  ]

  static let addresses = [
    refused("an address without prefix", "ingress: [{fromCIDR: [10.0.0.1]}]"),
    refused("a set of nothing", "ingress: [{fromCIDRSet: [{}]}]"),
    refused("a set of a block and a group", "ingress: [{fromCIDRSet: [{cidr: 10.0.0.0/8, cidrGroupRef: g}]}]"),
    refused("an exception elsewhere", "egress: [{toCIDRSet: [{cidr: 10.0.0.0/8, except: [11.0.0.0/16]}]}]"),
    refused("an exception of another family", "egress: [{toCIDRSet: [{cidr: 10.0.0.0/8, except: ['::/0']}]}]"),
    taken("an exception of everything", "egress: [{toCIDRSet: [{cidr: 10.0.0.0/8, except: [10.0.0.0/8]}]}]"),
    refused(
      "a wider exception that begins inside", "egress: [{toCIDRSet: [{cidr: 10.0.0.0/16, except: [10.0.0.0/8]}]}]",
      by: [.v120]),
    taken("an exception to a group", "egress: [{toCIDRSet: [{cidrGroupSelector: {}, except: [11.0.0.0/16]}]}]"),
    refused("a name and a pattern", "egress: [{toFQDNs: [{matchName: a.b, matchPattern: '*'}]}]"),
    refused("a name with a slash", "egress: [{toFQDNs: [{matchName: 'a/b'}]}]"),
  ]

  static let numbers = [
    refused("no port", "ingress: [{\(web("", port: "{protocol: TCP}"))}]"),
    refused("an empty port", "ingressDeny: [{\(web("", port: "{port: ''}"))}]"),
    refused("a port beyond all", "ingress: [{\(web("", port: "{port: '65536'}"))}]"),
    refused("a port of digits and more", "ingress: [{\(web("", port: "{port: '8_0'}"))}]"),
    refused("an end beyond all", "ingress: [{\(web("", port: "{port: '80', endPort: 65536}"))}]"),
    taken("an end before the port", "ingress: [{\(web("", port: "{port: '80', endPort: 8}"))}]"),
    taken("an end beside a name", "egressDeny: [{\(web("", port: "{port: http, endPort: 8}"))}]"),
    refused("a protocol in lower case", "ingress: [{\(web("", port: "{port: '80', protocol: tcp}"))}]"),
    refused("VRRP without a port", "ingress: [{\(web("", port: "{protocol: VRRP}"))}]"),
    taken("VRRP on port 0", "ingress: [{\(web("", port: "{protocol: VRRP, port: '0'}"))}]"),
    refused("VRRP on a port", "ingressDeny: [{\(web("", port: "{protocol: VRRP, port: '5'}"))}]"),
    refused("GRE on port 0", "egressDeny: [{\(web("", port: "{protocol: GRE, port: '0'}"))}]", by: before120),
    refused("GRE without a port", "egress: [{\(web("", port: "{protocol: GRE}"))}]"),
    taken("40 ports", "ingress: [{toPorts: [{ports: [\(ports.dropLast().joined(separator: ", "))]}]}]"),
    refused("41 ports", "egressDeny: [{toPorts: [{ports: [\(ports.joined(separator: ", "))]}]}]"),
    refused("messages and ports", "ingress: [{icmps: [{fields: [{type: 8}]}], \(web(""))}]"),
    refused("41 messages", "ingressDeny: [{icmps: [{fields: [\(messages.joined(separator: ", "))]}]}]"),
    refused("messages of another family", "ingress: [{icmps: [{fields: [{family: IPv5, type: 8}]}]}]"),
    refused("a message of IPv6 for IPv4", "ingress: [{icmps: [{fields: [{type: PacketTooBig}]}]}]"),
    refused("a type of text beyond all", "ingress: [{icmps: [{fields: [{type: '256'}]}]}]"),
    taken("a type beyond all", "ingressDeny: [{icmps: [{fields: [{type: 256}]}]}]"),
  ]

  static let filters = [
    taken("requests", "ingress: [{\(web(http))}]"),
    refused("requests over UDP", "ingress: [{\(web(http, port: "{port: '80', protocol: UDP}"))}]"),
    refused("requests over any protocol", "egress: [{\(web(http, port: "{port: '80'}"))}]"),
    refused("requests on port 0", "egress: [{\(web(http, port: "{port: '0', protocol: TCP}"))}]"),
    refused("queries in", "ingress: [{\(web(dns))}]"),
    taken("queries out", "egress: [{\(web(dns, port: "{port: '53', protocol: ANY}"))}]"),
    refused("queries on a range", "egress: [{\(web(dns, port: "{port: '53', endPort: 54}"))}]"),
    taken("queries on no range", "egress: [{\(web(dns, port: "{port: '53', endPort: 53}"))}]"),
    refused("queries without ports", "egress: [{toPorts: [{\(dns)}]}]"),
    refused("requests and queries", "egress: [{\(web("rules: {http: [{}], dns: [{matchPattern: '*'}]}"))}]"),
    refused("servers beside requests", "egress: [{\(web("\(http), serverNames: [a.b]"))}]"),
    taken(
      "servers beside requests that are decrypted",
      "egress: [{\(web("\(http), serverNames: [a.b], terminatingTLS: {secret: {name: s}}"))}]"),
    refused("a server without a name", "egress: [{\(web("serverNames: ['']"))}]"),
    refused("a listener in", "ingress: [{\(web("listener: {name: l}"))}]"),
    refused("a listener beside requests", "egress: [{\(web("\(http), listener: {name: l}"))}]"),
    taken("a listener out", "egress: [{\(web("listener: {name: l, envoyConfig: {name: e}}"))}]"),
    refused("a header without a name", "egress: [{\(web("rules: {http: [{headerMatches: [{value: a}]}]}"))}]"),
    refused(
      "a header with an unknown action",
      "egress: [{\(web("rules: {http: [{headerMatches: [{name: a, mismatch: KEEP}]}]}"))}]"),
    refused(
      "a header with a secret without a name",
      "egress: [{\(web("rules: {http: [{headerMatches: [{name: a, secret: {namespace: n}}]}]}"))}]"),
    taken(
      "a header to be replaced",
      "egress: [{\(web("rules: {http: [{headerMatches: [{name: a, mismatch: REPLACE}]}]}"))}]"),
    overNodes("requests to nodes", "ingress: [{\(web(http))}]", isTaken: false),
    overNodes("requests to nodes without ports", "ingress: [{toPorts: [{\(http)}]}]", isTaken: false),
    overNodes("requests from nodes", "egress: [{\(web(http))}]", isTaken: false),
    overNodes("requests from nodes without ports", "egress: [{toPorts: [{\(http)}]}]", isTaken: false),
    overNodes("queries from nodes", "egress: [{\(web(dns, port: "{port: '53', protocol: UDP}"))}]", isTaken: true),
    overNodes("servers that nodes ask for", "egress: [{\(web("serverNames: [a.b]"))}]", isTaken: true),
  ]

  @Test(arguments: entries + addresses + numbers + filters, CiliumRelease.allCases)
  func isRefused(_ check: Check, by release: CiliumRelease) {
    var log = DiagnosticLog()
    let source = SourceText(path: "one.yaml", check.object)
    let reading = ManifestReading(reading: [source], for: release, reportingTo: &log)
    let isRefused = reading.policies.policies.isEmpty
    #expect(isRefused == check.refusing.contains(release), "\(release.rawValue): \(log.sorted.map(\.message))")
    #expect(isRefused == !reading.refused.isEmpty)
  }

  @Test("A rule that is refused takes the others of its object with it")
  func oneOfSeveral() {
    let object = """
      {apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: c, namespace: a},
       specs: [{endpointSelector: {}, ingress: [{}]}, {endpointSelector: {}, ingress: []}]}
      """
    var log = DiagnosticLog()
    let reading = ManifestReading(reading: [SourceText(path: "one.yaml", object)], reportingTo: &log)
    #expect(reading.policies.policies.isEmpty && log.hasErrors)
  }
}
