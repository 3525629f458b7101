public import Diagnostics

/// How an output folder differs from what a graph compiles to.
public struct OutputChanges: Hashable, Sendable, Encodable {
  /// Not there yet, or no more.
  public let added: [String]
  /// As they were compiled, but not as they would be.
  public let changed: [String]
  /// As they were compiled, and no longer compiled from the graph.
  public let removed: [String]
  /// Changed by hand: other than they were compiled, and other than they would be, if they still would.
  public let edited: [String]
  /// What is written to make the folder right.
  public let written: [String]
  /// What goes away, by hand changed or not.
  public let unwanted: [String]
  /// Whether the list of the files is not what it will be, or a killed run has to be finished.
  public let isIndexStale: Bool

  /// - Parameters:
  ///   - found: the digests of the files that are there.
  ///   - known: what the folder's index says of them.
  ///   - wanted: what the graph compiles to.
  public init(
    from found: [String: String], indexedAs known: OutputIndex, to wanted: OutputIndex, isUnfinished: Bool = false
  ) {
    let differing = wanted.paths.filter { found[$0] != wanted.digests[$0] }
    added = differing.filter { found[$0] == nil }
    changed = differing.filter { found[$0] != nil && found[$0] == known.digests[$0] }
    unwanted = known.paths.filter { found[$0] != nil && wanted.digests[$0] == nil }
    removed = unwanted.filter { found[$0] == known.digests[$0] }
    edited = (differing + unwanted).filter { found[$0] != nil && found[$0] != known.digests[$0] }.sorted()
    written = differing
    isIndexStale = known != wanted || isUnfinished
  }

  private enum CodingKeys: String, CodingKey {
    case added, changed, removed, edited
    case isIndexStale = "staleIndex"
  }

  /// Whether no file is written or removed.
  public var isEmpty: Bool { written.isEmpty && unwanted.isEmpty }

  public var isStale: Bool { !isEmpty || isIndexStale }
}

extension OutputChanges {
  /// A finding for each file.
  ///
  /// - Parameter place: of a path in the folder.
  public func findings(at place: (String) -> Span) -> [Diagnostic] {
    let isWanted = Set(written).contains
    let kinds = [
      (added, "is missing"), (changed, "is not up to date"),
      (edited.filter(isWanted), "was changed by hand and is not up to date"),
      (edited.filter { !isWanted($0) }, "was changed by hand and is no longer compiled from the graph"),
      (removed, "is no longer compiled from the graph"),
    ]
    let findings = kinds.flatMap { paths, what in paths.map { Diagnostic.stale($0, what, at: place($0)) } }
    guard findings.isEmpty, isIndexStale else { return findings.sorted() }
    return [.stale(OutputIndex.fileName, "is not up to date", at: place(OutputIndex.fileName))]
  }

  /// One line for each file under its cluster, for people.
  ///
  /// - Parameter limit: of the lines of one cluster; nil for all.
  public func text(limit: Int?) -> String {
    guard !isEmpty else { return isIndexStale ? "\(OutputIndex.fileName): not up to date\n" : "" }
    let marks = [(added, "+"), (changed, "~"), (edited, "!"), (removed, "-")]
    let lines = marks.flatMap { paths, mark in paths.map { (path: $0, mark: mark) } }.sorted { $0.path < $1.path }
    let clusters = Dictionary(grouping: lines) { $0.path.prefix { $0 != "/" } }
    return clusters.keys.sorted().map { cluster in
      let lines = clusters[cluster] ?? []
      let shown = lines.prefix(limit ?? lines.count).map { "  \($0.mark) \($0.path.dropFirst(cluster.count + 1))\n" }
      let more = lines.count - shown.count
      return "\(cluster): \(Self.summary(of: lines.map(\.mark)))\n" + shown.joined()
        + (more > 0 ? "  … and \(more) more; --all shows them\n" : "")
    }.joined()
  }

  private static func summary(of marks: [String]) -> String {
    let words = [("+", "to add"), ("~", "to change"), ("!", "edited by hand"), ("-", "to remove")]
    return words.compactMap { mark, word in
      let count = marks.count { $0 == mark }
      return count == 0 ? nil : "\(count) \(word)"
    }.joined(separator: ", ")
  }
}

extension Diagnostic {
  fileprivate static func stale(_ path: String, _ what: String, at place: Span) -> Diagnostic {
    Diagnostic(.staleOutput, "\"\(path)\" \(what)", at: place, help: "run `easement compile` and commit")
  }
}
