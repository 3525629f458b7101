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
    /// The addresses of a node.
    case node([IPAddress])
    case policy(PolicyReading)
    /// One that names objects which may stand elsewhere.
    case waitingPolicy(PolicyObject)
    /// Nil for one that is refused.
    case addressGroup(AddressGroup?)
  }

  /// Nil when it has no name, or one that a server refuses, which is reported.
  init?(
    _ node: YAMLNode, kind: String, as role: ObjectRole, for release: CiliumRelease, _ findings: inout ObjectFindings
  ) {
    guard let metadata = ObjectMetadata(node, &findings) else { return nil }
    guard metadata.isPlaced(in: node, as: role, &findings) else { return nil }
    metadataFindings = findings.diagnostics
    guard let content = Content(node, kind: kind, as: role, for: release, metadata, &findings) else { return nil }
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
      self = .namespace(ObservedNamespace(metadata.name, labels: metadata.labels, at: metadata.span))
    case .pod: self = .workload(WorkloadTable.Entry(pod: node, metadata, &findings))
    case .workload(let template):
      self = .workload(WorkloadTable.Entry(node, kind: kind, template, metadata, &findings))
    case .service: self = .service(ServiceRecord(node, metadata, &findings))
    case .node: self = .node(Self.addresses(ofNode: node))
    case .addressGroup: self = .addressGroup(AddressGroup(node, metadata, &findings))
    case .policy(let api):
      let policy = PolicyObject(node: node, api: api, release: release, metadata: metadata, findings: findings)
      self = policy.reading(nil).map(Self.policy) ?? .waitingPolicy(policy)
    case .unmodelled, .irrelevant: return nil
    }
  }

  /// Inside and outside of the cluster; names of hosts are none. (CIL-45)
  private static func addresses(ofNode node: YAMLNode) -> [IPAddress] {
    node["status"]?["addresses"]?.elements.compactMap { $0["address"]?.text.flatMap(IPAddress.init) } ?? []
  }
}

extension ObjectRole {
  var isNamespaced: Bool {
    switch self {
    case .pod, .workload, .service: true
    case .policy(let api): api.isNamespaced
    case .namespace, .node, .addressGroup, .unmodelled, .irrelevant: false
    }
  }

  fileprivate var isCilium: Bool { if case .policy(let api) = self { api.isCilium } else { false } }
}

/// What stands in a document, in its order.
enum ScannedItem: Sendable {
  case object(ScannedObject)
  /// Something that does not count as an object.
  case finding(Diagnostic)

  static func items(in document: YAMLDocument, for release: CiliumRelease) -> [ScannedItem] {
    var items: [ScannedItem] = []
    if !document.root.isNull { append(document.root, defaults: (nil, nil), for: release, to: &items) }
    return items
  }

  /// `defaults` are version and kind of an item whose list names them.
  private static func append(
    _ node: YAMLNode, defaults: (apiVersion: String?, kind: String?), for release: CiliumRelease,
    to items: inout [ScannedItem]
  ) {
    guard node.kind == .mapping, let kind = node["kind"]?.text ?? defaults.kind,
      let apiVersion = node["apiVersion"]?.text ?? defaults.apiVersion
    else {
      items.append(finding(.error, "this is not a Kubernetes object: \(node.lack(of: defaults))", node))
      return
    }
    guard !apiVersion.hasPrefix("easement.dev/") else { return }
    guard kind.hasSuffix("List"), let list = node["items"] else {
      return append(node, kind: kind, as: ObjectRole(apiVersion: apiVersion, kind: kind), for: release, to: &items)
    }
    guard list.kind == .sequence else {
      items.append(finding(.error, "\"items\" must be a list", list))
      return
    }
    let item = kind == "List" ? nil : String(kind.dropLast(4))
    let parts = Array(list.elements).concurrentMap(fewest: 256) { element in
      var items: [ScannedItem] = []
      append(element, defaults: (item == nil ? nil : apiVersion, item), for: release, to: &items)
      return items
    }
    for part in parts { items += part }
  }

  private static func append(
    _ node: YAMLNode, kind: String, as role: ObjectRole, for release: CiliumRelease, to items: inout [ScannedItem]
  ) {
    switch role {
    case .unmodelled(let severity, let why):
      items.append(finding(severity, "objects of kind \"\(kind)\" are not modelled: \(why)", node["kind"] ?? node))
    case .irrelevant:
      guard makesPods(node) else { return }
      let message = "objects of kind \"\(kind)\" are not modelled, so the pods they make are missing"
      items.append(finding(.error, message, node["kind"] ?? node))
    default:
      var findings = ObjectFindings("a \(kind)", refusesNull: role.isCilium)
      if let object = ScannedObject(node, kind: kind, as: role, for: release, &findings) {
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

extension YAMLNode {
  /// What keeps this from being an object.
  fileprivate func lack(of defaults: (apiVersion: String?, kind: String?)) -> String {
    guard kind == .mapping else { return "it is no mapping" }
    let known = [
      ("apiVersion", self["apiVersion"]?.text ?? defaults.apiVersion), ("kind", self["kind"]?.text ?? defaults.kind),
    ]
    return "it has no \(known.filter { $0.1 == nil }.map { "\"\($0.0)\"" }.joined(separator: " and no "))"
  }
}
