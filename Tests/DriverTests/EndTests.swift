import Analysis
import Diagnostics
import Driver
import Explanations
import PolicyModel
import Testing

/// What the ends of a question about manifests may be besides workloads.
@Suite struct EndTests {
  private static func cluster(_ objects: String, semantics: Semantics? = nil) -> ObservedCluster {
    var options = InspectionOptions()
    options.semantics = semantics
    return ObservedCluster(of: [SourceText(path: "m.yaml", objects)], options: options)
  }

  private static func explain(
    _ from: String, _ to: String, port: UInt16? = nil, portName: String? = nil, _ objects: String,
    _ semantics: Semantics? = nil
  ) throws(UnknownPeer) -> Explanation {
    try cluster(objects, semantics: semantics).explanation(
      from: from, to: to, asked: port.map { ConnectionSet(.tcp, $0...$0) }, portName: portName)
  }

  private static func refusal(
    _ from: String, _ to: String, port: UInt16? = nil, portName: String? = nil, _ objects: String
  ) -> String {
    do {
      let explanation = try explain(from, to, port: port, portName: portName, objects)
      return "no refusal: \(explanation.verdict)"
    } catch {
      return error.message
    }
  }

  // MARK: Services

  private static let services = """
    {apiVersion: v1, kind: Pod, metadata: {name: cart, namespace: shop, labels: {app: cart}}}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: ledger-0, namespace: shop, labels: {app: ledger}}
    spec: {containers: [{name: c, image: i, ports: [{containerPort: 8080, name: web}]}]}
    status: {podIP: 10.244.0.9}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: ledger, namespace: shop}
    spec: {clusterIP: 10.96.12.34, selector: {app: ledger}, ports: [{name: http, port: 80, targetPort: web}, {port: 443, targetPort: 8443}]}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: away, namespace: shop}, spec: {type: ExternalName, externalName: example.com}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: byhand, namespace: shop}, spec: {clusterIP: 10.96.0.5, ports: [{port: 80}]}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: gone, namespace: shop}, spec: {selector: {app: gone}}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: bare, namespace: shop}, spec: {clusterIP: None, selector: {app: ledger}, ports: [{port: 80, targetPort: 8080}]}}
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: ledger, namespace: shop}
    spec: {podSelector: {matchLabels: {app: ledger}}, policyTypes: [Ingress], ingress: [{ports: [{port: 8080}]}]}
    """

  @Test(
    "CIL-60: a Service stands for the pods behind it, on the ports that it translates to",
    arguments: [
      "ledger.shop.svc.cluster.local", "ledger.shop.svc", "ledger.shop", "shop/ledger", "svc/ledger", "shop/svc/ledger",
      "10.96.12.34", "http://ledger.shop/health", "ledger.shop:80", "https://ledger.shop.svc:80",
    ])
  func serviceNames(_ name: String) throws {
    let isWritten = name.contains("://") || name.hasSuffix(":80")
    let explanation = try Self.explain("shop/cart", name, port: isWritten ? nil : 80, Self.services)
    #expect(explanation.verdict == "shop/cart reaches \(name) on TCP 8080")
    #expect(explanation.cases.map(\.destination) == ["shop/ledger-0"])
    #expect(explanation.remarks.first?.contains("TCP 80 to TCP 8080") == true, "\(explanation.remarks)")
  }

  @Test func servicePorts() throws {
    let all = try Self.explain("shop/cart", "shop/ledger", Self.services)
    #expect(all.asked == ConnectionSet(.tcp, 8080...8080).union(ConnectionSet(.tcp, 8443...8443)))
    #expect(all.verdict == "shop/cart reaches shop/ledger on TCP 8080")
    let named = try Self.explain("shop/cart", "shop/ledger", portName: "http", Self.services)
    #expect(named.verdict == "shop/cart reaches shop/ledger on TCP 8080")
    let closed = try Self.explain("shop/cart", "shop/ledger", port: 443, Self.services)
    #expect(closed.verdict == "shop/cart cannot reach shop/ledger on TCP 8443")
    #expect(
      try Self.explain("shop/cart", "shop/ledger-0", portName: "web", Self.services).asked?.contains(.tcp, 8080) == true
    )
    // Nothing translates the ports of a headless Service.
    #expect(try Self.explain("shop/cart", "shop/bare", port: 80, Self.services).verdict.contains("cannot reach"))
    #expect(try Self.explain("shop/cart", "shop/bare", port: 8080, Self.services).verdict.contains("reaches"))
    let pods = ["10.244.0.9", "10-244-0-9.shop.pod.cluster.local", "ledger-0.bare.shop.svc.cluster.local"]
    for pod in pods {
      #expect(
        try Self.explain("shop/cart", pod, port: 8080, Self.services).cases.map(\.destination) == ["shop/ledger-0"])
    }
  }

  @Test(
    "What a name of the cluster stands for was not read: no verdict",
    arguments: [
      ("shop/away", "is another name for a domain"), ("10.96.0.5", "has no selector"),
      ("shop/gone", "no pod that was read is behind"), ("api.shop.svc", "which was not read"),
      ("api.shop", "a final dot makes it a domain"), ("x.y.svc.cluster.local", "which was not read"),
      ("x.cluster.local", "inside the cluster"), ("kubernetes.default", "do not say where the API server is"),
      ("svc/none", "no Service that was read is called"), ("db-9.db.shop.svc", "is a pod of namespace"),
    ])
  func unreadServices(_ name: String, _ words: String) {
    let message = Self.refusal("shop/cart", name, Self.services)
    #expect(message.contains(words), "\(message)")
  }

  @Test func refusedPorts() {
    #expect(
      Self.refusal("shop/cart", "shop/ledger", port: 81, Self.services).contains(
        "has no port TCP 81: it has http 80/TCP"))
    #expect(Self.refusal("shop/cart", "shop/ledger-0", portName: "grpc", Self.services).contains("it has web 8080/TCP"))
    #expect(Self.refusal("shop/cart", "192.0.2.1", portName: "web", Self.services).contains("only pods and Services"))
    #expect(Self.refusal("shop/cart:80", "shop/ledger", Self.services).contains("only the destination has a port"))
    #expect(Self.refusal("shop/cart", "https://example.org", port: 80, Self.services).contains("names port 443 itself"))
    #expect(Self.refusal("shop/cart", "shop/ledgr", Self.services).contains("did you mean \"shop/ledger\"?"))
  }

  @Test("Domains of the internet are still domains", arguments: ["example.org", "api.shop.", "api.shop.example.org"])
  func domains(_ name: String) throws {
    #expect(try Self.explain("shop/cart", name, Self.services).verdict.contains("reaches \(name) on All Connections"))
  }

  @Test func podNames() throws {
    let objects = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: site, namespace: shop}
      spec: {selector: {matchLabels: {app: site}}, template: {metadata: {labels: {app: site}}}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: cart, namespace: shop, labels: {app: cart}}}
      """
    for name in ["shop/site-7d4b9c8f5-x2x9z", "shop/pod/site-7d4b9c8f5-x2x9z", "shop/site-x2x9z", "shop/site-0"] {
      let explanation = try Self.explain(name, "shop/cart", objects)
      #expect(explanation.remarks == ["\(name) is a pod of shop/site"], "\(name)")
    }
    #expect(Self.refusal("shop/site-eu", "shop/cart", objects).contains("nothing read is called"))
  }

  // MARK: Nodes

  private static let node = """
    {apiVersion: v1, kind: Pod, metadata: {name: app, namespace: ops, labels: {app: app}}}
    ---
    {apiVersion: v1, kind: Node, metadata: {name: cp-1}, status: {addresses: [{type: InternalIP, address: 10.137.17.30}, {type: Hostname, address: cp-1}]}}
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: api, namespace: ops}
    spec: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.137.17.0/24}}], ports: [{port: 6443}]}]}
    """

  @Test("CIL-45, NP-31, NP-36: blocks mean nodes, but on Cilium never") func nodes() throws {
    let cilium = try Self.explain("ops/app", "10.137.17.30", port: 6443, Self.node, .cilium)
    #expect(cilium.verdict == "ops/app cannot reach 10.137.17.30 on TCP 6443")
    #expect(cilium.remarks.first?.contains("an address of the node cp-1") == true)
    #expect(cilium.text.contains("near miss: NetworkPolicy ops/api"), "\(cilium.text)")
    let generic = try Self.explain("ops/app", "10.137.17.30", port: 6443, Self.node)
    #expect(generic.verdict == "ops/app reaches 10.137.17.30 on TCP 6443")
    let other = try Self.explain("ops/app", "10.137.17.30", port: 22, Self.node)
    #expect(
      other.verdict
        == "ops/app reaches 10.137.17.30 on TCP 22 for pods on that node; not for pods on other nodes")
    let unread = try Self.explain("ops/app", "10.137.17.31", port: 6443, Self.node, .cilium)
    #expect(unread.verdict == "ops/app reaches 10.137.17.31 on TCP 6443")
    let blind = try Self.explain(
      "ops/app", "10.137.17.31", Self.node.replacing("kind: Node", with: "kind: Event"), .cilium)
    #expect(blind.remarks.first?.contains("if it is a node's") == true)
    let parts = try Self.explain("ops/app", "10.137.17.0/24", port: 6443, Self.node, .cilium)
    #expect(parts.verdict.contains("not at 10.137.17.30/32"), "\(parts.verdict)")
  }

  // MARK: Entities

  private static func entity(_ rules: String, _ kind: String = "ingress", isClosed: Bool = true) -> String {
    """
    {apiVersion: v1, kind: Pod, metadata: {name: ctl, namespace: ing, labels: {app: nginx}}}
    ---
    apiVersion: cilium.io/v2
    kind: CiliumNetworkPolicy
    metadata: {name: webhook, namespace: ing}
    spec:
      endpointSelector: {matchLabels: {app: nginx}}
      enableDefaultDeny: {ingress: \(isClosed), egress: \(isClosed)}
      \(kind): [\(rules)]
    """
  }

  private static let onPort = "toPorts: [{ports: [{port: '8443', protocol: TCP}]}]"

  @Test("CIL-50: an API server outside the cluster is the world too") func apiServerInBothPlaces() throws {
    let objects = Self.entity("{fromEntities: [world], \(Self.onPort)}", "ingressDeny", isClosed: false)
    for name in ["entity:kube-apiserver", "api-server", "kubernetes.default.svc", "default/kubernetes"] {
      let explanation = try Self.explain(name, "ing/ctl", port: 8443, objects)
      #expect(explanation.verdict == "\(name) reaches ing/ctl on TCP 8443 on a node; not outside the cluster")
      #expect(explanation.text.contains("outside the cluster: \(name) => ing/ctl : No Connections"))
      #expect(explanation.text.contains("denied by CiliumNetworkPolicy ing/webhook"))
    }
    let same = try Self.explain("api-server", "ing/ctl", port: 80, objects)
    #expect(same.verdict == "api-server reaches ing/ctl on TCP 80")
    #expect(
      try Self.explain("entity:kube-apiserver@outside", "ing/ctl", port: 8443, objects).verdict.contains("cannot"))
  }

  @Test("CIL-43: every entity is an end", arguments: ["ingress", "health", "init", "unmanaged", "host", "remote-node"])
  func entities(_ name: String) throws {
    let objects = Self.entity("{fromEntities: [\(name)], \(Self.onPort)}")
    let explanation = try Self.explain("entity:\(name)", "ing/ctl", port: 8443, objects)
    #expect(explanation.verdict == "entity:\(name) reaches ing/ctl on TCP 8443")
    #expect(explanation.text.contains("allowed by CiliumNetworkPolicy ing/webhook"))
    let label = Self.entity("{fromEndpoints: [{matchLabels: {'reserved:\(name)': ''}}], \(Self.onPort)}")
    #expect(try Self.explain("entity:\(name)", "ing/ctl", port: 8443, label).verdict == explanation.verdict)
  }

  @Test("CIL-4: policies over the gateway are read as such") func gateway() throws {
    let objects =
      Self.entity("{fromEntities: [ingress]}") + """

        ---
        apiVersion: cilium.io/v2
        kind: CiliumClusterwideNetworkPolicy
        metadata: {name: gateway}
        spec:
          endpointSelector: {matchExpressions: [{key: reserved:ingress, operator: Exists}]}
          ingress: [{fromCIDR: [192.0.2.0/24]}]
          egress: [{toEndpoints: [{matchLabels: {app: nothing}}]}]
        """
    let closed = try Self.explain("entity:ingress", "ing/ctl", objects)
    #expect(closed.verdict == "entity:ingress cannot reach ing/ctl")
    #expect(closed.text.contains("isolated by CiliumClusterwideNetworkPolicy gateway"))
    #expect(try Self.explain("192.0.2.7", "entity:ingress", objects).verdict.contains("reaches"))
    #expect(try Self.explain("198.51.100.1", "entity:ingress", objects).verdict.contains("cannot reach"))
    let everything = objects.replacing(
      "{key: reserved:ingress, operator: Exists}", with: "{key: app, operator: NotIn, values: [x]}")
    #expect(try Self.explain("entity:ingress", "ing/ctl", everything).verdict.contains("cannot reach"))
    let pods = objects.replacing("key: reserved:ingress", with: "key: 'k8s:io.kubernetes.pod.namespace'")
    #expect(try Self.explain("entity:ingress", "ing/ctl", pods).verdict.contains("reaches"))
  }

  // MARK: Names

  private static func names(_ servers: String, reading coredns: Bool = true) -> String {
    """
    {apiVersion: v1, kind: Pod, metadata: {name: client, namespace: shop, labels: {app: client}}}
    ---
    apiVersion: cilium.io/v2
    kind: CiliumNetworkPolicy
    metadata: {name: client, namespace: shop}
    spec:
      endpointSelector: {matchLabels: {app: client}}
      egress:
        - toEndpoints: [{matchLabels: {\(servers)}}]
          toPorts: [{ports: [{port: "53", protocol: ANY}], rules: {dns: [{matchPattern: "*"}]}}]
        - toFQDNs: [{matchPattern: "*.example.com"}]
          toPorts: [{ports: [{port: "443", protocol: TCP}]}]
    ---
    {apiVersion: v1, kind: Pod, metadata: {name: coredns, namespace: kube-system, labels: {k8s-app: \(coredns ? "kube-dns" : "else")}}}
    """
  }

  @Test("CIL-53: a DNS rule that names no server lets nobody reach a domain") func unansweredNames() throws {
    let wrong = Self.names("k8s-app: kube-dns")
    let explanation = try Self.explain("shop/client", "www.example.com", port: 443, wrong)
    #expect(explanation.verdict == "shop/client cannot reach www.example.com on TCP 443")
    #expect(explanation.text.contains("and there are none; kube-system/coredns is there"), "\(explanation.text)")
    let right = "k8s-app: kube-dns, k8s:io.kubernetes.pod.namespace: kube-system"
    #expect(
      try Self.explain("shop/client", "www.example.com", Self.names(right)).verdict
        == "shop/client reaches www.example.com on TCP 443")
    let unread = try Self.explain("shop/client", "www.example.com", Self.names(right, reading: false))
    #expect(
      unread.verdict
        == "shop/client reaches www.example.com on TCP 443, if the name servers that the DNS rule names exist, which were "
        + "not read")
  }

  // MARK: Near misses

  @Test(
    "CIL-6, CIL-34, CIL-43, CIL-44, CIL-45: what people take for a rule about pods and nodes",
    arguments: [
      ("fromCIDR: [0.0.0.0/0]", "other/client", "names 0.0.0.0/0, and Cilium's blocks never mean pods"),
      ("fromEntities: [world]", "other/client", "names `world`, which means addresses outside and never pods"),
      ("fromCIDR: [10.0.0.0/8]", "entity:remote-node", "names 10.0.0.0/8, and Cilium's blocks never mean nodes"),
      ("fromEndpoints: [{}]", "other/client", "names every pod in namespace \"ing\" only"),
      (
        "fromEndpoints: [{matchLabels: {app: proxy, 'k8s:io.kubernetes.pod.namespace': other}}]", "other/proxy",
        "uses its node's network"
      ),
    ])
  func nearMisses(_ rule: String, _ source: String, _ words: String) throws {
    let objects =
      Self.entity("{\(rule)}") + """

        ---
        {apiVersion: v1, kind: Pod, metadata: {name: client, namespace: other, labels: {app: client}}}
        ---
        {apiVersion: v1, kind: Pod, metadata: {name: proxy, namespace: other, labels: {app: proxy}}, spec: {hostNetwork: true}}
        """
    let text = try Self.explain(source, "ing/ctl", objects).text
    #expect(text.contains("near miss: ") && text.contains(words), "\(text)")
  }
}
