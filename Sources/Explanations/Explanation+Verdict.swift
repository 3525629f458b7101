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

  /// Cases with equal connections, each with where they hold.
  private func grouped(_ cases: [Case], _ detail: PlaceDetail) -> [(connections: ConnectionSet, place: String)] {
    cases.map(\.connections).unrepeated.map { set in
      (set, place(of: cases.filter { $0.connections == set }, detail))
    }
  }

  private func place(of cases: [Case], _ detail: PlaceDetail) -> String {
    let environments = cases.compactMap(\.scope.environments).map(\.words).unrepeated
    let addresses = cases.compactMap(\.scope.addresses).reduce(AddressSet()) { $0.union($1) }
    let names = cases.compactMap(\.scope.domain).unrepeated
    let parts = (addresses.isEmpty ? [] : [addresses.words]) + (names.isEmpty ? [] : [names.behind])
    let places =
      self.cases.contains { $0.connections != cases.first?.connections }
      ? cases.compactMap(\.scope.place).unrepeated : []
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
      let keys = Dictionary(grouping: cases) { $0.key(detail) }
      return keys.values.allSatisfy { Set($0.map(\.connections)).count == 1 }
    } ?? .ends
  }
}

/// How much of a place the first line names.
private enum PlaceDetail: Int, CaseIterable, Comparable {
  case scope, cluster, ends

  static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension Explanation.Case {
  fileprivate func key(_ detail: PlaceDetail) -> [String] {
    let place = [
      scope.environments?.words, scope.addresses.map { "\($0.blocks)" }, scope.domain, scope.place,
    ].map { $0 ?? "" }
    return place + (detail >= .cluster ? [scope.cluster ?? ""] : []) + (detail == .ends ? [source, destination] : [])
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
