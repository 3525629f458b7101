import Diagnostics
import PolicyModel
import Workers
import YAMLTree

/// One object of a document, read as far as that can be done without the others.
///
/// It is large and goes through several lists, so all of them share it.
final class ScannedObject: Sendable {
  let kind: String
  let metadata: ObjectMetadata
  /// Nil for kinds that have no namespaces.
  let namespace: String?
  let content: Content
  /// Findings about its metadata, which concern an object even when another one of its name counts in its place.
  let metadataFindings: [Diagnostic]
  let findings: ObjectFindings

  enum Content: Sendable {
    case namespace(ObservedNamespace)
    /// Nil for pods and jobs that have ended.
    case workload(WorkloadTable.Entry?)
    case service(ServiceRecord)
    case node(ClusterNode)
    case policy(PolicyReading)
    /// One that names objects which may stand elsewhere.
    case waitingPolicy(PolicyObject)
    /// Nil for one that is refused.
    case addressGroup(AddressGroup?)
  }

  /// Nil when it has no name, or one that a server refuses, which is reported.
  init?(
    _ node: YAMLNode, kind: String, as role: ObjectRole, _ context: ObjectContext, _ findings: inout ObjectFindings
  ) {
    guard let written = ObjectMetadata(node, &findings) else { return nil }
    guard written.isPlaced(in: node, as: role, &findings) else { return nil }
    let metadata = context.placement.map { written.placed(in: $0, as: role) } ?? written
    metadataFindings = findings.diagnostics
    guard let content = Content(node, kind: kind, as: role, for: context.release, metadata, &findings) else {
      return nil
    }
    self.kind = kind
    self.metadata = metadata
    namespace = role.isNamespaced ? metadata.namespace ?? "default" : nil
    self.content = content
    self.findings = findings
  }
}

extension ScannedObject.Content {
  /// Nil for roles that make no object.
  fileprivate init?(
    _ node: YAMLNode, kind: String, as role: ObjectRole, for release: CiliumRelease, _ metadata: ObjectMetadata,
    _ findings: inout ObjectFindings
  ) {
    switch role {
    case .namespace:
      self = .namespace(
        ObservedNamespace(
          metadata.name, labels: metadata.labels, lifecycle: ObjectLifecycle(of: node), at: metadata.span))
    case .pod: self = .workload(WorkloadTable.Entry(pod: node, metadata, &findings))
    case .workload(let template):
      self = .workload(WorkloadTable.Entry(node, kind: kind, template, metadata, &findings))
    case .service: self = .service(ServiceRecord(node, metadata, &findings))
    case .node: self = .node(ClusterNode(node, metadata))
    case .addressGroup: self = .addressGroup(AddressGroup(node, metadata, &findings))
    case .policy(let api):
      let policy = PolicyObject(node: node, api: api, release: release, metadata: metadata, findings: findings)
      self = policy.reading(nil).map(Self.policy) ?? .waitingPolicy(policy)
    case .unmodelled, .podMaker, .irrelevant: return nil
    }
  }
}

extension ObjectRole {
  var isNamespaced: Bool {
    switch self {
    case .pod, .workload, .service: true
    case .policy(let api): api.isNamespaced
    case .namespace, .node, .addressGroup, .unmodelled, .podMaker, .irrelevant: false
    }
  }

  fileprivate var isCilium: Bool { if case .policy(let api) = self { api.isCilium } else { false } }
}

/// What stands in a document, in its order.
enum ScannedItem: Sendable {
  case object(ScannedObject)
  /// Something that makes pods by itself.
  case podMaker(PodMaker)
  /// One of a kind that says nothing about traffic and that the compiler may have written.
  case claimed(ClaimedObject)
  /// Something that does not count as an object.
  case finding(Diagnostic)

  static func items(in document: YAMLDocument, _ context: ObjectContext) -> [ScannedItem] {
    var items: [ScannedItem] = []
    if !document.root.isNull { append(document.root, context, to: &items) }
    return items
  }

  private static func append(_ node: YAMLNode, _ context: ObjectContext, to items: inout [ScannedItem]) {
    guard let (kind, apiVersion) = context.kind(of: node) else {
      items.append(finding(.error, "this is not a Kubernetes object: \(context.lack(of: node))", node))
      return
    }
    guard !apiVersion.begins(with: "easement.dev/") else { return }
    guard kind.hasSuffix("List"), let list = node["items"] else {
      return append(node, ObjectType(apiVersion: apiVersion, kind: kind), context, to: &items)
    }
    guard list.kind == .sequence else {
      items.append(finding(.error, "\"items\" must be a list", list))
      return
    }
    let inner = context.inList(apiVersion: apiVersion, kind: kind)
    let parts = Array(list.elements).concurrentMap(fewest: 256) { element in
      var items: [ScannedItem] = []
      append(element, inner, to: &items)
      return items
    }
    for part in parts { items += part }
  }

  private static func append(
    _ node: YAMLNode, _ type: ObjectType, _ context: ObjectContext, to items: inout [ScannedItem]
  ) {
    let role = ObjectRole(type)
    switch role {
    case .unmodelled(let severity, let why):
      items.append(finding(severity, "objects of kind \(type.words) are not modelled: \(why)", node["kind"] ?? node))
    case .podMaker:
      // What delivers the compiled policies makes no pods.
      if let claimed = ClaimedObject(node, type) {
        items.append(.claimed(claimed))
      } else if let maker = PodMaker(node, type, placedIn: context.placement) {
        items.append(.podMaker(maker))
      }
    case .irrelevant:
      if let claimed = ClaimedObject(node, type) {
        items.append(.claimed(claimed))
      }
      guard makesPods(node) else { return }
      let message = "objects of kind \(type.words) are not modelled, so the pods they make are missing"
      items.append(finding(.error, message, node["kind"] ?? node))
    default:
      var findings = ObjectFindings("a \(type.kind)", refusesNull: role.isCilium)
      if let object = ScannedObject(node, kind: type.kind, as: role, context, &findings) {
        items.append(.object(object))
      } else {
        items += findings.diagnostics.map(ScannedItem.finding)
      }
    }
  }

  /// Whether an object of a kind that is not known here has a template of pods or of virtual machines.
  private static func makesPods(_ node: YAMLNode) -> Bool {
    let template = node["spec"]?["template"]?["spec"]
    return template?["containers"]?.kind == .sequence || template?["domain"]?.kind == .mapping
  }

  private static func finding(_ severity: Severity, _ message: String, _ node: YAMLNode) -> ScannedItem {
    .finding(Diagnostic(.unmodelledKind, message, at: node.span, severity: severity))
  }
}

/// What is known of an object from around it.
struct ObjectContext: Sendable {
  private var apiVersion: String?
  private var kind: String?
  /// The release of Cilium that takes the object or refuses it.
  let release: CiliumRelease
  /// The namespace that a kustomization gives it.
  let placement: String?

  init(release: CiliumRelease, placement: String? = nil) {
    self.release = release
    self.placement = placement
  }

  func kind(of node: YAMLNode) -> (kind: String, apiVersion: String)? {
    guard node.kind == .mapping, let kind = node["kind"]?.text ?? kind,
      let apiVersion = node["apiVersion"]?.text ?? apiVersion
    else { return nil }
    return (kind, apiVersion)
  }

  /// The items of a list of one kind may leave out what the list says.
  func inList(apiVersion: String, kind: String) -> ObjectContext {
    var inner = ObjectContext(release: release, placement: placement)
    guard kind != "List" else { return inner }
    (inner.apiVersion, inner.kind) = (apiVersion, String(kind.dropLast(4)))
    return inner
  }

  /// What keeps a node from being an object.
  func lack(of node: YAMLNode) -> String {
    guard node.kind == .mapping else { return "it is no mapping" }
    let known = [("apiVersion", node["apiVersion"]?.text ?? apiVersion), ("kind", node["kind"]?.text ?? kind)]
    return "it has no \(known.filter { $0.1 == nil }.map { "\"\($0.0)\"" }.joined(separator: " and no "))"
  }
}

extension YAMLNode {
  /// Whether it has nothing of an object's head.
  var isHeadless: Bool { kind != .mapping || (self["apiVersion"] == nil && self["kind"] == nil) }
}
