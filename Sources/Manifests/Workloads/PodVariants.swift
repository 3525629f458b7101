import Diagnostics
import PolicyModel

/// A pod that names what made it.
struct OwnedPod: Sendable {
  let name: String
  let pod: PodTemplate
  let addresses: [IPAddress]
  let span: Span
}

/// What policies look at in pods: two pods that agree in all of it are the same to every policy.
struct SelectedTraits {
  /// For each label that a selector asks for, and each value that one lists, the lists in which it stands.
  private var lists: [String: [String: [Int]]] = [:]
  private var numbers: [[String]: Int] = [:]
  private var seen: Set<Listing> = []
  private var portNames: Set<String> = []

  private struct Listing: Hashable {
    let key: String
    let list: Int
  }

  init(of policies: some Sequence<Policy>) {
    for policy in policies {
      if case .pods(let subject) = policy.subject { add(subject.pods) }
      for rule in [policy.ingress, policy.egress].compactMap(\.self).flatMap(\.rules) { add(rule) }
    }
  }

  private mutating func add(_ rule: PolicyRule) {
    if case .these(let peers) = rule.peers {
      for case .pods(let selector) in peers { add(selector.pods) }
    }
    if case .these(let ports) = rule.ports {
      portNames.formUnion(ports.compactMap(\.name?.text))
    }
  }

  private mutating func add(_ selector: LabelSelector) {
    for requirement in selector.requirements {
      switch requirement.condition {
      case .isIn(let values), .isNotIn(let values): add(values, of: requirement.key)
      case .exists, .doesNotExist: if lists[requirement.key] == nil { lists[requirement.key] = [:] }
      }
    }
  }

  private mutating func add(_ values: [String], of key: String) {
    let number = numbers[values] ?? numbers.count
    numbers[values] = number
    guard seen.insert(Listing(key: key, list: number)).inserted else { return }
    for value in values { lists[key, default: [:]][value, default: []].append(number) }
  }

  /// What policies see of one pod.
  struct Appearance: Hashable {
    /// For each label that matters the lists with its value.
    fileprivate let labels: [String: [Int]]
    fileprivate let ports: Set<ContainerPort>
    fileprivate let usesHostNetwork: Bool
    /// Nil where no policy asks for it.
    fileprivate let serviceAccount: String?
  }

  func appearance(of pod: PodTemplate) -> Appearance {
    var labels: [String: [Int]] = [:]
    for pair in pod.labels.pairs {
      if let values = lists[pair.key] { labels[pair.key] = values[pair.value] ?? [] }
    }
    let ports = portNames.isEmpty ? [] : pod.ports.filter { $0.name.map(portNames.contains) ?? false }
    return Appearance(
      labels: labels, ports: Set(ports), usesHostNetwork: pod.usesHostNetwork,
      serviceAccount: lists[.ciliumServiceAccount] == nil ? nil : pod.serviceAccount)
  }
}

/// One workload, and those of its pods that policies tell from it: left over from a rollout, or labelled by hand.
struct PodVariants {
  let workloads: [Workload]
  let finding: Diagnostic?

  /// The template decides what the workload is; without one, what most of its pods are.
  init(of draft: WorkloadTable.Draft, by traits: SelectedTraits) {
    let groups = Dictionary(grouping: draft.pods.sorted { $0.name < $1.name }) { traits.appearance(of: $0.pod) }
    let most = groups.values.max { left, right in
      left.count == right.count ? left[0].name > right[0].name : left.count < right.count
    }
    let own = draft.template ?? most?.first?.pod ?? draft.descendant
    let usual = own.flatMap { groups[traits.appearance(of: $0)] } ?? []
    let odd = groups.filter { group in own.map { traits.appearance(of: $0) != group.key } ?? false }.values
      .sorted { $0[0].name < $1[0].name }
    workloads =
      [draft.workload(own, draft.addresses + usual.flatMap(\.addresses))] + odd.map { draft.workload(ofOdd: $0) }
    finding = odd.isEmpty ? nil : draft.finding(about: odd)
  }
}

extension WorkloadTable.Draft {
  /// Pods that policies see alike, under the name of the first.
  fileprivate func workload(ofOdd pods: [OwnedPod]) -> Workload {
    Workload(
      namespace: key.namespace, name: pods[0].name, kind: "Pod", labels: pods[0].pod.labels, ports: pods[0].pod.ports,
      addresses: Set(pods.flatMap(\.addresses)).sorted(), usesHostNetwork: pods[0].pod.usesHostNetwork,
      serviceAccount: pods[0].pod.serviceAccount)
  }

  fileprivate func finding(about odd: [[OwnedPod]]) -> Diagnostic {
    let count = odd.reduce(0) { $0 + $1.count }
    let names =
      odd.prefix(3).map { "\"\(key.namespace)/\($0[0].name)\"" }.joined(separator: ", ")
      + (odd.count > 3 ? " and \(odd.count - 3) more" : "")
    return Diagnostic(
      .unlikePods,
      "policies tell \(count.counted("pod")) of the \(key.kind) \"\(key.namespace)/\(key.name)\" from its others, so "
        + "\(count == 1 ? "it stands" : "they stand") apart as \(names)",
      at: odd[0][0].span, notes: [Note("this makes them", at: span)],
      help: "wait for the end of a rollout, or compare the labels with those of the template")
  }
}
