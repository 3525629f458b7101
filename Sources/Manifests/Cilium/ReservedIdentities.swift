import PolicyModel

/// What is not a pod, by the reserved labels that it bears. (CIL-43, CIL-50)
struct ReservedIdentities {
  /// Nodes and endpoints of Cilium.
  private let plain: Set<Entity>
  /// Nodes that run the API server.
  private let servers: Set<Entity>
  /// Addresses outside, by family.
  private let world: Set<AddressFamily>
  /// The API server outside.
  private let serverOutside: Set<AddressFamily>

  private static let nodes: Set<Entity> = [.host, .remoteNode]
  private static let all: [Entity] = [.host, .remoteNode, .ingress, .health, .`init`, .unmanaged]

  /// Those that meet all conditions of a selector.
  init(meeting requirements: [LabelRequirement]) {
    func fits(_ names: String...) -> Bool { requirements.allSatisfy { $0.matches(reserved: names) } }
    let server = Entity.kubeAPIServer.rawValue
    plain = Set(Self.all.filter { fits($0.rawValue) })
    servers = Self.nodes.filter { fits($0.rawValue, server) }
    world = Set(AddressFamily.allCases.filter { fits("world", $0.worldName) })
    serverOutside = Set(AddressFamily.allCases.filter { fits("world", $0.worldName, server) })
  }

  /// Nil where nodes or addresses count only with the API server, or only without it, which no peer of the model says.
  var selectors: [PeerSelector]? {
    let isServerAnywhere = servers == Self.nodes && serverOutside.count == AddressFamily.allCases.count
    let isServerAlone = isServerAnywhere && plain.isDisjoint(with: Self.nodes) && world.isEmpty
    guard isServerAlone || (servers == plain.intersection(Self.nodes) && serverOutside == world) else { return nil }
    return Self.all.filter(plain.contains).map(PeerSelector.entity) + addresses
      + (isServerAnywhere ? [.entity(.kubeAPIServer)] : [])
  }

  private var addresses: [PeerSelector] {
    if world.count == AddressFamily.allCases.count { return [.entity(.world)] }
    return AddressFamily.allCases.filter(world.contains).map { .addresses(AddressBlock(.all($0))) }
  }
}

extension AddressFamily {
  fileprivate var worldName: String { self == .ipv4 ? "world-ipv4" : "world-ipv6" }
}

extension LabelRequirement {
  /// Whether something fits that bears these reserved labels, which have no values, and no others. (CIL-31)
  fileprivate func matches(reserved names: [String]) -> Bool {
    let key = CiliumKey(key)
    let isTheirs = key.source == nil || key.source == "any" || key.source == "reserved"
    let labels = isTheirs ? Labels(names.map { ($0, "") }) : [:]
    return LabelRequirement(key.name, condition).matches(labels)
  }
}
