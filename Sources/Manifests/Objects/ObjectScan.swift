import Diagnostics
import PolicyModel
import Workers

/// Puts together what the documents of all sources hold: takes in what the cluster runs, and sets those policies aside
/// that refer to objects not known before everything is.
struct ObjectScan {
  private(set) var namespaces: [ObservedNamespace] = []
  private(set) var workloads = WorkloadTable()
  private(set) var services: [ServiceRecord] = []
  private(set) var nodes: [ClusterNode] = []
  private(set) var addressGroups: [AddressGroup] = []
  private(set) var claimed: [ClaimedObject] = []
  private var policies: [PolicyReading] = []
  /// Those that name objects which may come later.
  private var waiting: [PolicyObject] = []
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var podMakers: [PodMaker] = []
  private var objects: [ScannedObject?] = []
  /// For each object the position of the one that counts so far.
  private var counting: [ObjectIdentity: Int] = [:]
  private var ended: [Span] = []
  /// Whether a cluster told of its pods: then those that something makes are among them.
  private var isOfCluster = false

  /// - Parameter count: how many objects are about to be taken, at most.
  init(expecting count: Int) {
    counting.reserveCapacity(count)
    objects.reserveCapacity(count)
  }

  mutating func take(_ item: ScannedItem) {
    switch item {
    case .finding(let finding): diagnostics.append(finding)
    case .claimed(let object): claimed.append(object)
    case .podMaker(let maker): podMakers.append(maker)
    case .object(let object): order(object)
    }
  }

  /// Takes in what counts, once everything has been seen.
  mutating func settle() {
    for object in objects { if let object { take(object) } }
    objects = []
    if isOfCluster { podMakers = [] }
    diagnostics += [endedPods].compactMap(\.self) + podMakers.notices
  }

  /// NP-38
  private var endedPods: Diagnostic? {
    ended.min().map { first in
      Diagnostic(
        .unreadPods,
        ended.count == 1
          ? "a pod that has ended is left out (NP-38)"
          : "\(ended.count.counted("pod")) that have ended are left out (NP-38)", at: first)
    }
  }

  private mutating func take(_ object: ScannedObject) {
    switch object.content {
    case .namespace(let namespace): namespaces.append(namespace)
    case .workload(let entry):
      take(entry, of: object)
    case .service(let service): services.append(service)
    case .node(let node): nodes.append(node)
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

  private mutating func take(_ entry: WorkloadTable.Entry?, of object: ScannedObject) {
    guard let entry else {
      if object.kind == "Pod" { ended.append(object.metadata.span) }
      return
    }
    workloads.add(entry)
    isOfCluster = isOfCluster || entry.isRunning
  }

  /// Every policy, now that all objects are known.
  func readPolicies() -> [PolicyReading] {
    let references = ClusterReferences(services: services, addressGroups: addressGroups)
    return policies + waiting.concurrentMap { $0.reading(references) }.compactMap { $0 }
  }

  /// The last object of an identity counts, as it does for a client that applies them in this order, unless a server
  /// refuses it. Each one that is replaced is reported.
  private mutating func order(_ object: ScannedObject) {
    let identity = ObjectIdentity(kind: object.kind, namespace: object.namespace, name: object.metadata.name)
    if let position = counting[identity], let earlier = objects[position] {
      // One text may be applied in several namespaces.
      guard object.metadata.span != earlier.metadata.span else { return }
      let isReplaced = !object.isRefusedByServer
      let loser = isReplaced ? earlier : object
      diagnostics += loser.content.isPolicy ? loser.policyFindings : loser.metadataFindings
      diagnostics.append(.duplicate(object, of: earlier, countsTheLast: isReplaced))
      guard isReplaced else { return }
      objects[position] = nil
    }
    counting[identity] = objects.count
    objects.append(object)
  }
}

extension Diagnostic {
  fileprivate static func duplicate(
    _ object: ScannedObject, of earlier: ScannedObject, countsTheLast: Bool
  ) -> Diagnostic {
    let name = object.namespace.map { "\($0)/\(object.metadata.name)" } ?? object.metadata.name
    let isSame = object.says(theSameAs: earlier)
    let rule =
      isSame
      ? "declared twice, in the same words"
      : countsTheLast
        ? "declared twice, and the last one counts, as for `kubectl apply`"
        : "declared twice, and the first one counts, because a server refuses the second"
    return Diagnostic(
      .duplicateObject, "the \(object.kind) \"\(name)\" is \(rule)", at: object.metadata.span,
      severity: isSame ? .notice : .error, notes: [Note("the other one is here", at: earlier.metadata.span)],
      help: isSame ? nil : "remove one of them")
  }
}

/// What makes two objects the same one in a cluster.
private struct ObjectIdentity: Hashable {
  let kind: String
  let namespace: String?
  let name: String
}
