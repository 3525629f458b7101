public import Diagnostics

/// What objects of a real cluster show of its pods and namespaces, one by one and with their places.
///
/// ``ClusterInventory`` is the same after pods have been put together with what made them.
public struct ClusterObservation: Sendable {
  public let pods: [ObservedPod]
  public let namespaces: [ObservedNamespace]

  public init(pods: [ObservedPod] = [], namespaces: [ObservedNamespace] = []) {
    self.pods = pods
    self.namespaces = namespaces
  }
}

/// A pod, or the template that makes some.
public struct ObservedPod: Sendable {
  public let workload: Workload
  public let span: Span

  public init(_ workload: Workload, at span: Span) {
    self.workload = workload
    self.span = span
  }
}

/// A namespace with the labels that its object says it has.
public struct ObservedNamespace: Sendable {
  public let name: String
  public let labels: Labels
  /// Nil where nothing but those who made it decides how long it stays.
  public let lifecycle: ObjectLifecycle?
  public let span: Span

  public init(_ name: String, labels: Labels, lifecycle: ObjectLifecycle? = nil, at span: Span) {
    self.name = name
    self.labels = labels
    self.lifecycle = lifecycle
    self.span = span
  }
}
