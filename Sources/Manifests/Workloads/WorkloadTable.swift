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

  fileprivate struct Key: Hashable, Sendable {
    let namespace: String
    let kind: String
    let name: String
  }

  /// What is known about one workload.
  fileprivate struct Draft: Sendable {
    let key: Key
    var pod: PodTemplate
    var addresses: [IPAddress] = []
    /// Whether the object itself was there, rather than only pods that name it as their owner.
    var isObject: Bool
    var owner: Key?
    let span: Span
    /// A pod that differs from the others of the same owner.
    var odd: Span?
  }

  /// What one object says about a workload.
  struct Entry: Sendable {
    fileprivate let observed: ObservedPod
    fileprivate let draft: Draft

    fileprivate init(_ draft: Draft, seenAs itself: Draft? = nil) {
      let itself = itself ?? draft
      observed = ObservedPod(itself.workload, at: itself.span)
      self.draft = draft
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

  /// Every workload once. A replica set or job that something else controls counts as that.
  func collapsed() -> ([Workload], [Diagnostic]) {
    var table = self
    for draft in drafts {
      guard let root = rootOwner(of: draft) else { continue }
      table.index[draft.key] = nil
      if let position = table.index[root] {
        table.drafts[position].merge(draft.as(root))
      } else {
        table.index[root] = table.drafts.count
        table.drafts.append(draft.as(root))
      }
    }
    let kept = table.index.values.sorted().map { table.drafts[$0] }
    return (kept.map(\.workload), kept.compactMap(\.finding))
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
      key: WorkloadTable.Key(namespace: namespace, kind: "Pod", name: metadata.name), pod: pod, addresses: addresses,
      isObject: true, span: metadata.span)
    guard let owner = metadata.owner else {
      self.init(itself)
      return
    }
    let key = WorkloadTable.Key(namespace: namespace, kind: owner.kind, name: owner.name)
    self.init(
      WorkloadTable.Draft(key: key, pod: pod, addresses: addresses, isObject: false, span: metadata.span),
      seenAs: itself)
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
        pod: PodTemplate(labels: labels, spec: template?["spec"], &findings), isObject: true,
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
}

extension WorkloadTable.Draft {
  /// The object's own template weighs more than the pods that exist at the moment.
  fileprivate mutating func merge(_ other: Self) {
    if other.isObject, !isObject {
      pod = other.pod
      isObject = true
      owner = other.owner
      odd = nil
    } else if !isObject, !other.isObject, odd == nil, !pod.hasSameLabels(as: other.pod) {
      odd = other.span
    }
    addresses += other.addresses
  }

  fileprivate func `as`(_ key: WorkloadTable.Key) -> Self {
    var copy = WorkloadTable.Draft(key: key, pod: pod, addresses: addresses, isObject: false, span: span)
    copy.odd = odd
    return copy
  }

  fileprivate var workload: Workload {
    Workload(
      namespace: key.namespace, name: key.name, kind: key.kind, labels: pod.labels, ports: pod.ports,
      addresses: Set(addresses).sorted(), usesHostNetwork: pod.usesHostNetwork, serviceAccount: pod.serviceAccount)
  }

  fileprivate var finding: Diagnostic? {
    odd.map { odd in
      Diagnostic(
        .semanticsDependent,
        "the pods of the \(key.kind) \"\(key.namespace)/\(key.name)\" have different labels, and the first one stands for all",
        at: odd, notes: [Note("this is the first one", at: span)],
        help: "add the object that makes the pods, whose template decides")
    }
  }
}
