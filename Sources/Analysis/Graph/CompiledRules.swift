import PolicyModel
import Workers

/// A rule whose peers and ports are numbers.
struct CompiledRule {
  let stage: Stage
  let action: RuleAction
  let ports: Int32
  /// Nil for anyone.
  let selectors: [Int32]?
  let learnedNames: [DomainPattern]
  let filter: FilterKind?
}

/// The rules that matter to a graph, each selector evaluated once over all faces.
struct CompiledRules {
  let index: FaceIndex
  /// Every selector once, with the API of a policy that has it.
  private var selectors: [(selector: PeerSelector, api: PolicyAPI)] = []
  /// For each selector the faces that it names, after ``evaluateSelectors()``.
  private(set) var sets: [SparseSet] = []
  /// For each selector whether the names that it gives have to be learned first. (CIL-53)
  private(set) var mustBeLearned: [Bool] = []
  var ports = PortResolution()
  var pool = ConnectionPool()
  private var ids: [SelectorKey: Int32] = [:]
  private let servers: NameServers

  /// The same pattern of names reads differently in the policy API and in Cilium. (CIL-52, CNP-15)
  private struct SelectorKey: Hashable {
    let selector: PeerSelector
    let isCilium: Bool
  }

  init(_ index: FaceIndex, _ servers: NameServers) {
    self.index = index
    self.servers = servers
  }

  mutating func compile(_ policy: Policy, _ direction: Direction) -> [CompiledRule] {
    let section = policy[direction]?.rules ?? []
    return section.map { rule in
      let selectors: [Int32]? =
        switch rule.peers {
        case .anyone: nil
        case .these(let selectors): selectors.map { id(of: $0, in: policy.id.api) }
        }
      return CompiledRule(
        stage: policy.tier.stage, action: rule.action, ports: ports.id(of: rule.ports, in: &pool),
        selectors: selectors, learnedNames: servers.learnedNames(of: rule), filter: rule.layer7?.kind)
    }
  }

  /// Looks up the selectors of all rules that have been compiled.
  mutating func evaluateSelectors() {
    let index = index
    sets = selectors.concurrentMap(fewest: 64) { selector, api in
      index.members(of: selector, in: api).compact(below: index.faces.count)
    }
  }

  private mutating func id(of selector: PeerSelector, in api: PolicyAPI) -> Int32 {
    let key = SelectorKey(selector: selector, isCilium: api.isCilium)
    if let known = ids[key] { return known }
    assert(sets.isEmpty, "every rule is compiled before selectors are looked up")
    let id = Int32(selectors.count)
    ids[key] = id
    selectors.append((selector, api))
    if case .domain = selector { mustBeLearned.append(api.isCilium) } else { mustBeLearned.append(false) }
    return id
  }
}
