import PolicyModel

/// Gathers the pods that selectors describe, each once.
struct PodGathering {
  private(set) var pods: Set<Workload> = []
  /// Namespaces that are known by a description only.
  private(set) var described: [String: Labels] = [:]
  private let read: PodsRead
  /// Nil where every namespace counts.
  private let governed: Set<String>?
  private var matching: [LabelSelector: [String]] = [:]

  private static let elsewhere = "any-other-namespace"
  /// How many of the namespaces that one selector matches stand for all.
  private static let namespaceLimit = 16
  /// How many pairs of namespaces and labels one selector may stand for; of more, each part of a pair occurs in some.
  private static let pairLimit = 256

  init(_ sides: [PolicyEvaluation], _ scope: InferredPods.Scope) {
    read = PodsRead(sides)
    governed = scope == .everySelector ? nil : read.governedNamespacesWithoutPods(sides)
    let whole = governed ?? Set(read.isEmpty ? read.knownNames + [Self.elsewhere] : read.relabelledNames)
    for name in whole { addOther(in: name) }
  }

  mutating func add(_ selector: PodSelector) {
    let homes = homes(of: selector).filter { governed?.contains($0) ?? true }
    for home in homes { addOther(in: home) }
    let labels = selector.pods.witnesses
    guard !homes.isEmpty, !labels.isEmpty else { return }
    if homes.count * labels.count <= Self.pairLimit {
      for home in homes { for labels in labels { add(labels, as: selector.pods, in: home) } }
    } else {
      for round in 0..<max(homes.count, labels.count) {
        add(labels[round % labels.count], as: selector.pods, in: homes[round % homes.count])
      }
    }
  }

  /// The namespaces that a selector names; of those that it describes none as long as a pod that was read fits.
  private mutating func homes(of selector: PodSelector) -> [String] {
    selector.namespaces.witnesses.flatMap { witness -> [String] in
      if let name = witness[.namespaceNameLabel] { return [name] }
      guard !read.hold(selector) else { return [] }
      if witness.isEmpty { return [Self.elsewhere] }
      let known = known(selector.namespaces)
      guard known.isEmpty else { return known }
      let name = "any-with-" + witness.words
      described[name] = witness
      return [name]
    }
  }

  private mutating func known(_ selector: LabelSelector) -> [String] {
    if let names = matching[selector] { return names }
    let names = Array(read.names(matching: selector).prefix(Self.namespaceLimit))
    matching[selector] = names
    return names
  }

  private mutating func addOther(in namespace: String) {
    guard !read.namespaces.contains(namespace) else { return }
    insert([:], in: namespace)
  }

  private mutating func add(_ labels: Labels, as selector: LabelSelector, in namespace: String) {
    let isRead =
      read.namespaces.contains(namespace)
      && read.hold(PodSelector(in: namespace, pods: selector.narrowed(to: labels)))
    if !isRead { insert(labels, in: namespace) }
  }

  private mutating func insert(_ labels: Labels, in namespace: String) {
    pods.insert(
      Workload(
        namespace: namespace, name: labels.isEmpty ? "any-other-pod" : labels.words, kind: InferredPods.kind,
        labels: labels))
  }
}

extension LabelSelector {
  /// The same with only those of its listed values that some labels have.
  fileprivate func narrowed(to labels: Labels) -> LabelSelector {
    LabelSelector(
      requirements.map { requirement in
        guard case .isIn = requirement.condition, let value = labels[requirement.key] else { return requirement }
        return LabelRequirement(requirement.key, equals: value)
      })
  }
}

extension Labels {
  fileprivate var words: String { pairs.map { "\($0.key)=\($0.value)" }.joined(separator: ",") }
}
