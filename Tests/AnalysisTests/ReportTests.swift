import Analysis
import PolicyModel
import Testing

@Suite struct ReportTests {
  let cluster = Cluster(
    workloads: [
      pod("b/db", ["app": "db"]), pod("a/web", ["app": "web"]), pod("a/web2", ["app": "web"]), pod("c/open"),
    ],
    policies: [
      networkPolicy(
        in: "b", ingress: [rule(.allow, pods("a"), block("10.0.0.0/8", except: "10.0.0.0/9"), ports: tcp(5432))],
        egress: []),
      networkPolicy(in: "a", ingress: [], egress: [rule(.allow, pods("b")), rule(.allow, block("192.0.2.0/24"))]),
      networkPolicy(in: "c", egress: []),
    ])

  func report(_ families: [AddressFamily] = [.ipv4]) -> AccessReport {
    let evaluation = cluster.evaluation()
    return AccessReport(evaluation: evaluation, inventory: evaluation.inventory, families: families)
  }

  @Test("The text lists allowed pairs in byte order, sources and destinations cut by their own blocks") func text() {
    #expect(
      report().text == """
        0.0.0.0-10.127.255.255[External] => c/open[Pod] : All Connections
        10.128.0.0-10.255.255.255[External] => b/db[Pod] : TCP 5432
        10.128.0.0-10.255.255.255[External] => c/open[Pod] : All Connections
        11.0.0.0-255.255.255.255[External] => c/open[Pod] : All Connections
        a/web2[Pod] => 192.0.2.0-192.0.2.255[External] : All Connections
        a/web2[Pod] => b/db[Pod] : TCP 5432
        a/web[Pod] => 192.0.2.0-192.0.2.255[External] : All Connections
        a/web[Pod] => b/db[Pod] : TCP 5432

        """)
  }

  @Test("Partitions cover a family without gaps") func partitions() {
    for family in AddressFamily.allCases {
      let parts = cluster.evaluation().addressPartitions(of: family)
      for ranges in [parts.sources, parts.destinations] {
        #expect(ranges.first?.lowerBound == 0)
        #expect(ranges.last?.upperBound == CIDR.all(family).range.upperBound)
        for (left, right) in zip(ranges, ranges.dropFirst()) { #expect(left.upperBound + 1 == right.lowerBound) }
      }
    }
    #expect(cluster.evaluation().addressPartitions(of: .ipv4).sources.count == 3)
    #expect(cluster.evaluation().addressPartitions(of: .ipv4).destinations.count == 3)
    #expect(cluster.evaluation().addressPartitions(of: .ipv6).sources.count == 1)
  }

  @Test("Both families are listed on request") func families() {
    let open = Cluster(workloads: [pod("a/x")])
    let evaluation = open.evaluation()
    let report = AccessReport(evaluation: evaluation, inventory: evaluation.inventory, families: [.ipv4, .ipv6])
    let last = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
    #expect(
      report.text == """
        0.0.0.0-255.255.255.255[External] => a/x[Pod] : All Connections
        ::-\(last)[External] => a/x[Pod] : All Connections
        a/x[Pod] => 0.0.0.0-255.255.255.255[External] : All Connections
        a/x[Pod] => ::-\(last)[External] : All Connections

        """)
  }

  @Test("Names that policies mention are destinations") func domains() {
    let names = [DomainPattern(name: "api.stripe.com"), DomainPattern(pattern: "*.example.org")].map(
      PeerSelector.domain)
    let allow = PolicyRule(.allow, peers: .these(names), ports: .these([tcp(443)]))
    let dns = PolicyRule(
      .allow, peers: .these([pods("dns")]), ports: .these([.port(.udp, 53)]),
      layer7: .dns([DomainPattern(pattern: "*")]))
    let evaluation = Cluster(workloads: [pod("a/x")], policies: [ciliumPolicy(egress: [allow, dns])]).evaluation(
      .cilium)
    #expect(evaluation.domains() == ["*.example.org", "api.stripe.com"])
    let report = AccessReport(evaluation: evaluation, inventory: evaluation.inventory, families: [])
    #expect(
      report.textOfPods == "a/x[Pod] => *.example.org[Domain] : TCP 443\na/x[Pod] => api.stripe.com[Domain] : TCP 443\n"
    )
    #expect(report.json.contains("\"destination\":{\"name\":\"api.stripe.com\",\"type\":\"domain\"}"))
  }

  @Test("CIL-27, CIL-28, CIL-43: nodes and the API server are ends where policies of Cilium are") func entities() {
    func entity(_ entity: Entity, _ port: UInt16) -> PolicyRule { rule(.allow, .entity(entity), ports: tcp(port)) }
    let policy = ciliumPolicy(
      ingress: [entity(.remoteNode, 1), entity(.cluster, 2), entity(.world, 3)],
      egress: [entity(.host, 4), entity(.kubeAPIServer, 5), rule(.allow, block("0.0.0.0/0"), ports: tcp(6))])
    func text(_ policy: Policy, _ semantics: Semantics) -> String {
      let evaluation = Cluster(workloads: [pod("a/x")], policies: [policy]).evaluation(semantics)
      return AccessReport(evaluation: evaluation, inventory: evaluation.inventory, families: []).text
    }
    #expect(
      text(policy, .cilium) == """
        a/x[Pod] => entity:host : TCP 4
        a/x[Pod] => entity:kube-apiserver@node : TCP 5
        a/x[Pod] => entity:kube-apiserver@outside : TCP 5-6
        entity:host => a/x[Pod] : All Connections
        entity:kube-apiserver@node => a/x[Pod] : TCP 1-2
        entity:kube-apiserver@outside => a/x[Pod] : TCP 2-3
        entity:remote-node => a/x[Pod] : TCP 1-2

        """)
    #expect(text(policy, .generic) == "\n")
    // No block of a policy of Kubernetes means them there either. (CIL-45)
    #expect(
      text(networkPolicy(ingress: []), .cilium) == """
        a/x[Pod] => entity:host : All Connections
        a/x[Pod] => entity:kube-apiserver : All Connections
        a/x[Pod] => entity:remote-node : All Connections
        entity:host => a/x[Pod] : All Connections

        """)
  }

  @Test("CIL-69: what only a proxy lets through is marked, unless a plain rule allows it too") func filters() {
    let get = Layer7Filter.http([HTTPMatch(method: "GET", path: nil)])
    func filtered(_ port: UInt16) -> PolicyRule {
      PolicyRule(.allow, peers: .these([pods("a")]), ports: .these([tcp(port)]), layer7: get)
    }
    let policy = ciliumPolicy(
      "p", in: "a", equals("app", "x"), ingress: [filtered(80), filtered(81), rule(.allow, pods("a"), ports: tcp(81))])
    let evaluation = Cluster(workloads: [pod("a/x", ["app": "x"]), pod("a/v")], policies: [policy]).evaluation(.cilium)
    let report = AccessReport(evaluation: evaluation, inventory: evaluation.inventory, families: [])
    let line = "a/v[Pod] => a/x[Pod] : TCP 80-81 (filtered at layer 7: TCP 80 GET any path)\n"
    #expect(report.textOfPods == line + "a/x[Pod] => a/v[Pod] : All Connections\n")
    #expect(
      report.json.contains(
        "\"filtered\":{\"TCP\":[{\"first\":80,\"last\":80}]},\"requests\":[{\"connections\":{\"TCP\":[{\"first\":80,\"last\":80}]},\"filters\":[[\"GET any path\"]]}],\"source\""
      ))
    #expect(report.csv.contains("a/v[Pod],a/x[Pod],TCP 80-81 (filtered at layer 7: TCP 80 GET any path)\r\n"))
    #expect(report.markdown.contains("| TCP 80-81 \\(filtered at layer 7\\: TCP 80 GET any path\\) |"))
    #expect(report.json.ranges(of: "filtered").count == 1)
  }

  @Test("Workloads of one name are one") func sameName() {
    let twins = Cluster(
      workloads: [pod("a/x", ["v": "1"]), pod("a/x", ["v": "2"]), pod("a/y")],
      policies: [
        networkPolicy("one", label("v", .isIn(["1"])), ingress: [], egress: [anyone(ports: tcp(80))]),
        networkPolicy("two", label("v", .isIn(["2"])), ingress: [], egress: [anyone(ports: tcp(443))]),
      ])
    let evaluation = twins.evaluation()
    let report = AccessReport(evaluation: evaluation, inventory: evaluation.inventory, families: [])
    #expect(report.text == "a/x[Pod] => a/y[Pod] : TCP 80,443\n")
  }

  @Test("Hostile names stay inside their cell") func hostileNames() {
    let hostile = Cluster(workloads: [pod("a/x\u{1b}[31m|\"<b>,@"), pod("=1+1/y")])
    let evaluation = hostile.evaluation()
    let report = AccessReport(evaluation: evaluation, inventory: evaluation.inventory, families: [])
    #expect(report.text.hasPrefix("=1+1/y[Pod] => a/x\\u{1b}[31m|\"<b>,@[Pod] : All Connections\n"))
    #expect(
      report.csv.hasPrefix("source,destination,connections\r\n'=1+1/y[Pod],\"a/x\\u{1b}[31m|\"\"<b>,@[Pod]\",All "))
    #expect(report.markdown.contains("| a/x\\\\u{1b}\\[31m\\|\"&lt;b&gt;,\\@\\[Pod\\] |"))
    #expect(report.json.contains("\"name\":\"x\\u001b[31m|\\\"<b>,@\""))
  }

  @Test("JSON is one line for each pair") func json() {
    let lines = report().json.split(separator: "\n")
    #expect(lines.count == 10)
    #expect(lines.first == "{\"entries\":[")
    #expect(
      lines.dropFirst(2).first == """
        {"connections":{"TCP":[{"first":5432,"last":5432}]},\
        "destination":{"kind":"Pod","name":"db","namespace":"b","type":"workload"},\
        "source":{"first":"10.128.0.0","last":"10.255.255.255","role":"External","type":"addresses"}},
        """)
    #expect(lines.last == "],\"version\":1}")
  }

  @Test("Nothing allowed is an empty table") func nothing() {
    let evaluation = Cluster().evaluation()
    let report = AccessReport(evaluation: evaluation, inventory: evaluation.inventory)
    #expect(report.text == "\n")
    #expect(report.json == "{\"entries\":[],\"version\":1}\n")
    #expect(report.csv == "source,destination,connections\r\n")
    #expect(report.markdown == "| source | destination | connections |\n| --- | --- | --- |\n")
  }

  @Test("Parts of a large report are the report, and none of them is all of it") func parts() {
    // Sources without a line are among them: pods that reach nobody.
    let names = (0..<100).map { "a/pod\(1000 + $0)" }
    let mute = networkPolicy(in: "b", egress: [])
    let large = Cluster(
      workloads: names.map { pod($0) } + (0..<120).map { pod("b/mute\(1000 + $0)") }, policies: [mute])
    let evaluation = large.evaluation()
    let report = AccessReport(evaluation: evaluation, inventory: evaluation.inventory)
    let entries = report.entries()
    #expect(entries.count == 100 * 99 + 100 * 120 + 100 + 220)
    let lines = entries.map { "\(report.names[$0.source]) => \(report.names[$0.destination]) : \($0.connections)\n" }
    #expect(report.text == lines.joined())
    #expect(report.textParts.allSatisfy { $0.utf8.count < report.text.utf8.count * 2 / 3 })
    #expect(report.csv.split(separator: "\r\n").count == entries.count + 1)
    #expect(report.markdown.split(separator: "\n").count == entries.count + 2)
    let objects = report.json.split(separator: "\n")
    #expect(objects.count == entries.count + 2)
    #expect(objects.dropFirst().dropLast(2).allSatisfy { $0.hasSuffix("},") })
    #expect(objects.dropLast().last?.hasSuffix("}}") == true)
  }
}

extension AccessReport {
  /// The lines without nodes and the API server.
  fileprivate var textOfPods: String {
    text.split(separator: "\n").filter { !$0.contains("entity:") }.map { "\($0)\n" }.joined()
  }
}
