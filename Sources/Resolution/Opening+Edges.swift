public import PolicyModel

extension Opening {
  /// What edges between the same ends open together.
  public init(_ edges: [Edge]) {
    self.init()
    for edge in edges { add(edge.connections, edge.http.map(PassedRequest.http)) }
  }
}
