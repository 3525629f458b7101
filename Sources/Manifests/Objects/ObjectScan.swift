import Diagnostics
import PolicyModel
import Workers

/// Puts together what the documents of all sources hold: takes in what the cluster runs, and sets those policies aside
/// that refer to objects not known before everything is.
struct ObjectScan {
  private(set) var namespaces: [ObservedNamespace] = []
  private(set) var workloads = WorkloadTable()
  private(set) var services: [ServiceRecord] = []
  private(set) var nodeAddresses: [IPAddress] = []
  private(set) var addressGroups: [AddressGroup] = []
  private var policies: [PolicyReading] = []
  /// Those that name objects which may come later.
  private var waiting: [PolicyObject] = []
  private(set) var diagnostics: [Diagnostic] = []
  private var seen: [ObjectIdentity: Span] = [:]

  /// - Parameter count: how many objects are about to be taken, at most.
  init(expecting count: Int) { seen.reserveCapacity(count) }

  mutating func take(_ item: ScannedItem) {
    switch item {
    case .finding(let finding): diagnostics.append(finding)
    case .object(let object):
      guard isFirst(object) else {
        diagnostics += object.metadataFindings
        return
      }
      take(object)
    }
  }

  private mutating func take(_ object: ScannedObject) {
    switch object.content {
    case .namespace(let namespace): namespaces.append(namespace)
    case .workload(let entry): if let entry { workloads.add(entry) }
    case .service(let service): services.append(service)
    case .node(let addresses): nodeAddresses += addresses
    case .addressGroup(let group): if let group { addressGroups.append(group) }
    case .policy(let reading):
      policies.append(reading)
      return
    case .waitingPolicy(let policy):
      waiting.append(policy)
      return
    }
    diagnostics += object.findings.diagnostics
  }

  /// Every policy, now that all objects are known.
  func readPolicies() -> [PolicyReading] {
    let references = ClusterReferences(services: services, addressGroups: addressGroups)
    return policies + waiting.concurrentMap { $0.reading(references) }.compactMap { $0 }
  }

  /// The first object of an identity counts; each further one is reported.
  private mutating func isFirst(_ object: ScannedObject) -> Bool {
    let identity = ObjectIdentity(kind: object.kind, namespace: object.namespace, name: object.metadata.name)
    guard let first = seen[identity] else {
      seen[identity] = object.metadata.span
      return true
    }
    let name = object.namespace.map { "\($0)/\(object.metadata.name)" } ?? object.metadata.name
    diagnostics.append(
      Diagnostic(
        .duplicateObject, "the \(object.kind) \"\(name)\" is there twice, and only the first one counts here",
        at: object.metadata.span,
        notes: [Note("the first one is here", at: first)]))
    return false
  }
}

/// What makes two objects the same one in a cluster.
private struct ObjectIdentity: Hashable {
  let kind: String
  let namespace: String?
  let name: String
}
