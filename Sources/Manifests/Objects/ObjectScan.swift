import Diagnostics
import PolicyModel
import YAMLTree

/// Walks the documents of all sources once: takes in what the cluster runs, and sets the policies aside until every
/// object that they may refer to is known.
struct ObjectScan {
  private(set) var namespaces: [ObservedNamespace] = []
  private(set) var workloads = WorkloadTable()
  private(set) var services: [ServiceRecord] = []
  private(set) var addressGroups: [AddressGroup] = []
  private(set) var policies: [PendingPolicy] = []
  private(set) var diagnostics: [Diagnostic] = []
  private var seen: [ObjectIdentity: Span] = [:]

  /// A policy object that has not been read yet.
  struct PendingPolicy {
    let node: YAMLNode
    let api: PolicyAPI
    let metadata: ObjectMetadata
    var findings: ObjectFindings
  }

  mutating func take(_ document: YAMLDocument) {
    guard !document.root.isNull else { return }
    take(document.root, defaults: (nil, nil))
  }

  /// `defaults` are version and kind of an item whose list names them.
  private mutating func take(_ node: YAMLNode, defaults: (apiVersion: String?, kind: String?)) {
    guard node.kind == .mapping, let kind = node["kind"]?.text ?? defaults.kind,
      let apiVersion = node["apiVersion"]?.text ?? defaults.apiVersion
    else {
      report(.unmodelledKind, .error, "this is not a Kubernetes object: \(node.lack(of: defaults))", node)
      return
    }
    guard !apiVersion.hasPrefix("easement.dev/") else { return }
    if kind.hasSuffix("List"), let items = node["items"] {
      guard items.kind == .sequence else {
        report(.unmodelledKind, .error, "\"items\" must be a list", items)
        return
      }
      let item = kind == "List" ? nil : String(kind.dropLast(4))
      for element in items.elements { take(element, defaults: (item == nil ? nil : apiVersion, item)) }
    } else {
      take(node, kind: kind, as: ObjectRole(apiVersion: apiVersion, kind: kind))
    }
  }

  private mutating func take(_ node: YAMLNode, kind: String, as role: ObjectRole) {
    switch role {
    case .unmodelled(let severity, let why):
      report(.unmodelledKind, severity, "objects of kind \"\(kind)\" are not modelled: \(why)", node["kind"] ?? node)
    case .irrelevant:
      if makesPods(node) {
        report(
          .unmodelledKind, .error, "objects of kind \"\(kind)\" are not modelled, so the pods they make are missing",
          node["kind"] ?? node)
      }
    default: takeModelled(node, kind: kind, as: role)
    }
  }

  private mutating func takeModelled(_ node: YAMLNode, kind: String, as role: ObjectRole) {
    var isCilium = false
    if case .policy(let api) = role { isCilium = api.isCilium }
    var findings = ObjectFindings("a \(kind)", refusesNull: isCilium)
    guard let metadata = ObjectMetadata(node, &findings), isFirst(kind, role, metadata) else {
      diagnostics += findings.diagnostics
      return
    }
    if case .policy(let api) = role {
      policies.append(PendingPolicy(node: node, api: api, metadata: metadata, findings: findings))
      return
    }
    switch role {
    case .namespace: namespaces.append(ObservedNamespace(metadata.name, labels: metadata.labels, at: metadata.span))
    case .pod: workloads.addPod(node, metadata, &findings)
    case .workload(let template): workloads.add(node, kind: kind, template, metadata, &findings)
    case .service: services.append(ServiceRecord(node, metadata, &findings))
    case .addressGroup: addressGroups += AddressGroup(node, metadata, &findings).map { [$0] } ?? []
    case .policy, .unmodelled, .irrelevant: break
    }
    diagnostics += findings.diagnostics
  }

  /// The first object of an identity counts; each further one is reported.
  private mutating func isFirst(_ kind: String, _ role: ObjectRole, _ metadata: ObjectMetadata) -> Bool {
    let namespace = role.isNamespaced ? metadata.namespace ?? "default" : nil
    let identity = ObjectIdentity(kind: kind, namespace: namespace, name: metadata.name)
    guard let first = seen[identity] else {
      seen[identity] = metadata.span
      return true
    }
    let name = namespace.map { "\($0)/\(metadata.name)" } ?? metadata.name
    diagnostics.append(
      Diagnostic(
        .duplicateObject, "the \(kind) \"\(name)\" is there twice, and only the first one counts here",
        at: metadata.span,
        notes: [Note("the first one is here", at: first)]))
    return false
  }

  /// Whether an object of a kind that is not known here has a template of pods or of virtual machines.
  private func makesPods(_ node: YAMLNode) -> Bool {
    let template = node["spec"]?["template"]?["spec"]
    return template?["containers"]?.kind == .sequence || template?["domain"]?.kind == .mapping
  }

  private mutating func report(_ code: DiagnosticCode, _ severity: Severity, _ message: String, _ node: YAMLNode) {
    diagnostics.append(Diagnostic(code, message, at: node.span, severity: severity))
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

/// What makes two objects the same one in a cluster.
private struct ObjectIdentity: Hashable {
  let kind: String
  let namespace: String?
  let name: String
}

extension ObjectRole {
  fileprivate var isNamespaced: Bool {
    switch self {
    case .pod, .workload, .service: true
    case .policy(let api): api.isNamespaced
    case .namespace, .addressGroup, .unmodelled, .irrelevant: false
    }
  }
}

extension PolicyAPI {
  var isCilium: Bool { self == .ciliumNetworkPolicy || self == .ciliumClusterwideNetworkPolicy }
}
