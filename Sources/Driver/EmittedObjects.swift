import Diagnostics
import GraphFormat
import Guards
import Manifests
import PolicyModel
import Proof
import Resolution

/// The objects that are compiled for a cluster besides policies, to be compared with those that were read: what a server
/// would hold has to be what is compiled now.
struct EmittedObjects {
  private let cluster: String
  /// What the cluster itself gets.
  private let own: [ObjectName: ObjectValue]
  /// What delivers the cluster's folder, and may live in another cluster.
  private let delivering: [ObjectName: ObjectValue]
  /// What delivers the folders of other clusters.
  private let others: [ObjectName: ObjectValue]

  /// - Parameter policies: those that are compiled for the cluster.
  init(of graph: TenantGraph, on cluster: Cluster, policies: PolicySet) {
    self.cluster = cluster.name
    let files = cluster.emissions.isEmpty ? nil : try? ClusterFiles(of: policies.policies, graph, on: cluster)
    own = Self.byName(files?.emitted ?? [])
    let emitsArgo = cluster.emissions.contains(.argocd)
    delivering = emitsArgo ? Self.byName(Emissions.delivery(of: cluster, by: graph)) : [:]
    others = Self.byName(graph.clusters.flatMap { Emissions.delivery(of: $0, by: graph) })
  }

  /// What was read of the output: a folder holds everything, a dump the kinds that somebody asked for.
  enum Extent {
    case dump
    case folder(withDelivery: Bool)
  }

  func findings(about found: [ClaimedObject], _ extent: Extent) -> [Diagnostic] {
    let named = Dictionary(grouping: found, by: \.name)
    let missing = expected(among: named, extent).filter { named[$0] == nil }
    return named.flatMap { findings(about: $1, named: $0, extent) }
      + missing.sorted().map { .drifted($0, .missing, on: cluster, at: nil) }
      + unseenKinds(named, extent)
  }

  private func findings(about objects: [ClaimedObject], named name: ObjectName, _ extent: Extent) -> [Diagnostic] {
    let doubles = objects.dropFirst().map { Diagnostic.double($0, first: objects[0]) }
    guard let wanted = own[name] ?? delivering[name] ?? others[name] else {
      return objects[0].isManaged ? doubles + [.drifted(name, .superfluous, on: cluster, at: objects[0].span)] : doubles
    }
    if let value = objects[0].value, value.isAsGood(as: wanted, of: name.kind) {
      // In a cluster they have had their effect.
      guard case .folder = extent, !DeliveryMarks.keys(of: value, besides: wanted).isEmpty else { return doubles }
    }
    return doubles + [.drifted(name, .rules, on: cluster, at: objects[0].span)]
  }

  /// What has to be there. Where nothing that is compiled is of some kind, nobody asked for the kind.
  private func expected(among named: [ObjectName: [ClaimedObject]], _ extent: Extent) -> [ObjectName] {
    let kinds = Set(named.keys.map(\.kindName))
    return switch extent {
    case .folder(let withDelivery): Array(own.keys) + (withDelivery ? Array(delivering.keys) : [])
    case .dump: (Array(own.keys) + Array(delivering.keys)).filter { kinds.contains($0.kindName) }
    }
  }

  /// Says of a dump what it cannot tell.
  private func unseenKinds(_ named: [ObjectName: [ClaimedObject]], _ extent: Extent) -> [Diagnostic] {
    guard case .dump = extent else { return [] }
    let seen = Set(named.keys.map(\.kindName))
    // Argo CD may run in another cluster; where something of it was read, the rest should have been.
    let isDelivering = delivering.keys.contains { seen.contains($0.kindName) }
    let wanted = Set((Array(own.keys) + (isDelivering ? Array(delivering.keys) : [])).map(\.kindName))
    let unseen = wanted.subtracting(seen).sorted()
    return unseen.isEmpty ? [] : [.unseen(unseen, on: cluster)]
  }

  private static func byName(_ values: [ObjectValue]) -> [ObjectName: ObjectValue] {
    Dictionary(values.compactMap { value in ObjectName(of: value).map { ($0, value) } }) { first, _ in first }
  }
}

extension ObjectName {
  /// `clusterpolicies.kyverno.io` without its plural: `ClusterPolicy.kyverno.io`.
  fileprivate var kindName: String { group.isEmpty ? kind : "\(kind).\(group)" }
}

extension Emissions {
  fileprivate static func delivery(of cluster: Cluster, by graph: TenantGraph) -> [ObjectValue] {
    deliveryObjects(of: cluster, by: graph).map { ObjectValue($0) }
  }
}

extension Diagnostic {
  fileprivate static func drifted(
    _ name: ObjectName, _ drift: Drift, on cluster: String, at span: Span?
  ) -> Diagnostic {
    let remedy =
      drift == .superfluous
      ? "delete it, or take the label `\(Labels.managerLabel): \(Labels.manager)` off if it is somebody else's"
      : "compile, and apply what was compiled"
    return Diagnostic(
      .driftedObject, "in cluster \"\(cluster)\", \(name) \(drift.words)", at: span, help: remedy)
  }

  fileprivate static func double(_ object: ClaimedObject, first: ClaimedObject) -> Diagnostic {
    Diagnostic(
      .duplicateObject, "the \(object.name) is there twice, and only the first one counts here", at: object.span,
      notes: [Note("the first one is here", at: first.span)])
  }

  fileprivate static func unseen(_ kinds: [String], on cluster: String) -> Diagnostic {
    Diagnostic(
      .driftedObject,
      "in cluster \"\(cluster)\", nothing that is compiled was read of \(kinds.map { "\"\($0)\"" }.joined(separator: ", ")), so "
        + "that it is not compared", at: nil, severity: .notice, help: "dump these kinds too")
  }
}
