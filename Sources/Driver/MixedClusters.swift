import Diagnostics

/// Folders side by side of which each describes a cluster of its own, read as if they were one.
///
/// A kustomization says what goes together. Two of them below one folder are two clusters if Easement wrote them, or if
/// one object stands in both.
struct MixedClusters {
  /// The folders with a kustomization, by the folder around them.
  private let siblings: [String: [Member]]
  /// Those of the folders that Easement wrote.
  private let compiled: Set<String>

  fileprivate struct Member {
    let folder: String
    let file: SourceText
  }

  init(among sources: [SourceText]) {
    let members = sources.compactMap(Member.init)
    siblings = Dictionary(grouping: members) { $0.folder.parent }.filter { $1.count > 1 }
    compiled = siblings.isEmpty ? [] : Set(members.map(\.folder).filter { sources.holdsCompiledObjects(below: $0) })
  }

  /// The findings with one sentence in place of the many about objects that stand in several of the folders.
  func explaining(_ findings: [Diagnostic]) -> [Diagnostic] {
    guard !siblings.isEmpty else { return findings }
    var mixed: [String: Set<String>] = [:]
    var rest: [Diagnostic] = []
    for finding in findings {
      guard let pair = folders(sharing: finding) else {
        rest.append(finding)
        continue
      }
      mixed[pair.0.parent, default: []].formUnion([pair.0, pair.1])
    }
    for (parent, members) in siblings {
      let own = members.map(\.folder).filter(compiled.contains)
      if own.count > 1 { mixed[parent, default: []].formUnion(own) }
    }
    return rest + mixed.keys.sorted().compactMap { finding(about: (mixed[$0] ?? []).sorted(), in: $0) }
  }

  /// The two folders that a finding about an object in two places speaks of.
  private func folders(sharing finding: Diagnostic) -> (String, String)? {
    guard finding.code == .duplicateObject, let here = finding.span?.source.path,
      let there = finding.notes.first?.span?.source.path
    else { return nil }
    for members in siblings.values {
      let folders = members.map(\.folder)
      guard let one = folders.first(where: { here.hasPrefix("\($0)/") }),
        let other = folders.first(where: { there.hasPrefix("\($0)/") }), one != other
      else { continue }
      return (one, other)
    }
    return nil
  }

  private func finding(about folders: [String], in parent: String) -> Diagnostic? {
    guard let first = folders.first, let file = siblings[parent]?.first(where: { $0.folder == first })?.file else {
      return nil
    }
    let names = folders.map { "\"\($0)\"" }
    let listed = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? " and \(names.count - 4) more" : "")
    return Diagnostic(
      .mixedClusters, "\(listed) describe different clusters, and the result mixes them", at: Span(startOf: file),
      help: "name one folder, such as \"\(first)\"")
  }
}

extension MixedClusters.Member {
  /// Nil for any other file than a kustomization in a folder.
  fileprivate init?(_ source: SourceText) {
    let parts = source.path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count > 1, let name = parts.last, OutputFile.kustomizationNames.contains(String(name)) else {
      return nil
    }
    folder = parts.dropLast().joined(separator: "/")
    file = source
  }
}

extension [SourceText] {
  /// Whether the first object in one of the places that `compile` writes to says that it was compiled.
  fileprivate func holdsCompiledObjects(below folder: String) -> Bool {
    let places = ["\(folder)/namespaces/", "\(folder)/clusterwide/"]
    return first { source in places.contains(where: source.path.hasPrefix) }
      .map {
        String(decoding: $0.bytes.prefix(2_000), as: UTF8.self).contains("app.kubernetes.io/managed-by: easement")
      }
      ?? false
  }
}

extension String {
  fileprivate var parent: String {
    split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
  }
}
