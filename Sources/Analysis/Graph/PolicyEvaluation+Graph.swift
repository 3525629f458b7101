import PolicyModel

extension PolicyEvaluation {
  /// Every pair of the given peers with a connection, a workload with itself (replica to replica, NP-34) included.
  /// Pairs of two peers that no policy can have as its subject are left out: policies say nothing about them.
  ///
  /// - Parameter leavingOutFiltered: whether what only a proxy lets through counts as closed. (CIL-69)
  public func graph(of peers: [Peer], leavingOutFiltered: Bool = false) -> AccessGraph {
    graph(of: peers, broadLimit: max(256, peers.count / 16), leavingOutFiltered: leavingOutFiltered)
  }

  /// Whether some rule filters at layer 7.
  public var hasFilters: Bool {
    policies.ordered.contains { policy in
      Direction.allCases.contains { policy[$0]?.rules.contains { $0.layer7 != nil } ?? false }
    }
  }

  /// The limit of ``FaceGroups`` changes the speed, never the graph.
  func graph(of peers: [Peer], broadLimit: Int, leavingOutFiltered: Bool = false) -> AccessGraph {
    let index = FaceIndex(peers, in: self)
    let isGoverned = peers.map(isGoverned)
    let programs = GraphPrograms(
      index, isGoverned: { isGoverned[Int($0)] }, evaluation: self, broadLimit: broadLimit,
      leavesOutFiltered: leavingOutFiltered)
    let rows = FaceRows(programs)
    let hasManyFaces = index.faces.count > peers.count
    return hasManyFaces ? merged(rows, index, peers) : renumbered(rows, index, peers)
  }

  /// Rows by peer, where every peer has one face.
  private func renumbered(_ rows: FaceRows, _ index: FaceIndex, _ peers: [Peer]) -> AccessGraph {
    let inOrder = index.peers.indices.allSatisfy { index.peers[$0] == Int32($0) }
    func renumber(_ row: [AccessGraph.Cell]) -> [AccessGraph.Cell] {
      guard !inOrder else { return row }
      let cells = row.map { AccessGraph.Cell(destination: index.peers[Int($0.destination)], set: $0.set) }
      return cells.sorted { $0.destination < $1.destination }
    }
    var shared = Array(repeating: 0, count: peers.count)
    var exceptions: [[AccessGraph.Cell]] = Array(repeating: [], count: peers.count)
    for (face, peer) in index.peers.enumerated() {
      shared[Int(peer)] = rows.sharedOfFace[face]
      exceptions[Int(peer)] = renumber(rows.exceptions[face])
    }
    return AccessGraph(
      peers: peers, sets: rows.connectionSets.sets, sharedRows: rows.shared.map(renumber), sharedRowOfPeer: shared,
      exceptions: exceptions)
  }

  /// Rows by peer: what a peer may open is the union over its faces.
  private func merged(_ rows: FaceRows, _ index: FaceIndex, _ peers: [Peer]) -> AccessGraph {
    var pool = rows.connectionSets
    var merged: [[Int32: Int32]] = Array(repeating: [:], count: peers.count)
    for (face, peer) in index.peers.enumerated() {
      for cell in rows.shared[rows.sharedOfFace[face]].overlaid(with: rows.exceptions[face]) {
        let destination = index.peers[Int(cell.destination)]
        let present = merged[Int(peer)][destination] ?? ConnectionPool.none
        merged[Int(peer)][destination] = pool.union(present, cell.set)
      }
    }
    let sorted = merged.map { row in
      row.map { AccessGraph.Cell(destination: $0.key, set: $0.value) }.sorted { $0.destination < $1.destination }
    }
    return AccessGraph(
      peers: peers, sets: pool.sets, sharedRows: sorted, sharedRowOfPeer: Array(peers.indices),
      exceptions: Array(repeating: [], count: peers.count))
  }
}
