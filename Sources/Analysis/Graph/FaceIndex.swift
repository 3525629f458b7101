import PolicyModel

/// The faces of every peer of a graph, found by selector.
///
/// Faces with labels come first, those of one namespace side by side.
struct FaceIndex: Sendable {
  let faces: [PeerFace]
  /// For each face the position of its peer.
  let peers: [Int32]
  /// Faces below this one have labels.
  let podCount: Int
  private let pods: LabelIndex
  private let namespaces: LabelIndex
  /// For each namespace the positions of its faces.
  private let ranges: [Range<Int32>]
  /// For each face with labels the position of its namespace.
  private let namespaceOfPod: [Int32]
  /// The faces of endpoints that are no pods. (CIL-4)
  let endpoints: [Entity: [Int32]]
  /// Faces with an address, sorted by it.
  private let located: [(address: IPAddress, face: Int32)]

  init(_ peers: [Peer], in evaluation: PolicyEvaluation) {
    var pods: [(namespace: String, peer: Int32, face: PeerFace)] = []
    var others: [(peer: Int32, face: PeerFace)] = []
    for (position, peer) in peers.enumerated() {
      for face in evaluation.faces(of: peer) {
        if case .workload(let workload) = peer, face.labels != nil {
          pods.append((workload.namespace, Int32(position), face))
        } else {
          others.append((Int32(position), face))
        }
      }
    }
    pods.sort { ($0.namespace, $0.peer) < ($1.namespace, $1.peer) }
    self.init(pods: pods, others: others)
  }

  private init(pods: [(namespace: String, peer: Int32, face: PeerFace)], others: [(peer: Int32, face: PeerFace)]) {
    faces = pods.map(\.face) + others.map(\.face)
    peers = pods.map(\.peer) + others.map(\.peer)
    podCount = pods.count
    self.pods = LabelIndex(pods.map { $0.face.labels?.pod })
    var ranges: [Range<Int32>] = []
    var namespaceOfPod: [Int32] = []
    var labels: [Labels?] = []
    for (position, pod) in pods.enumerated() {
      if position == 0 || pods[position - 1].namespace != pod.namespace {
        ranges.append(Int32(position)..<Int32(position))
        labels.append(pod.face.labels?.namespace)
      }
      ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<Int32(position + 1)
      namespaceOfPod.append(Int32(ranges.count - 1))
    }
    self.ranges = ranges
    self.namespaceOfPod = namespaceOfPod
    namespaces = LabelIndex(labels)
    var endpoints: [Entity: [Int32]] = [:]
    for position in pods.count..<faces.count {
      if let entity = faces[position].endpoint { endpoints[entity, default: []].append(Int32(position)) }
    }
    self.endpoints = endpoints
    located = faces.enumerated()
      .compactMap { position, face in
        if case .at(let address) = face.location { (address, Int32(position)) } else { nil }
      }
      .sorted { $0.address < $1.address }
  }

  /// The faces that a selector names; names outside the cluster whether learned or not.
  func members(of selector: PeerSelector, in api: PolicyAPI) -> SparseSet {
    switch selector {
    case .pods(let selector): members(of: selector)
    case .entity(.all): .everyone
    case .addresses(let block): members(of: block)
    case .entity, .nodes, .domain: .only(faces.indices.filter { selector.matches(faces[$0], in: api) }.map(Int32.init))
    }
  }

  /// The faces inside a block and outside its exceptions, and names if it is a whole family.
  private func members(of block: AddressBlock) -> SparseSet {
    var found = faces.indices.filter { faces[$0].location == .unknown && block.matches(.unknown) }.map(Int32.init)
    for interval in block.addresses[block.cidr.family].intervals {
      let lower = IPAddress(family: block.cidr.family, value: interval.lowerBound)
      let upper = IPAddress(family: block.cidr.family, value: interval.upperBound)
      found += located[firstLocated { $0 >= lower }..<firstLocated { $0 > upper }].map(\.face)
    }
    return .only(found.sorted())
  }

  private func firstLocated(where isBeyond: (IPAddress) -> Bool) -> Int {
    var low = 0
    var high = located.count
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(located[middle].address) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The pods that a selector matches.
  func members(of selector: PodSelector) -> SparseSet {
    let spaces = namespaces.members(of: selector.namespaces)
    if selector.pods.matchesEverything { return pods(in: spaces) }
    guard let rarest = pods.rarestRequirement(of: selector.pods) else {
      guard spaces.isComplement else { return matching(selector.pods, among: pods(in: spaces).items) }
      return onlyPods(pods.members(of: selector.pods)).intersection(pods(in: spaces))
    }
    let found = restricted(pods.members(of: rarest).items, to: spaces)
    return selector.pods.requirements.count == 1 ? .only(found) : matching(selector.pods, among: found)
  }

  private func matching(_ selector: LabelSelector, among positions: [Int32]) -> SparseSet {
    .only(positions.filter { pods.matches(selector, at: $0) })
  }

  private func pods(in spaces: SparseSet) -> SparseSet {
    let items = spaces.items.flatMap { ranges[Int($0)] }
    return spaces.isComplement ? onlyPods(.allBut(items)) : .only(items)
  }

  /// A complement without the faces that have no labels.
  private func onlyPods(_ set: SparseSet) -> SparseSet {
    guard set.isComplement, podCount < faces.count else { return set }
    return .allBut(set.items + Array(Int32(podCount)..<Int32(faces.count)))
  }

  /// The sorted positions of pods that lie in some of the namespaces.
  private func restricted(_ positions: [Int32], to spaces: SparseSet) -> [Int32] {
    guard !spaces.isComplement, spaces.items.count * 8 < positions.count else {
      return positions.filter { spaces.contains(namespaceOfPod[Int($0)]) }
    }
    return spaces.items.flatMap { space in
      let range = ranges[Int(space)]
      return positions[positions.lowerBound(of: range.lowerBound)..<positions.lowerBound(of: range.upperBound)]
    }
  }
}
