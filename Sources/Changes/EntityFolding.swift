import Analysis

extension [FlowChange] {
  /// The flows with the API server once where both of its places change alike, and without those of entities that change
  /// as other nodes do because of rules about the whole cluster.
  ///
  /// - Parameter indistinct: entities that no policy tells from the rest of the cluster.
  func folded(withoutRepeating indistinct: Set<EntityPeer>) -> [FlowChange] {
    let all = Set(self)
    return compactMap { flow in
      switch flow.entity {
      case .apiServerOnNode?:
        all.contains(flow.replacing(with: .apiServerOutside)) ? flow.replacing(with: .apiServer) : flow
      case .apiServerOutside?: all.contains(flow.replacing(with: .apiServerOnNode)) ? nil : flow
      case let entity? where indistinct.contains(entity):
        all.contains(flow.replacing(with: .remoteNode)) ? nil : flow
      default: flow
      }
    }
  }
}

extension FlowChange {
  /// The entity at one of the ends; of a flow between two of them, none.
  fileprivate var entity: EntityPeer? {
    guard source.entity == nil || destination.entity == nil else { return nil }
    return source.entity ?? destination.entity
  }

  /// The same change with another entity in place of the one it is about.
  fileprivate func replacing(with entity: EntityPeer) -> FlowChange {
    let end = ChangedEnd(entity)
    return FlowChange(
      source: source.entity == nil ? source : end, destination: destination.entity == nil ? destination : end,
      environments: environments, before: before, after: after, until: until, isAsked: isAsked)
  }
}
