public import Diagnostics
import GraphFormat
import PolicyModel
public import Resolution

extension Diagram {
  /// The picture of a graph, or of the part of it that `view` names.
  ///
  /// - Parameter links: where the files of the graph can be read; nil for a picture without links.
  public init(of graph: TenantGraph, view: DiagramView, links: SourceLinks? = nil) {
    self.init(of: GraphExcerpt(of: graph, view: view), links: links)
  }

  /// What `new` gains and loses against `old`, in the part that `view` names. A focus shows what was near it too.
  public init(
    changesFrom old: TenantGraph, to new: TenantGraph, view: DiagramView, links: SourceLinks? = nil
  ) {
    let neighbourhoods = [old, new].compactMap { GraphExcerpt.neighbourhood(of: view, in: $0) }
    let near = neighbourhoods.dropFirst().reduce(neighbourhoods.first) { $0?.united(with: $1) }
    let (before, after) = (
      GraphExcerpt(of: old, view: view, within: near), GraphExcerpt(of: new, view: view, within: near)
    )
    self.init(changesFrom: Diagram(of: before, links: links), to: Diagram(of: after, links: links))
    omission =
      view.isRestricted
      ? before.wholeContents.union(after.wholeContents).omission(drawing: before.contents.union(after.contents)) : ""
  }

  private init(of excerpt: GraphExcerpt, links: SourceLinks?) {
    let sketch = GraphSketch(of: excerpt, links: links)
    self.init(
      title: sketch.title, subtitle: sketch.subtitle, groups: sketch.groups, nodes: sketch.nodes, edges: sketch.edges,
      notes: sketch.collapsed.map(\.note))
    place = excerpt.place
    omission = excerpt.omission
    collapsesHubs = excerpt.view.detail != .tenants && excerpt.view.focus == nil && excerpt.view.witness == nil
    drawsGuardrails = excerpt.view.guardrails == .arrows
  }
}

/// An excerpt of a graph on its way into a picture.
struct GraphSketch {
  let excerpt: GraphExcerpt
  let links: SourceLinks?
  let collapsed: [CollapsedFlows]
  /// What is drawn as arrows.
  let flows: [Flow]
  let barriers: [Barrier]

  init(of excerpt: GraphExcerpt, links: SourceLinks?) {
    self.excerpt = excerpt
    self.links = links
    let isPath = excerpt.view.witness != nil
    let (collapsed, rest) = isPath ? ([], excerpt.edges) : CollapsedFlows.split(excerpt.edges)
    self.collapsed = collapsed
    flows = Self.flows(of: rest, in: excerpt)
    barriers = excerpt.guardrails.map { Barrier($0, in: excerpt) }
  }

  private static func flows(of edges: [Edge], in excerpt: GraphExcerpt) -> [Flow] {
    let pairs = edges.flatMap { edge in excerpt.ends(of: edge).map { (ends: $0, edge: edge) } }
    let grouped = Dictionary(grouping: pairs, by: \.ends)
    return pairs.map(\.ends).uniqued.map { Flow(from: $0[0], to: $0[1], edges: grouped[$0, default: []].map(\.edge)) }
  }

  var title: String {
    let name = excerpt.graph.name
    if let witness = excerpt.view.witness {
      let claim = "the assertion \(witness.assertion)"
      let sentence = witness.isMissing ? "\(name): what \(claim) misses" : "\(name): how \(claim) breaks"
      return sentence + witness.rank
    }
    guard let focus = excerpt.view.focus else { return "\(name): who may reach whom" }
    let centre = abridged(focus.tenants, to: 4).listed
    return switch focus.direction {
    case .incoming: "\(name): who may reach \(centre)"
    case .outgoing: "\(name): whom \(centre) may reach"
    case nil: "\(name): who may reach whom around \(centre)"
    }
  }

  var subtitle: String {
    let counts = [
      excerpt.tenants.count.counted("tenant"), excerpt.workloadCount.counted("workload"),
      excerpt.edges.flowCount.counted("flow"),
      excerpt.guardrails.isEmpty ? nil : excerpt.guardrails.count.counted("guardrail"),
    ]
    let selection = excerpt.view.only == .crossTenant ? "between tenants only" : nil
    let words = [excerpt.view.witness?.words, excerpt.place, selection] + counts
    return words.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " · ")
  }

  /// Frames around workloads or namespaces; none where tenants are nodes.
  var groups: [Diagram.Group] {
    switch excerpt.view.detail {
    case .tenants: []
    case .namespaces: excerpt.tenants.map(groupOfNamespaces)
    case .workloads: excerpt.tenants.map(group)
    }
  }

  var nodes: [Diagram.Node] {
    let tenants = excerpt.view.detail == .tenants ? excerpt.tenants.map(node) : []
    let edges = flows.flatMap(\.edges)
    let callers = edges.map(\.consumer).uniqued.compactMap { $0.outsideNode(id: $0.source(in: .tenants)) }
    let listeners = edges.map(\.provider).uniqued.compactMap { $0.outsideNode(id: $0.node(in: .tenants)) }
    let strangers = excerpt.view.witness.map(strangers) ?? []
    return callers + tenants + listeners + barriers.flatMap(\.nodes).uniqued + strangers
  }

  var edges: [Diagram.Edge] {
    let drawn = flows.filter { $0.from != $0.to || excerpt.view.detail == .workloads }.map(edge)
    return (excerpt.view.witness.map { highlighting($0, in: drawn) } ?? drawn) + barriers.flatMap(\.edges)
  }
}

extension GraphSketch {
  private func group(_ tenant: Tenant) -> Diagram.Group {
    let workloads = excerpt.workloads(of: tenant)
    let shared = collapsed.filter { flows in workloads.allSatisfy { flows.others.contains(.workload($0.id)) } }
    let marks = workloads.isEmpty ? [] : shared.map(\.mark)
    return Diagram.Group(
      id: tenant.name, title: tenant.name,
      details: excerpt.namespaces(of: tenant).map(\.name).braced.wrapped(width: 40), tooltip: tooltip(tenant),
      link: links?.address(of: tenant.span), marks: marks,
      nodes: workloads.map { node($0, of: tenant, besides: marks) })
  }

  private func groupOfNamespaces(_ tenant: Tenant) -> Diagram.Group {
    Diagram.Group(
      id: tenant.name, title: tenant.name, tooltip: tooltip(tenant), link: links?.address(of: tenant.span),
      nodes: excerpt.namespaces(of: tenant).map { node($0, of: tenant) })
  }

  private func node(_ namespace: TenantNamespace, of tenant: Tenant) -> Diagram.Node {
    let residents = excerpt.workloads(of: tenant).filter { $0.namespaces.contains(namespace) }
    let inside = flows.filter { $0.from == namespace.node && $0.to == namespace.node }.flatMap(\.edges)
    let marks = collapsed.filter { flows in residents.contains { flows.others.contains(.workload($0.id)) } }
    let details = [
      residents.count.counted("workload"), inside.isEmpty ? nil : "\(inside.flowCount.counted("flow")) inside",
    ]
    return Diagram.Node(
      id: namespace.node, title: namespace.name, details: details.compactMap(\.self),
      kind: tenant.role == .platform ? .platformTool : .namespace,
      tooltip: "\(namespace.name): \(namespace.environments.joined(separator: ", "))",
      link: links?.address(of: tenant.span), marks: marks.map(\.mark))
  }

  private func node(_ workload: TenantWorkload, of tenant: Tenant, besides: [Diagram.Mark]) -> Diagram.Node {
    let marks = collapsed.filter { $0.others.contains(.workload(workload.id)) }.map(\.mark)
    let hubs = collapsed.filter { $0.hub == .workload(workload.id) }.map { Diagram.Mark($0.mark.number, isHub: true) }
    let ports = workload.portWords
    return Diagram.Node(
      id: "\(workload.id)", title: workload.id.name, kind: tenant.role == .platform ? .platformTool : .workload,
      tooltip: "\(workload.id): \(ports.isEmpty ? "no port" : ports.joined(separator: ", "))",
      link: links?.address(of: workload.span),
      marks: hubs + marks.filter { !besides.contains($0) })
  }

  private func node(_ tenant: Tenant) -> Diagram.Node {
    let workloads = excerpt.workloads(of: tenant)
    let inside = excerpt.edges.filter { $0.tenants == [tenant.name, tenant.name] }
    let marks = collapsed.filter { flows in workloads.contains { flows.others.contains(.workload($0.id)) } }
    let details = [
      workloads.count.counted("workload"), inside.isEmpty ? nil : "\(inside.flowCount.counted("flow")) inside",
    ]
    return Diagram.Node(
      id: tenant.name, title: tenant.name, details: details.compactMap(\.self),
      kind: tenant.role == .platform ? .platformTool : .tenant, tooltip: tooltip(tenant),
      link: links?.address(of: tenant.span), marks: marks.map(\.mark))
  }

  private func tooltip(_ tenant: Tenant) -> String {
    "\(tenant.name), owned by \(tenant.owner)\n\(excerpt.namespaces(of: tenant).map(\.name).joined(separator: ", "))"
  }

  private func edge(_ flow: Flow) -> Diagram.Edge {
    let count = flow.edges.flowCount
    let counts = excerpt.view.detail != .workloads && count > 1 ? [count.counted("flow")] : []
    let environments = environments(of: flow)
    var edge = Diagram.Edge(
      from: flow.from, to: flow.to, lines: counts + abridged(flow.lines(in: environments), to: 4),
      kind: flow.kind, traits: flow.traits, tooltip: flow.tooltip,
      link: links.flatMap { links in flow.span.map(links.address) })
    edge.access = ArrowAccess(flow.edges)
    edge.limits = flow.limits(in: environments)
    return edge
  }

  /// The environments in which every end inside the cluster lives; none where each namespace is a node of its own.
  private func environments(of flow: Flow) -> [String] {
    let ends = flow.edges.flatMap { [$0.consumer, $0.provider] }.compactMap(\.workload).uniqued
    let homes = ends.compactMap { excerpt.homes[$0] }.map { Set($0.flatMap(\.environments)) }
    return excerpt.view.detail == .namespaces
      ? []
      : excerpt.graph.environments.filter { environment in
        excerpt.scope?.contains(environment) ?? true && homes.allSatisfy { $0.contains(environment) }
      }
  }
}

extension EdgeEnd {
  /// The id of the node that stands for it. Names of tenants have no colon.
  func node(in detail: DiagramView.Detail) -> String {
    switch self {
    case .workload(let id): detail == .tenants ? id.tenant : "\(id)"
    case .addresses(let block): (["cidr:\(block.cidr)"] + block.exceptions.map { "-\($0)" }).joined()
    case .domain(let pattern): "domain:\(pattern.text)"
    case .internet: "world:internet"
    case .apiServer: "world:api-server"
    case .anyone: "world:anyone"
    case .controlPlane: "world:control-plane"
    }
  }

  /// The id of the node for it as the initiator: apart from the listener, so that arrows lead from one side of the
  /// picture to the other.
  func source(in detail: DiagramView.Detail) -> String {
    workload == nil ? "from:" + node(in: detail) : node(in: detail)
  }

  /// Nil for workloads, which are drawn with their tenants.
  func outsideNode(id: String) -> Diagram.Node? {
    switch self {
    case .workload: nil
    case .addresses(let block):
      Diagram.Node(
        id: id, title: "\(block.cidr)",
        details: block.exceptions.isEmpty ? [] : ["except"] + abridged(block.exceptions.map(\.description), to: 3),
        kind: .outsideWorld)
    case .domain(let pattern): Diagram.Node(id: id, title: pattern.text, kind: .domain)
    case .internet: Diagram.Node(id: id, title: "internet", kind: .outsideWorld)
    case .apiServer: Diagram.Node(id: id, title: "API server", kind: .apiServer)
    case .anyone: Diagram.Node(id: id, title: "anyone", kind: .everyone)
    case .controlPlane: Diagram.Node(id: id, title: "API server and nodes", kind: .apiServer)
    }
  }
}
