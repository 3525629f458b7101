import Diagnostics
import Manifests
import PolicyModel
import Testing

/// What servers and agents refuse, by rule. (CILV-1 to CILV-13)
@Suite struct CiliumRefusalTests {
  @Test(arguments: [
    ("CILV-1", "{ingress: [{}]}"), ("CILV-1", "{endpointSelector: {}, nodeSelector: {}, ingress: [{}]}"),
    ("CILV-1", "{nodeSelector: {}, ingress: [{}]}"), ("CIL-7", "{endpointSelector: {}, ingress: []}"),
    ("CIL-7", "{endpointSelector: {}}"),
    ("CILV-9", "{endpointSelector: {matchLabels: {'a b': c}}, ingress: [{}]}"),
    ("CILV-9", "{endpointSelector: {matchLabels: {'k-8:a': c}}, ingress: [{}]}"),
    ("CILV-9", "{endpointSelector: {matchLabels: {'k8s:k8s:a': c}}, ingress: [{}]}"),
    ("CILV-9", "{endpointSelector: {matchExpressions: [{key: a, operator: In}]}, ingress: [{}]}"),
    ("CILV-13", "{endpointSelector: {}, ingress: [{}], egress: null}"),
    ("CILV-13", "{endpointSelector: {}, ingress: [{fromEndpoints: }]}"),
  ])
  func rule(_ rule: String, _ spec: String) {
    let reading = Reading.cilium(spec)
    #expect(reading.isRefused(for: rule), "\(reading.messages)")
  }

  @Test("CILV-1: neither spec nor specs, and one bad rule among several (CIL-8)")
  func objects() {
    let head = "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: p}\n"
    #expect(Reading(head).isRefused(for: "CILV-1"))
    #expect(Reading(head + "specs: [{endpointSelector: {}, ingress: [{}]}, {ingress: [{}]}]").isRefused(for: "CILV-1"))
  }

  @Test(arguments: [
    ("CILV-2", "{fromEndpoints: [{}], fromEntities: [world]}"),
    ("CILV-2", "{fromCIDR: [10.0.0.0/8], fromCIDRSet: [{cidr: 10.0.0.0/8}]}"),
    ("CILV-3", "{fromEntities: [wrld]}"), ("CILV-3", "{toPorts: [{ports: [{port: \"1\", protocol: tcp}]}]}"),
    ("CILV-4", "{toPorts: [{ports: [{port: ''}]}]}"), ("CILV-4", "{toPorts: [{ports: [{protocol: TCP}]}]}"),
    ("CILV-4", "{toPorts: [{ports: [{port: 80}]}]}"), ("CILV-4", "{toPorts: [{ports: [{port: \"65536\"}]}]}"),
    ("CILV-4", "{toPorts: [{ports: [{port: \"08\"}]}]}"), ("CILV-4", "{toPorts: [{ports: [{port: \"a_b\"}]}]}"),
    ("CILV-5", "{toPorts: [{ports: [{port: \"80\", protocol: ANY}], rules: {http: [{}]}}]}"),
    ("CILV-5", "{toPorts: [{ports: [{port: \"0\", protocol: TCP}], rules: {http: [{}]}}]}"),
    ("CILV-5", "{toPorts: [{ports: [{port: \"80\", protocol: TCP}], rules: {http: [{path: '/(a'}]}}]}"),
    ("CILV-5", "{toPorts: [{ports: [{port: \"80\", protocol: TCP}], rules: {http: [{path: '/a(?=b)'}]}}]}"),
    ("CILV-5", "{toPorts: [{ports: [{port: \"80\", protocol: TCP}], rules: {http: [{method: '*'}]}}]}"),
    ("CILV-5", "{toPorts: [{ports: [{port: \"53\", protocol: UDP}], rules: {dns: [{matchName: a.b}]}}]}"),
    ("CILV-5", "{toPorts: [{ports: [{port: \"80\", protocol: TCP}], rules: {}}]}"),
    ("CILV-5", "{toPorts: [{ports: [{port: \"80\", protocol: TCP}], serverNames: [a.b], rules: {http: [{}]}}]}"),
    ("CILV-6", "{toPorts: [{ports: [{port: \"80\", protocol: TCP}], listener: {name: l}}]}"),
    ("CILV-7", "{icmps: [{fields: [{type: 8}]}], toPorts: [{ports: [{port: \"80\"}]}]}"),
    ("CILV-7", "{icmps: [{fields: [{type: 8, family: IPv5}]}]}"), ("CILV-7", "{icmps: [{fields: [{family: IPv4}]}]}"),
    ("CILV-7", "{icmps: [{fields: [{type: '256'}]}]}"), ("CILV-7", "{icmps: [{fields: [{type: Ping}]}]}"),
    ("CILV-7", "{icmps: [{fields: [{type: PacketTooBig}]}]}"),
    ("CILV-7", "{icmps: [{fields: [{type: Echo, family: IPv6}]}]}"),
    ("CILV-8", "{fromCIDR: [10.0.0.0]}"), ("CILV-8", "{fromCIDRSet: [{}]}"),
    ("CILV-8", "{fromCIDRSet: [{cidr: 10.0.0.0/8, cidrGroupRef: g}]}"),
    ("CILV-8", "{fromCIDRSet: [{cidr: 10.0.0.0/8, except: [11.0.0.0/16]}]}"),
    ("CILV-8", "{fromCIDRSet: [{cidr: 10.0.0.0/8, except: ['::/0']}]}"),
    ("CILV-5", "{toPorts: [{ports: [{port: \"80\", protocol: TCP}], serverNames: ['']}]}"),
    ("CIL-73", "{toPorts: [{ports: [{port: \"80\", protocol: ESP}]}]}"),
    ("CIL-72", "{fromEntities: [all], authentication: {mode: often}}"),
    ("CIL-72", "{fromEntities: [all], authentication: {}}"),
    ("CILV-13", "{fromEndpoints: [{matchLabels: {app: null}}]}"),
    ("CILV-11", "{fromNodes: [{}]}"), ("CIL-42", "{fromRequires: [{matchLabels: {a: b}}]}"),
  ])
  func ingressEntry(_ rule: String, _ entry: String) {
    let reading = Reading.cilium("{endpointSelector: {}, ingress: [\(entry)]}")
    #expect(reading.isRefused(for: rule), "\(reading.messages)")
  }

  @Test(arguments: [
    ("CILV-5", "{toPorts: [{ports: [{port: \"53\", endPort: 54, protocol: UDP}], rules: {dns: [{matchName: a.b}]}}]}"),
    ("CILV-5", "{toPorts: [{rules: {dns: [{matchName: a.b}]}}]}"),
    ("CILV-5", "{toPorts: [{ports: [{port: \"53\", protocol: TCP}], rules: {dns: [{matchName: a.b}], http: [{}]}}]}"),
    ("CILV-10", "{toFQDNs: [{}]}"), ("CILV-10", "{toFQDNs: [{matchName: a.b, matchPattern: '*'}]}"),
    ("CILV-10", "{toFQDNs: [{matchName: '*.b'}]}"), ("CILV-10", "{toFQDNs: [{matchName: 'a b'}]}"),
    ("CILV-10", "{toFQDNs: [{matchPattern: ''}]}"),
  ])
  func egressEntry(_ rule: String, _ entry: String) {
    let reading = Reading.cilium("{endpointSelector: {}, egress: [\(entry)]}")
    #expect(reading.isRefused(for: rule), "\(reading.messages)")
  }

  @Test("TC-21, CIL-68: 41 ports in one element")
  func tooManyPorts() {
    func entry(_ count: Int) -> Reading {
      let ports = (1...count).map { "{port: \"\($0)\", protocol: TCP}" }.joined(separator: ", ")
      return Reading.cilium("{endpointSelector: {}, ingress: [{toPorts: [{ports: [\(ports)]}]}]}")
    }
    #expect(entry(41).isRefused(for: "CIL-68"))
    #expect(entry(40).findings.isEmpty)
  }

  @Test("TC-31, CIL-2: node selectors are for cluster-wide policies")
  func nodeSelector() {
    let reading = Reading.clusterwide("{nodeSelector: {matchLabels: {role: edge}}, ingress: [{}]}")
    #expect(reading.policy?.subject == .nodes(LabelSelector([LabelRequirement("role", equals: "edge")])))
  }

  @Test("CILV-5: policies for nodes cannot filter HTTP")
  func nodeHTTP() {
    let ports = "toPorts: [{ports: [{port: \"80\", protocol: TCP}], rules: {http: [{}]}}]"
    #expect(Reading.clusterwide("{nodeSelector: {}, ingress: [{\(ports)}]}").isRefused(for: "CILV-5"))
    #expect(Reading.clusterwide("{endpointSelector: {}, ingress: [{\(ports)}]}").findings.isEmpty)
  }

  @Test(
    "misspelt fields are errors",
    arguments: [
      ("{endpointSelector: {}, ingres: [{}], egress: [{}]}", "ingress"),
      ("{endpointSelector: {}, ingress: [{fromEndpoint: [{}]}]}", "fromEndpoints"),
      ("{endpointSelector: {}, ingress: [{toPorts: [{port: []}]}]}", "ports"),
    ])
  func unknownField(_ spec: String, _ meant: String) {
    let reading = Reading.cilium(spec)
    #expect(reading.errors.map(\.code) == [.unknownObjectField])
    #expect(reading.errors.first?.help == "did you mean \"\(meant)\"?")
  }
}
