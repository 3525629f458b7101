import Diagnostics
import PolicyModel
import YAMLTree

/// Where an object keeps the template of its pods.
enum WorkloadTemplate {
  /// `spec.template`
  case direct
  /// `spec.jobTemplate.spec.template`
  case job

  func template(of object: YAMLNode) -> YAMLNode? {
    switch self {
    case .direct: object["spec"]?["template"]
    case .job: object["spec"]?["jobTemplate"]?["spec"]?["template"]
    }
  }
}

/// The workloads of the objects read so far. Pods collapse into what made them.
struct WorkloadTable {
  private var drafts: [Draft] = []
  private var index: [Key: Int] = [:]
  /// Every pod and every template by itself.
  private(set) var observed: [ObservedPod] = []

  struct Key: Hashable, Sendable {
    let namespace: String
    let kind: String
    let name: String
  }

  /// What is known about one workload.
  struct Draft: Sendable {
    let key: Key
    /// What the object itself says; nil where only pods name it as their owner.
    var template: PodTemplate?
    /// What something says that it has made, such as a replica set.
    var descendant: PodTemplate?
    /// Of an object that is a pod.
    var addresses: [IPAddress] = []
    /// The pods that name it as their owner.
    var pods: [OwnedPod] = []
    var owner: Key?
    let span: Span
  }

  /// What one object says about a workload.
  struct Entry: Sendable {
    fileprivate let observed: ObservedPod
    fileprivate let draft: Draft
    /// Whether it is a pod of a cluster, with a status.
    let isRunning: Bool

    fileprivate init(_ draft: Draft, seenAs itself: Workload? = nil, isRunning: Bool = false) {
      observed = ObservedPod(itself ?? draft.workload, at: draft.span)
      self.draft = draft
      self.isRunning = isRunning
    }
  }

  mutating func add(_ entry: Entry) {
    observed.append(entry.observed)
    merge(entry.draft)
  }

  private mutating func merge(_ draft: Draft) {
    guard let position = index[draft.key] else {
      index[draft.key] = drafts.count
      drafts.append(draft)
      return
    }
    drafts[position].merge(draft)
  }

  /// Every workload once, and pods that policies tell from the others of their owner by themselves. A replica set or job
  /// that something else controls counts as that.
  func collapsed(tellingApart traits: SelectedTraits) -> ([Workload], [Diagnostic]) {
    var table = self
    for draft in drafts {
      guard let root = rootOwner(of: draft) else { continue }
      table.index[draft.key] = nil
      if let position = table.index[root] {
        table.drafts[position].merge(draft.asDescendant(of: root))
      } else {
        table.index[root] = table.drafts.count
        table.drafts.append(draft.asDescendant(of: root))
      }
    }
    let kept = table.index.values.sorted().map { PodVariants(of: table.drafts[$0], by: traits) }
    return (kept.flatMap(\.workloads), kept.compactMap(\.finding))
  }

  /// What stands at the end of the chain of owners; nil for a workload that nothing controls.
  private func rootOwner(of draft: Draft) -> Key? {
    var root: Key?
    var next = draft.owner
    // Deployments own replica sets and cron jobs own jobs; whatever goes on longer is a circle.
    for _ in 0..<4 {
      guard let owner = next else { break }
      root = owner
      next = index[owner].flatMap { drafts[$0].owner }
    }
    return root == draft.key ? nil : root
  }
}

extension WorkloadTable.Entry {
  /// A pod counts as its controlling owner. Nil for one that has ended, which is no endpoint any more. (NP-38)
  init?(pod node: YAMLNode, _ metadata: ObjectMetadata, _ findings: inout ObjectFindings) {
    let status = node["status"]
    if let phase = status?["phase"], phase.hasText("Succeeded") || phase.hasText("Failed") { return nil }
    let pod = PodTemplate(labels: metadata.labels, spec: node["spec"], &findings)
    let addresses = pod.usesHostNetwork ? [] : Self.addresses(status)
    let namespace = metadata.namespace ?? "default"
    let itself = WorkloadTable.Draft(
      key: WorkloadTable.Key(namespace: namespace, kind: "Pod", name: metadata.name), template: pod,
      addresses: addresses, span: metadata.span)
    guard let owner = metadata.owner else {
      self.init(itself, isRunning: status?["phase"] != nil)
      return
    }
    let owned = OwnedPod(name: metadata.name, pod: pod, addresses: addresses, span: metadata.span)
    self.init(
      WorkloadTable.Draft(
        key: WorkloadTable.Key(namespace: namespace, kind: owner.kind, name: owner.name), pods: [owned],
        span: metadata.span),
      seenAs: itself.workload, isRunning: status?["phase"] != nil)
  }

  /// Nil for a job that is over, which makes no more pods. (NP-38)
  init?(
    _ node: YAMLNode, kind: String, _ template: WorkloadTemplate, _ metadata: ObjectMetadata,
    _ findings: inout ObjectFindings
  ) {
    guard kind != "Job" || !Self.isOver(node["status"]) else { return nil }
    let namespace = metadata.namespace ?? "default"
    let template = template.template(of: node)
    let labels = ObjectMetadata.labels(ofTemplate: template?["metadata"], &findings)
    if template == nil { findings.refuse("\(findings.subject) has no pod template", nil, at: node) }
    self.init(
      WorkloadTable.Draft(
        key: WorkloadTable.Key(namespace: namespace, kind: kind, name: metadata.name),
        template: PodTemplate(labels: labels, spec: template?["spec"], &findings),
        owner: metadata.owner.map { WorkloadTable.Key(namespace: namespace, kind: $0.kind, name: $0.name) },
        span: metadata.span))
  }

  private static func isOver(_ status: YAMLNode?) -> Bool {
    status?["conditions"]?.elements.contains { condition in
      condition["status"]?.text == "True" && ["Complete", "Failed"].contains(condition["type"]?.text)
    } ?? false
  }

  private static func addresses(_ status: YAMLNode?) -> [IPAddress] {
    guard let status else { return [] }
    let listed = status["podIPs"]?.elements.compactMap { $0["ip"]?.text } ?? []
    let texts = listed.isEmpty ? [status["podIP"]?.text].compactMap { $0 } : listed
    return texts.compactMap { IPAddress($0) }
  }

  /// Whether it says the same as another object of its name.
  func says(theSameAs other: Self) -> Bool {
    draft.owner == other.draft.owner && observed.workload == other.observed.workload
  }
}

extension WorkloadTable.Draft {
  fileprivate mutating func merge(_ other: Self) {
    if template == nil {
      template = other.template
      owner = other.owner ?? owner
    }
    descendant = descendant ?? other.descendant
    addresses += other.addresses
    pods += other.pods
  }

  fileprivate func asDescendant(of key: WorkloadTable.Key) -> Self {
    WorkloadTable.Draft(key: key, descendant: template ?? descendant, addresses: addresses, pods: pods, span: span)
  }

  /// The object by itself.
  fileprivate var workload: Workload { workload(template, addresses) }

  func workload(_ pod: PodTemplate?, _ addresses: [IPAddress]) -> Workload {
    Workload(
      namespace: key.namespace, name: key.name, kind: key.kind, labels: pod?.labels ?? [:], ports: pod?.ports ?? [],
      addresses: Set(addresses).sorted(), usesHostNetwork: pod?.usesHostNetwork ?? false,
      serviceAccount: pod?.serviceAccount)
  }
}
