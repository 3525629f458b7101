import PolicyModel

/// The pods and namespaces that were read, in any of the states that are looked at.
struct PodsRead {
  /// Those with pods that selectors can name.
  let namespaces: Set<String>
  private let sides: [PolicyEvaluation]
  private let indexes: [PodIndex]

  init(_ sides: [PolicyEvaluation]) {
    self.sides = sides
    indexes = sides.map { PodIndex($0.inventory.workloads, in: $0) }
    namespaces = Set(
      sides.flatMap { side in side.inventory.workloads.lazy.filter(side.isGoverned).map(\.namespace) })
  }

  var isEmpty: Bool { indexes.allSatisfy(\.isEmpty) }

  func hold(_ selector: PodSelector) -> Bool { indexes.contains { $0.hold(selector) } }

  /// Every namespace that is known of, sorted.
  var knownNames: [String] { Set(sides.flatMap(\.namespaces.keys)).sorted() }

  /// Those with these labels in some state, sorted.
  func names(matching selector: LabelSelector) -> [String] {
    let found = sides.flatMap { side in side.namespaces.lazy.filter { selector.matches($0.value) }.map(\.key) }
    return Set(found).sorted()
  }

  /// Those whose labels are not the same in all states that know them, sorted.
  var relabelledNames: [String] {
    guard sides.count > 1 else { return [] }
    return knownNames.filter { name in Set(sides.compactMap { $0.namespaces[name] }).count > 1 }
  }

  /// The namespaces of which no pod was read and that some policy is about, by its name or its labels.
  func governedNamespacesWithoutPods(_ sides: [PolicyEvaluation]) -> Set<String> {
    let subjects = sides.flatMap(\.written.policies).compactMap { policy in
      if case .pods(let subject) = policy.subject { subject.namespaces } else { nil }
    }
    var governed: Set<String> = []
    for selector in Set(subjects) where !selector.matchesEverything {
      let named = selector.witnesses.compactMap { $0[.namespaceNameLabel] }
      governed.formUnion(named.isEmpty ? names(matching: selector) : named)
    }
    return governed.subtracting(namespaces)
  }
}
