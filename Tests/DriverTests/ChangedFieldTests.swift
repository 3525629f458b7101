import Changes
import Diagnostics
import Driver
import TestSupport
import Testing

/// Each field of each kind of policy that bears on traffic: `diff` sees when it changes, whatever pods were read.
@Suite struct ChangedFieldTests {
  private static let pods = """
    {apiVersion: v1, kind: Namespace, metadata: {name: x, labels: {team: t}}}
    ---
    {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x, labels: {app: a}}}
    ---
    {apiVersion: v1, kind: Pod, metadata: {name: b, namespace: x, labels: {app: b}}}
    ---

    """

  private static func networkPolicy(_ spec: String, namespace: String = "x") -> String {
    "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: \(namespace)}, spec: {\(spec)}}"
  }

  private static func cilium(_ spec: String) -> String {
    "{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p, namespace: x}, spec: {\(spec)}}"
  }

  private static func clusterwide(_ spec: String) -> String {
    "{apiVersion: cilium.io/v2, kind: CiliumClusterwideNetworkPolicy, metadata: {name: p}, spec: {\(spec)}}"
  }

  private static func tier(_ version: String, _ kind: String, _ spec: String) -> String {
    "{apiVersion: policy.networking.k8s.io/\(version), kind: \(kind), metadata: {name: default}, spec: {\(spec)}}"
  }

  private static let plain: [(String, String, String)] = [
    ("podSelector: {}", "podSelector: {}", "podSelector: {matchLabels: {app: z}}"),
    ("policyTypes", "policyTypes: [Ingress]", "policyTypes: [Ingress, Egress]"),
    ("ingress", "ingress: []", "ingress: [{}]"),
    ("from", "ingress: [{from: [{podSelector: {}}]}]", "ingress: [{from: [{podSelector: {matchLabels: {app: z}}}]}]"),
    (
      "namespaceSelector", "ingress: [{from: [{namespaceSelector: {matchLabels: {env: p}}}]}]",
      "ingress: [{from: [{namespaceSelector: {matchLabels: {env: q}}}]}]"
    ),
    (
      "cidr", "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]", "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/9}}]}]"
    ),
    (
      "except", "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]",
      "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}]"
    ),
    ("port", "ingress: [{ports: [{port: 80}]}]", "ingress: [{ports: [{port: 81}]}]"),
    ("port name", "ingress: [{ports: [{port: web}]}]", "ingress: [{ports: [{port: api}]}]"),
    ("protocol", "ingress: [{ports: [{port: 80}]}]", "ingress: [{ports: [{port: 80, protocol: UDP}]}]"),
    ("endPort", "ingress: [{ports: [{port: 80}]}]", "ingress: [{ports: [{port: 80, endPort: 81}]}]"),
    ("egress", "egress: [{to: [{podSelector: {}}]}]", "egress: [{to: [{podSelector: {}}]}, {ports: [{port: 53}]}]"),
  ]

  private static let peers = "fromEndpoints: [{}]"
  private static func ports(_ rest: String) -> String { "toPorts: [{ports: [{port: \"80\", protocol: TCP}]\(rest)}]" }
  private static func entry(_ peers: String) -> String { "endpointSelector: {}, ingress: [{\(peers)}]" }
  private static func exit(_ peers: String) -> String { "endpointSelector: {}, egress: [{\(peers)}]" }

  private static let ciliumFields: [(String, String, String)] = [
    ("endpointSelector", entry(peers), "endpointSelector: {matchLabels: {app: z}}, ingress: [{\(peers)}]"),
    ("enableDefaultDeny", entry(peers), entry(peers) + ", enableDefaultDeny: {ingress: false}"),
    ("fromEndpoints", entry(peers), entry("fromEndpoints: [{matchLabels: {app: a}}]")),
    ("fromEntities", entry("fromEntities: [host]"), entry("fromEntities: [world]")),
    ("fromCIDR", entry("fromCIDR: [10.0.0.0/8]"), entry("fromCIDR: [10.0.0.0/9]")),
    (
      "fromCIDRSet", entry("fromCIDRSet: [{cidr: 10.0.0.0/8}]"),
      entry("fromCIDRSet: [{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}]")
    ),
    ("icmps", entry("icmps: [{fields: [{type: 8}]}]"), entry("icmps: [{fields: [{type: 9}]}]")),
    (
      "toPorts", entry("\(peers), \(ports(""))"), entry("\(peers), toPorts: [{ports: [{port: \"81\", protocol: TCP}]}]")
    ),
    (
      "endPort", entry("\(peers), \(ports(""))"),
      entry("\(peers), toPorts: [{ports: [{port: \"80\", endPort: 81, protocol: TCP}]}]")
    ),
    (
      "protocol", entry("\(peers), \(ports(""))"),
      entry("\(peers), toPorts: [{ports: [{port: \"80\", protocol: UDP}]}]")
    ),
    ("http", entry("\(peers), \(ports(""))"), entry("\(peers), \(ports(", rules: {http: [{method: GET}]}"))")),
    ("serverNames", entry("\(peers), \(ports(""))"), entry("\(peers), \(ports(", serverNames: [a.b]"))")),
    (
      "terminatingTLS", entry("\(peers), \(ports(""))"),
      entry("\(peers), \(ports(", terminatingTLS: {secret: {name: s, namespace: x}}"))")
    ),
    (
      "originatingTLS", exit("toEndpoints: [{}], \(ports(", originatingTLS: {secret: {name: s, namespace: x}}"))"),
      exit("toEndpoints: [{}], \(ports(", originatingTLS: {secret: {name: t, namespace: x}}"))")
    ),
    (
      "listener", exit("toEndpoints: [{}], \(ports(""))"),
      exit("toEndpoints: [{}], \(ports(", listener: {envoyConfig: {name: e}, name: l}"))")
    ),
    ("authentication", entry(peers), entry("\(peers), authentication: {mode: required}")),
    (
      "authentication mode", entry("\(peers), authentication: {mode: disabled}"),
      entry("\(peers), authentication: {mode: required}")
    ),
    (
      "failing authentication", entry("\(peers), authentication: {mode: required}"),
      entry("\(peers), authentication: {mode: test-always-fail}")
    ),
    ("ingressDeny", entry(peers), entry(peers) + ", ingressDeny: [{fromEntities: [world]}]"),
    ("toEndpoints", exit("toEndpoints: [{}]"), exit("toEndpoints: [{matchLabels: {app: a}}]")),
    ("toEntities", exit("toEntities: [world]"), exit("toEntities: [kube-apiserver]")),
    ("toCIDR", exit("toCIDR: [10.0.0.0/8]"), exit("toCIDR: [10.0.0.0/9]")),
    (
      "dns", exit("toEndpoints: [{}], toPorts: [{ports: [{port: \"53\"}], rules: {dns: [{matchName: a.b}]}}]"),
      exit("toEndpoints: [{}], toPorts: [{ports: [{port: \"53\"}], rules: {dns: [{matchName: c.d}]}}]")
    ),
    ("toFQDNs", exit("toFQDNs: [{matchName: a.b}]"), exit("toFQDNs: [{matchName: c.d}]")),
    ("egressDeny", exit("toEntities: [all]"), exit("toEntities: [all]") + ", egressDeny: [{toCIDR: [10.0.0.0/8]}]"),
  ]

  private static let subject = "subject: {namespaces: {}}"
  private static let space = "{namespaces: {matchLabels: {team: t}}}"

  private static let clusterPolicies: [(String, String, String)] = [
    (
      "tier", "tier: Admin, priority: 5, \(subject), ingress: [{action: Deny, from: [\(space)]}]",
      "tier: Baseline, priority: 5, \(subject), ingress: [{action: Deny, from: [\(space)]}]"
    ),
    (
      "priority", "tier: Admin, priority: 5, \(subject), ingress: [{action: Deny, from: [\(space)]}]",
      "tier: Admin, priority: 6, \(subject), ingress: [{action: Deny, from: [\(space)]}]"
    ),
    (
      "subject", "tier: Admin, priority: 5, \(subject), ingress: [{action: Deny, from: [\(space)]}]",
      "tier: Admin, priority: 5, subject: {namespaces: {matchLabels: {team: u}}}, ingress: [{action: Deny, from: [\(space)]}]"
    ),
    (
      "action", "tier: Admin, priority: 5, \(subject), ingress: [{action: Pass, from: [\(space)]}]",
      "tier: Admin, priority: 5, \(subject), ingress: [{action: Accept, from: [\(space)]}]"
    ),
    (
      "from", "tier: Admin, priority: 5, \(subject), ingress: [{action: Deny, from: [{namespaces: {}}]}]",
      "tier: Admin, priority: 5, \(subject), ingress: [{action: Deny, from: [{namespaces: {matchLabels: {team: u}}}]}]"
    ),
    (
      "networks", "tier: Admin, priority: 5, \(subject), egress: [{action: Deny, to: [{networks: [10.0.0.0/8]}]}]",
      "tier: Admin, priority: 5, \(subject), egress: [{action: Deny, to: [{networks: [10.0.0.0/9]}]}]"
    ),
    (
      "order",
      "tier: Admin, priority: 5, \(subject), ingress: [{action: Pass, from: [{namespaces: {}}]}, {action: Deny, from: [\(space)]}]",
      "tier: Admin, priority: 5, \(subject), ingress: [{action: Deny, from: [\(space)]}, {action: Pass, from: [{namespaces: {}}]}]"
    ),
  ]

  private static var pairs: [(String, String, String)] {
    plain.map { ("NetworkPolicy \($0.0)", networkPolicy($0.1), networkPolicy($0.2)) }
      + [("namespace", networkPolicy("podSelector: {}"), networkPolicy("podSelector: {}", namespace: "z"))]
      + ciliumFields.map { ("CiliumNetworkPolicy \($0.0)", cilium($0.1), cilium($0.2)) }
      + ciliumFields.map { ("CiliumClusterwideNetworkPolicy \($0.0)", clusterwide($0.1), clusterwide($0.2)) }
      + [
        (
          "nodeSelector", clusterwide("nodeSelector: {}, ingress: [{fromEntities: [world]}]"),
          clusterwide("nodeSelector: {matchLabels: {a: b}}, ingress: [{fromEntities: [world]}]")
        )
      ]
      + clusterPolicies.map {
        (
          "ClusterNetworkPolicy \($0.0)", tier("v1alpha2", "ClusterNetworkPolicy", $0.1),
          tier("v1alpha2", "ClusterNetworkPolicy", $0.2)
        )
      }
      + [
        (
          "AdminNetworkPolicy priority",
          tier(
            "v1alpha1", "AdminNetworkPolicy", "priority: 1, \(subject), ingress: [{action: Deny, from: [\(space)]}]"),
          tier("v1alpha1", "AdminNetworkPolicy", "priority: 2, \(subject), ingress: [{action: Deny, from: [\(space)]}]")
        ),
        (
          "BaselineAdminNetworkPolicy action",
          tier("v1alpha1", "BaselineAdminNetworkPolicy", "\(subject), ingress: [{action: Deny, from: [\(space)]}]"),
          tier("v1alpha1", "BaselineAdminNetworkPolicy", "\(subject), ingress: [{action: Allow, from: [\(space)]}]")
        ),
      ]
  }

  @Test func everyFieldCounts() throws {
    for (field, old, new) in Self.pairs {
      for pods in ["", Self.pods] {
        let there = try Self.changes(from: pods + old, to: pods + new)
        #expect(there.changeAccess, "\(field), \(pods.isEmpty ? "without" : "with") pods")
        #expect(try Self.changes(from: pods + new, to: pods + old).changeAccess, "\(field) back")
        #expect(try !Self.changes(from: pods + new, to: pods + new).changeAccess, "\(field) unchanged")
      }
    }
  }

  /// Groups of blocks and Services that policies name.
  @Test(arguments: [
    (
      cilium(exit("toCIDRSet: [{cidrGroupRef: g}]")),
      "{apiVersion: cilium.io/v2, kind: CiliumCIDRGroup, metadata: {name: g}, spec: {externalCIDRs: [10.0.0.0/8]}}",
      "10.0.0.0/8", "10.0.0.0/9"
    ),
    (
      cilium(exit("toServices: [{k8sService: {serviceName: s, namespace: x}}]")),
      "{apiVersion: v1, kind: Service, metadata: {name: s, namespace: x}, spec: {selector: {app: a}}}", "app: a",
      "app: b"
    ),
  ])
  func whatPoliciesNameCounts(_ policy: String, _ object: String, _ old: String, _ new: String) throws {
    let before = [Self.pods + policy, object].joined(separator: "\n---\n")
    let after = [Self.pods + policy, object.replacing(old, with: new)].joined(separator: "\n---\n")
    #expect(try Self.changes(from: before, to: after).changeAccess)
  }

  private static func changes(from old: String, to new: String) throws -> AccessChanges {
    let sides = try [old, new].map { Comparand(of: [SourceText(path: "m.yaml", $0)], today: try .goldenDay) }
    for case .manifests(let cluster) in sides {
      #expect(!cluster.findings.contains { $0.severity == .error }, "\(cluster.findings.renderedAsText())")
    }
    return try #require(Comparand.changes(from: sides[0], to: sides[1]))
  }
}
