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
  /// The part that it names port by port.
  let singles: ConnectionSet
  /// What a proxy judges by, where it lets only some of it through. (CIL-69)
  let filter: FilterKind?
}

/// What a proxy judges connections by, as far as filters add up differently.
enum FilterKind: UInt8 {
  /// Requests, in Envoy: one that no filter lets through passes by any other rule that allows the connection. (CIL-26)
  case requests
  /// Queries, in the agent's own proxy: it asks only the rules of the very same port. (CIL-26)
  case names
  /// The server that a TLS connection asks for, in Envoy. (CIL-70)
  case servers
}

extension Layer7Filter {
  var kind: FilterKind {
    switch self {
    case .http, .discontinued: .requests
    case .dns: .names
    case .serverNames: .servers
    }
  }
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
    guard steps.contains(where: { $0.filter != nil }) else { return }
    filtered = filtered(steps, isOpen: fallback == .baseline)
  }

  /// A plain allow makes a filter on the same connections ineffective; one of names only where it says the same port,
  /// since the datapath sends to the DNS proxy whatever some filter is about. (CIL-26)
  ///
  /// - Parameter isOpen: whether nothing closes the pod, and agents add to each filter that everything passes. (CIL-19)
  private func filtered(_ steps: [RuleStep], isOpen: Bool) -> ConnectionSet {
    var (narrowed, queries, plain, plainSingles) = (
      ConnectionSet.none, ConnectionSet.none, ConnectionSet.none, ConnectionSet.none
    )
    for (step, decided) in zip(steps, decided) where step.action == .allow {
      switch step.filter {
      case .requests where isOpen, .names where isOpen: break
      case .requests, .servers: narrowed = narrowed.union(decided)
      case .names: queries = queries.union(decided)
      case nil:
        plain = plain.union(decided)
        plainSingles = plainSingles.union(decided.intersection(step.singles))
      }
    }
    return narrowed.subtracting(plain).union(queries.subtracting(plainSingles))
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
