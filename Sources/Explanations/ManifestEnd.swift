import Analysis
import PolicyModel

/// One concrete peer that an end of a question about manifests means.
struct ManifestEnd {
  let named: NamedPeer
  /// The part of the addresses that were asked about; nil for whatever is no address.
  var addresses: AddressSet?
  /// Which of several peers it is, in words: `on another node`; nil where there is only one.
  var place: String?

  init(_ peer: Peer, named name: String, addresses: AddressSet? = nil, place: String? = nil) {
    named = NamedPeer(peer: peer, name: name)
    self.addresses = addresses
    self.place = place
  }

  /// Whether policies may have the peer as their subject, so that there is something to ask.
  var isGoverned: Bool {
    switch named.peer {
    case .workload: true
    case .entity(let entity): Entity.endpoints.contains(entity.entity)
    case .addresses, .domain: false
    }
  }

  var workload: Workload? { if case .workload(let workload) = named.peer { workload } else { nil } }
}

/// All that one text of a question means.
struct ManifestEnds {
  var ends: [ManifestEnd]
  /// What else a person should know of them.
  var remarks: [String] = []
  /// The Service that the text names.
  var service: ClusterService?

  var isGoverned: Bool { ends.contains(where: \.isGoverned) }
}
