import Analysis
public import PolicyModel
import Resolution

extension Policy {
  /// Whether the compiler claims the object.
  public var isManaged: Bool { labels.areManaged }
}

extension PolicySet {
  /// The policies of somebody else.
  var foreign: [Policy] { policies.filter { !$0.isManaged } }

  /// What somebody else wrote for pods in a namespace that no tenant owns: their own business, as far as the graph goes.
  func ofStrangers(tenantNamespaces: Set<String>) -> PolicySet {
    PolicySet(foreign.filter { policy in policy.id.namespace.map { !tenantNamespaces.contains($0) } ?? false })
  }
}

/// What a policy that nobody compiled does to the flows of a graph.
public struct ForeignInfluence: Sendable {
  public let policy: PolicyID
  /// Whether it opens what the graph closes, rather than the other way round.
  public let isWidening: Bool
  /// The tenants whose pods it is about, sorted.
  public let tenants: [String]
  /// One of the flows.
  public let witness: Difference
  /// How many flows it changes, among those that were looked at.
  public let count: Int
  /// Whether all of them were.
  public let isWhole: Bool
}

/// Tells differences that policies of somebody else bring about from all others.
struct ForeignAttribution {
  private(set) var influences: [ForeignInfluence] = []
  private(set) var others: [Difference] = []

  private struct Key: Hashable, Comparable {
    let policy: PolicyID
    let isWidening: Bool

    static func < (left: Self, right: Self) -> Bool {
      (left.isWidening ? 0 : 1, left.policy) < (right.isWidening ? 0 : 1, right.policy)
    }
  }

  /// - Parameters:
  ///   - differences: with the peers that they are about.
  ///   - managed: judges by what was compiled alone.
  init(
    _ differences: [(difference: Difference, mismatch: Mismatch)], in access: GraphAccess, managed: PolicyEvaluation?,
    foreign: Set<PolicyID>, isWhole: Bool
  ) {
    guard let managed else {
      others = differences.map(\.difference)
      return
    }
    var groups: [Key: [(difference: Difference, tenants: [String])]] = [:]
    for (difference, mismatch) in differences {
      let peers = [mismatch.source, mismatch.destination].map { access.universe.peers[$0] }
      let culprits = difference.deciding.filter { foreign.contains($0.policy) }.map(\.policy)
      let isTheirs = managed.connections(from: peers[0].peer, to: peers[1].peer) == mismatch.expected
      guard isTheirs, !culprits.isEmpty else {
        others.append(difference)
        continue
      }
      let tenants = peers.compactMap(\.tenantNamespace).compactMap(access.membership.tenant(ofNamespace:))
      for culprit in Set(culprits) {
        groups[Key(policy: culprit, isWidening: mismatch.isGain), default: []].append((difference, tenants))
      }
    }
    influences = groups.keys.sorted().compactMap { key in
      guard let group = groups[key], let first = group.min(by: { $0.difference < $1.difference }) else { return nil }
      return ForeignInfluence(
        policy: key.policy, isWidening: key.isWidening, tenants: Set(group.flatMap(\.tenants)).sorted(),
        witness: first.difference, count: group.count, isWhole: isWhole)
    }
  }
}
