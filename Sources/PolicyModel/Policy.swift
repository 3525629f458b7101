import Diagnostics

/// One rule set over some pods, free of any API's syntax: what lowering makes, what objects are printed from, and what
/// objects on disk are read back into.
public struct Policy: Sendable {
  /// Policies are large and are sorted, filtered and grouped by the thousand, so copies share what they say.
  @usableFromInline let content: Content

  public init(
    id: PolicyID, tier: PolicyTier = .normal, subject: PolicySubject, subjectEntities: Set<Entity> = [],
    ingress: PolicySection?, egress: PolicySection?, labels: Labels = [:], annotations: Labels = [:]
  ) {
    content = Content(
      id: id, tier: tier, subject: subject, subjectEntities: subjectEntities, ingress: ingress, egress: egress,
      labels: labels, annotations: annotations)
  }

  @inlinable public var id: PolicyID { content.id }
  @inlinable public var tier: PolicyTier { content.tier }
  @inlinable public var subject: PolicySubject { content.subject }
  /// The endpoints besides pods that a clusterwide policy of Cilium selects: some of ``Entity/endpoints``. (CIL-4)
  @inlinable public var subjectEntities: Set<Entity> { content.subjectEntities }
  /// Nil when the policy says nothing about this direction.
  @inlinable public var ingress: PolicySection? { content.ingress }
  @inlinable public var egress: PolicySection? { content.egress }
  @inlinable public var labels: Labels { content.labels }
  @inlinable public var annotations: Labels { content.annotations }

  public subscript(direction: Direction) -> PolicySection? { direction == .ingress ? ingress : egress }

  @usableFromInline final class Content: Sendable {
    @usableFromInline let id: PolicyID
    @usableFromInline let tier: PolicyTier
    @usableFromInline let subject: PolicySubject
    @usableFromInline let subjectEntities: Set<Entity>
    @usableFromInline let ingress: PolicySection?
    @usableFromInline let egress: PolicySection?
    @usableFromInline let labels: Labels
    @usableFromInline let annotations: Labels

    init(
      id: PolicyID, tier: PolicyTier, subject: PolicySubject, subjectEntities: Set<Entity>, ingress: PolicySection?,
      egress: PolicySection?, labels: Labels, annotations: Labels
    ) {
      self.id = id
      self.tier = tier
      self.subject = subject
      self.subjectEntities = subjectEntities
      self.ingress = ingress
      self.egress = egress
      self.labels = labels
      self.annotations = annotations
    }
  }
}

extension Policy: Hashable {
  public static func == (left: Policy, right: Policy) -> Bool {
    if left.content === right.content { return true }
    return left.id == right.id && left.tier == right.tier && left.subject == right.subject
      && left.subjectEntities == right.subjectEntities && left.ingress == right.ingress && left.egress == right.egress
      && left.labels == right.labels
      && left.annotations == right.annotations
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    hasher.combine(subject)
  }
}

public enum Direction: String, Sendable, CaseIterable, Comparable {
  case ingress, egress

  public static func < (left: Self, right: Self) -> Bool { left == .egress && right == .ingress }
}

/// When a policy is asked, relative to others. (CNP-2)
public enum PolicyTier: Hashable, Sendable {
  /// Before everything else; lower numbers first. (ANP-2, CNP-1)
  case admin(priority: Int)
  /// NetworkPolicy and every Cilium policy: allows united, denies subtracted. (NP-7, CIL-20)
  case normal
  /// Only where no policy of the normal tier isolates; lower numbers first. (ANP-5, CNP-6)
  case baseline(priority: Int)
}

/// What a policy applies to.
public enum PolicySubject: Hashable, Sendable {
  case pods(PodSelector)
  /// Nodes by their labels: Cilium host policies, which never touch pods. (CIL-5)
  case nodes(LabelSelector)
}

/// What a policy says about one direction.
public struct PolicySection: Hashable, Sendable {
  /// Whether the subjects lose everything that no policy allows: NetworkPolicy always, Cilium by `enableDefaultDeny`,
  /// the tiers of the policy API never. (NP-2, CIL-10, ANP-4)
  public let isolates: Bool
  /// In order. Order counts in the admin and baseline tiers only.
  public let rules: [PolicyRule]

  public init(isolates: Bool, rules: [PolicyRule]) {
    self.isolates = isolates
    self.rules = rules
  }
}

public enum RuleAction: String, Sendable {
  case allow, deny, pass
}

/// An action on connections with some peers on some ports.
public struct PolicyRule: Hashable, Sendable {
  public let action: RuleAction
  public let peers: RulePeers
  public let ports: RulePorts
  /// Narrows an allow at layer 7; reachability at layer 4 stays. (CIL-69)
  public let layer7: Layer7Filter?
  /// The rule's own name, in APIs that have one.
  public let name: String?
  public private(set) var entry = RuleEntry(number: nil)
  /// What agents do with connections besides letting them pass, in words, sorted: proofs of identity that they ask for,
  /// listeners that they hand connections to. (CIL-72)
  public private(set) var treatment: [String] = []

  public init(
    _ action: RuleAction, peers: RulePeers, ports: RulePorts, layer7: Layer7Filter? = nil, name: String? = nil
  ) {
    self.action = action
    self.peers = peers
    self.ports = ports
    self.layer7 = layer7
    self.name = name
  }

  /// The same rule, with more that is done with its connections.
  public func treated(_ words: [String]) -> PolicyRule {
    var rule = self
    rule.treatment = (treatment + words).sorted()
    return rule
  }

  /// The same rule, as one of those that an entry of its object's list stands for.
  public func read(from entry: RuleEntry) -> PolicyRule {
    var rule = self
    rule.entry = entry
    return rule
  }
}

/// The other end of a rule.
public enum RulePeers: Hashable, Sendable {
  /// Everybody: pods, nodes, addresses. (NP-11, CIL-39)
  case anyone
  /// Any of these; none at all matches nobody. (CIL-38)
  case these([PeerSelector])
}

/// One way to name the other end.
public enum PeerSelector: Hashable, Sendable {
  case pods(PodSelector)
  case addresses(AddressBlock)
  case entity(Entity)
  /// Nodes by their labels. (ANP-12)
  case nodes(LabelSelector)
  /// Names outside the cluster, resolved while the policy runs. (CIL-52)
  case domain(DomainPattern)
}

extension PeerSelector: Comparable {
  /// Pods before addresses before names.
  public static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.pods(let first), .pods(let second)): first < second
    case (.addresses(let first), .addresses(let second)): first < second
    case (.entity(let first), .entity(let second)): first < second
    case (.nodes(let first), .nodes(let second)): first < second
    case (.domain(let first), .domain(let second)): first < second
    default: left.rank < right.rank
    }
  }

  private var rank: Int {
    switch self {
    case .pods: 0
    case .addresses: 1
    case .entity: 2
    case .nodes: 3
    case .domain: 4
    }
  }
}

/// Addresses inside a block and outside its exceptions. (NP-26)
public struct AddressBlock: Hashable, Sendable, Comparable {
  public let cidr: CIDR
  /// Sorted, each once, each inside the block. They narrow this block only. (NP-27)
  public let exceptions: [CIDR]

  public init(_ cidr: CIDR, except exceptions: some Sequence<CIDR> = []) {
    self.cidr = cidr
    self.exceptions = Set(exceptions).sorted()
  }

  public var addresses: AddressSet { AddressSet([cidr]).subtracting(AddressSet(exceptions)) }

  public func contains(_ address: IPAddress) -> Bool {
    cidr.contains(address) && !exceptions.contains { $0.contains(address) }
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.cidr == right.cidr ? left.exceptions.lexicographicallyPrecedes(right.exceptions) : left.cidr < right.cidr
  }
}

/// Cilium's names for peers that have no labels of their own. (CIL-43)
public enum Entity: String, Sendable, CaseIterable, Comparable {
  case all, world, cluster, host
  case remoteNode = "remote-node"
  case kubeAPIServer = "kube-apiserver"
  case ingress, `init`, health, unmanaged, none

  /// Those that are endpoints of agents without being pods, so that policies may have them as subjects. (CIL-4)
  public static let endpoints: Set<Entity> = [.ingress, .`init`, .health]

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A domain name, or a pattern for names. (CIL-52, CNP-15)
public struct DomainPattern: Sendable {
  public let text: String
  /// Whether `*` in the text stands for other characters.
  public let isPattern: Bool
  /// The text, cut once for all that is matched with it.
  let labels: DomainLabels

  public init(name: String) {
    text = name
    isPattern = false
    labels = DomainLabels(name)
  }

  public init(pattern: String) {
    text = pattern
    isPattern = true
    labels = DomainLabels(pattern)
  }
}

extension DomainPattern: Hashable, Comparable {
  public static func == (left: Self, right: Self) -> Bool {
    left.text == right.text && left.isPattern == right.isPattern
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(text)
    hasher.combine(isPattern)
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.text == right.text ? !left.isPattern && right.isPattern : left.text < right.text
  }
}

/// The ports of a rule.
public enum RulePorts: Hashable, Sendable {
  /// Every protocol and port, ICMP included. (NP-12, CIL-61)
  case all
  /// Any of these; none at all matches nothing. (CIL-67)
  case these([PortMatch])
}

/// One way to name ports of the destination.
public enum PortMatch: Hashable, Sendable, Comparable {
  /// A range of port numbers, the same number twice for a single port. (NP-17, NP-24)
  case range(TransportProtocol, ClosedRange<UInt16>)
  /// Container ports of this name on the destination pod; of any protocol when that is nil. (NP-19, CNP-19)
  case named(String, TransportProtocol?)
  /// From the port of this name up to a number, on Cilium's ingress; the port alone where it is not below. (CIL-64)
  case namedRange(String, TransportProtocol?, to: UInt16)
  /// ICMP messages of one type, which have no ports and are in no ``ConnectionSet``. (CIL-71)
  case icmp(AddressFamily, UInt8)

  /// A single port.
  public static func port(_ transport: TransportProtocol, _ number: UInt16) -> PortMatch {
    .range(transport, number...number)
  }

  public static func < (left: Self, right: Self) -> Bool { left.sortKey < right.sortKey }

  private var sortKey: (Int, String, UInt16, UInt16, String) {
    switch self {
    case .range(let transport, let range): (0, transport.rawValue, range.lowerBound, range.upperBound, "")
    case .named(let name, let transport): (1, transport?.rawValue ?? "", 0, 0, name)
    case .namedRange(let name, let transport, let end): (1, transport?.rawValue ?? "", 0, end, name)
    case .icmp(let family, let type): (2, "", UInt16(family.rawValue), UInt16(type), "")
    }
  }
}
