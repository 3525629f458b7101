import Diagnostics
import GraphFormat
public import PolicyModel

extension EdgeEnd: CustomStringConvertible {
  /// As it is written in a graph, or a word that says what is meant.
  public var description: String {
    switch self {
    case .workload(let id): id.description
    case .addresses(let block):
      block.exceptions.isEmpty
        ? block.cidr.description
        : "\(block.cidr) except \(block.exceptions.map(\.description).joined(separator: ", "))"
    case .domain(let pattern): pattern.text
    case .internet: "internet"
    case .apiServer: "API server"
    case .anyone: "anyone"
    case .controlPlane: "API server and nodes"
    }
  }

  /// The workload, if this end is one.
  public var workload: WorkloadID? { if case .workload(let id) = self { id } else { nil } }
}

extension Edge {
  /// Everything that tells edges apart, as text: workloads first, then by name. No part holds the NUL between them,
  /// which is less than anything a part may hold.
  var sortKey: String {
    [
      consumer.workload == nil ? "1" : "0", consumer.description, provider.workload == nil ? "1" : "0",
      provider.description, environments.from, environments.to, ports.map { "\($0.range)" }.joined(separator: ","),
      origin.need.map(\.location) ?? "", origin.grant.map(\.location) ?? "",
    ].joined(separator: "\0")
  }

  /// The flow that the edge is part of.
  public var ends: FlowEnds { FlowEnds(consumer: consumer, provider: provider) }

  /// What the edge lets through; every port when it names none.
  public var connections: ConnectionSet {
    ports.isEmpty ? .all : ports.reduce(.none) { $0.union($1.range.connections) }
  }
}

extension Sequence<Edge> {
  /// How many flows the edges are: pairs of ends, in however many environments.
  public var flowCount: Int { Set(map(\.ends)).count }
}

/// What tells flows apart, in whatever environments they are.
public struct FlowEnds: Hashable, Sendable {
  public let consumer: EdgeEnd
  public let provider: EdgeEnd
}
