import PolicyModel
import YAMLTree

/// The words and limits of one kind of the policy API: v1alpha2 renamed what v1alpha1 had. (CNP-24, LIM-7)
struct TierVocabulary {
  let api: PolicyAPI

  init(_ api: PolicyAPI) { self.api = api }

  private var isCluster: Bool { api == .clusterNetworkPolicy }

  var rules: Int { isCluster ? 25 : 100 }
  var peers: Int { isCluster ? 25 : 100 }
  var ports: Int { isCluster ? 25 : 100 }
  /// Blocks or domain names of one peer.
  var values: Int { 25 }

  var portsKey: String { isCluster ? "protocols" : "ports" }

  /// Not in the baseline of v1alpha1. (ANP-8)
  var hasDomainNames: Bool { api != .baselineAdminNetworkPolicy }

  var actions: [(name: String, action: RuleAction)] {
    switch api {
    case .clusterNetworkPolicy: [("Accept", .allow), ("Deny", .deny), ("Pass", .pass)]
    case .baselineAdminNetworkPolicy: [("Allow", .allow), ("Deny", .deny)]
    default: [("Allow", .allow), ("Deny", .deny), ("Pass", .pass)]
    }
  }

  func name(of action: RuleAction) -> String? { actions.first { $0.action == action }?.name }

  func action(named name: String) -> RuleAction? { actions.first { $0.name == name }?.action }

  /// A port as this version writes it. Named ports have no protocol here. (ANP-10, CNP-19)
  func port(_ match: PortMatch) throws(InexpressiblePolicy.Reason) -> YAMLValue {
    switch match {
    case .named(let name, nil):
      return isCluster ? ["destinationNamedPort": .string(name)] : ["namedPort": .string(name)]
    case .named, .namedRange, .icmp: throw .port(match)
    case .range(let transport, let range):
      return isCluster ? Self.protocols(transport, range) : Self.ports(transport, range)
    }
  }

  /// A whole protocol is a range here, since `tcp: {}` is refused, as is a range of one port. (CNP-17, CNP-18)
  private static func protocols(_ transport: TransportProtocol, _ range: ClosedRange<UInt16>) -> YAMLValue {
    let port: YAMLValue =
      range.count == 1
      ? ["number": .integer(Int(range.lowerBound))]
      : ["range": ["start": .integer(Int(range.lowerBound)), "end": .integer(Int(range.upperBound))]]
    return .mapping([YAMLValue.Entry(transport.rawValue.lowercased(), ["destinationPort": port])])
  }

  private static func ports(_ transport: TransportProtocol, _ range: ClosedRange<UInt16>) -> YAMLValue {
    let name = YAMLValue.string(transport.rawValue)
    return range.count == 1
      ? ["portNumber": ["protocol": name, "port": .integer(Int(range.lowerBound))]]
      : [
        "portRange": [
          "protocol": name, "start": .integer(Int(range.lowerBound)), "end": .integer(Int(range.upperBound)),
        ]
      ]
  }
}
