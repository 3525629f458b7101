import PolicyModel

/// A set of pods as a union of selectors: closed under union, intersection and complement.
struct PodRegion: Hashable {
  /// Sorted, each once.
  let selectors: [PodSelector]

  /// Selectors that can match nothing are left out.
  init(_ selectors: some Sequence<PodSelector>) {
    let possible = selectors.compactMap { selector -> PodSelector? in
      guard let namespaces = selector.namespaces.simplified, let pods = selector.pods.simplified else { return nil }
      return PodSelector(namespaces: namespaces, pods: pods)
    }
    self.selectors = Set(possible).sorted()
  }

  static var everything: PodRegion { PodRegion([PodSelector(namespaces: .everything, pods: .everything)]) }

  func union(_ other: PodRegion) -> PodRegion { PodRegion(selectors + other.selectors) }

  func intersection(_ other: PodRegion) -> PodRegion {
    PodRegion(
      selectors.flatMap { left in
        other.selectors.map { right in
          PodSelector(
            namespaces: left.namespaces.intersection(right.namespaces), pods: left.pods.intersection(right.pods))
        }
      })
  }

  /// Every pod outside: a selector fails where one of its conditions does.
  var complement: PodRegion {
    selectors.reduce(.everything) { region, selector in
      let misses =
        selector.namespaces.requirements.map { requirement in
          PodSelector(namespaces: LabelSelector([requirement.negated]), pods: .everything)
        }
        + selector.pods.requirements.map { requirement in
          PodSelector(namespaces: selector.namespaces, pods: LabelSelector([requirement.negated]))
        }
      return region.intersection(PodRegion(misses))
    }
  }

  func subtracting(_ other: PodRegion) -> PodRegion { intersection(other.complement) }
}

extension LabelRequirement {
  /// Holds exactly where this one does not. (NP-16)
  var negated: LabelRequirement {
    switch condition {
    case .isIn(let values): LabelRequirement(key, .isNotIn(values))
    case .isNotIn(let values): LabelRequirement(key, .isIn(values))
    case .exists: LabelRequirement(key, .doesNotExist)
    case .doesNotExist: LabelRequirement(key, .exists)
    }
  }
}
