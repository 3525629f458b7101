import GraphFormat
import PolicyModel

extension Explanation {
  /// The first line without what it hangs on: never more than all the cases say together.
  var unconditional: String {
    guard !isAboutOneself else { return "\(source) reaches itself, whatever policies say" }
    let open = cases.filter { !$0.connections.isEmpty }
    let ports = asked.map { " on \($0)" } ?? ""
    guard !open.isEmpty else {
      let places = cases.compactMap(\.scope.environments).map(\.words).unrepeated
      return "\(source) cannot reach \(destination)\(ports)" + (places.isEmpty ? "" : " in \(places.listed("or"))")
    }
    let detail = detailOfPlaces
    let clauses = grouped(open, detail).map { "on \($0.connections)\($0.place)" }
    let closed = cases.filter(\.connections.isEmpty)
    // What is open holds for some addresses, and the rest of the place is closed.
    let isRest = open.contains { $0.scope.isPart } && !closed.contains { $0.scope.isPart } && detail == .scope
    let tail =
      closed.isEmpty
      ? [] : grouped(closed, detail).map { "not\(isRest || $0.place.isEmpty ? " otherwise" : "")\($0.place)" }
    let filter = open.allSatisfy(\.requests.isEmpty) ? [] : ["layer 7 lets only some requests through"]
    return "\(source) reaches \(destination) \((clauses + tail + filter).joined(separator: "; "))"
  }

  /// Cases with equal connections, each with where they hold; what holds for a part of a place stands by itself.
  private func grouped(_ cases: [Case], _ detail: PlaceDetail) -> [(connections: ConnectionSet, place: String)] {
    let groups = cases.map { PlaceGroup($0, showsPlace: isDivided) }
    return groups.unrepeated.map { group in
      let members = zip(cases, groups).filter { $0.1 == group }.map(\.0)
      return (group.connections, place(of: members, detail))
    }
  }

  /// Whether not all cases agree.
  private var isDivided: Bool { Set(cases.map(\.connections)).count > 1 }

  private func place(of cases: [Case], _ detail: PlaceDetail) -> String {
    let environments = cases.compactMap(\.scope.environments).map(\.words).unrepeated
    let addresses = cases.compactMap(\.scope.addresses).reduce(AddressSet()) { $0.union($1) }
    let names = cases.compactMap(\.scope.domain).unrepeated
    let parts = (addresses.isEmpty ? [] : [addresses.words]) + (names.isEmpty ? [] : [names.behind])
    let places = isDivided ? cases.compactMap(\.scope.place).unrepeated : []
    let clusters = detail >= .cluster ? cases.compactMap(\.scope.cluster).unrepeated : []
    let ends = detail == .ends ? cases.map { "\($0.source) to \($0.destination)" }.unrepeated.shortened : []
    return (parts.isEmpty ? "" : " at \(parts.listed())") + (places.isEmpty ? "" : " \(places.listed())")
      + (environments.isEmpty ? "" : " in \(environments.listed())")
      + (clusters.isEmpty ? "" : " on cluster \(clusters.listed())")
      + (ends.isEmpty ? "" : " (\(ends.listed()))")
  }

  /// The least that tells cases apart which do not agree.
  private var detailOfPlaces: PlaceDetail {
    PlaceDetail.allCases.first { detail in
      let places = Dictionary(grouping: cases) { $0.key(detail) + $0.part }
      let wholes = Dictionary(grouping: cases) { $0.key(detail) }
      return places.values.allSatisfy { Set($0.map(\.connections)).count == 1 }
        && wholes.values.allSatisfy { !$0.mixesParts || $0.divisions.count == 1 }
    } ?? .ends
  }
}

/// What stands together in the first line.
private struct PlaceGroup: Hashable {
  let connections: ConnectionSet
  let hasAddresses: Bool
  let place: String?

  init(_ item: Explanation.Case, showsPlace: Bool) {
    connections = item.connections
    hasAddresses = item.scope.addresses != nil
    place = showsPlace ? item.scope.place : nil
  }
}

extension [Explanation.Case] {
  /// Whether some hold for all of a place, and others for a part of it.
  fileprivate var mixesParts: Bool { contains { $0.scope.isPart } && contains { !$0.scope.isPart } }

  /// The ways in which pairs of ends divide a place, each once.
  fileprivate var divisions: Set<Set<[String]>> {
    let pairs = Dictionary(grouping: self) { $0.key(.ends) }
    return Set(pairs.values.map { cases in Set(cases.map { $0.part + ["\($0.connections)"] }) })
  }
}

/// How much of a place the first line names.
private enum PlaceDetail: Int, CaseIterable, Comparable {
  case scope, cluster, ends

  static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension Explanation.Case {
  fileprivate func key(_ detail: PlaceDetail) -> [String] {
    [scope.environments?.words ?? ""] + (detail >= .cluster ? [scope.cluster ?? ""] : [])
      + (detail == .ends ? [source, destination] : [])
  }

  /// Which part of a place the case holds for.
  fileprivate var part: [String] {
    [scope.addresses.map { "\($0.blocks)" }, scope.domain, scope.place].map { $0 ?? "" }
  }
}

extension Explanation.Scope {
  /// Whether a case holds for some of what was asked about only.
  fileprivate var isPart: Bool { addresses != nil || domain != nil || place != nil }
}

extension [String] {
  /// The first few, and how many more there are.
  fileprivate var shortened: [String] { count > 6 ? prefix(5) + ["\(count - 5) more"] : self }
}
