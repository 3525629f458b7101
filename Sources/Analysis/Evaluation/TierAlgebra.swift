import PolicyModel

/// When a rule is asked. (CNP-2)
enum Stage: UInt8, Comparable {
  case admin, normal, baseline

  static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension PolicyTier {
  var stage: Stage {
    switch self {
    case .admin: .admin
    case .normal: .normal
    case .baseline: .baseline
    }
  }
}

/// A rule that matches a peer, as far as the algebra of tiers cares.
struct RuleStep {
  let stage: Stage
  let action: RuleAction
  let connections: ConnectionSet
  /// Whether a proxy lets only some requests through. (CIL-69)
  let isFiltered: Bool
}

/// What becomes of connections about which neither the admin tier nor the normal tier says anything.
enum Fallback: UInt8 {
  /// A policy of the normal tier isolates: they are denied. (NP-2, ANP-5)
  case denied
  /// They are allowed although the pod is isolated: Cilium's own node into a pod. (CIL-27)
  case allowed
  /// Nothing isolates: the baseline tier is asked, and what it leaves is allowed. (ANP-5, CNP-6)
  case baseline
}

/// What one direction allows, and what each rule had a say in.
struct TierResult {
  private(set) var allowed = ConnectionSet.none
  /// The part of ``allowed`` in which a proxy lets only some requests through.
  private(set) var filtered = ConnectionSet.none
  /// For each step the connections that it decides: what it matches and no stronger rule decided before.
  private(set) var decided: [ConnectionSet]
  private var undecided = ConnectionSet.all

  /// Takes the steps in the order of evaluation, stage by stage. (CNP-2)
  init(_ steps: [RuleStep], fallback: Fallback) {
    decided = Array(repeating: .none, count: steps.count)
    runOrdered(steps, at: .admin)
    runNormal(steps)
    switch fallback {
    case .denied: break
    case .allowed: allowed = allowed.union(undecided)
    case .baseline:
      runOrdered(steps, at: .baseline)
      allowed = allowed.union(undecided)
    }
    if steps.contains(where: \.isFiltered) { filtered = filtered(steps) }
  }

  /// A plain allow makes a filter on the same connections ineffective, not being closed does not. (CIL-19, CIL-26)
  private func filtered(_ steps: [RuleStep]) -> ConnectionSet {
    var (narrowed, plain) = (ConnectionSet.none, ConnectionSet.none)
    for (step, decided) in zip(steps, decided) where step.action == .allow {
      if step.isFiltered { narrowed = narrowed.union(decided) } else { plain = plain.union(decided) }
    }
    return narrowed.subtracting(plain)
  }

  /// First match wins; what a rule passes is undecided again for the next tier. (ANP-2, ANP-3, CNP-3, CNP-4)
  private mutating func runOrdered(_ steps: [RuleStep], at stage: Stage) {
    var passed = ConnectionSet.none
    for (index, step) in steps.enumerated() where step.stage == stage {
      let matched = step.connections.intersection(undecided)
      undecided = undecided.subtracting(matched)
      decided[index] = matched
      switch step.action {
      case .allow: allowed = allowed.union(matched)
      case .deny: break
      case .pass: passed = passed.union(matched)
      }
    }
    undecided = undecided.union(passed)
  }

  /// Allows united, denies subtracted, whatever the order. (NP-7, CIL-20, CIL-21)
  private mutating func runNormal(_ steps: [RuleStep]) {
    let normal = steps.indices.filter { steps[$0].stage == .normal }
    var denied = ConnectionSet.none
    for index in normal where steps[index].action == .deny {
      decided[index] = steps[index].connections.intersection(undecided)
      denied = denied.union(decided[index])
    }
    undecided = undecided.subtracting(denied)
    var granted = ConnectionSet.none
    for index in normal where steps[index].action == .allow {
      decided[index] = steps[index].connections.intersection(undecided)
      granted = granted.union(decided[index])
    }
    undecided = undecided.subtracting(granted)
    allowed = allowed.union(granted)
  }
}
