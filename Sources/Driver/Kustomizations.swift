import Diagnostics
import Manifests
import PolicyModel

/// The kustomizations among files that are judged as they lie there: what is applied may be other objects, or fewer.
struct Kustomizations {
  /// By folder; one inside another comes after it.
  private let members: [Kustomization]
  private let paths: [String: SourceText]
  private let first: SourceText?

  init(among sources: [SourceText]) {
    members = sources.compactMap(Kustomization.init).sorted {
      ($0.folder, $0.rank) < ($1.folder, $1.rank)
    }
    paths =
      members.isEmpty
      ? [:] : Dictionary(sources.map { ($0.path.normalizedPath, $0) }) { first, _ in first }
    first = sources.first
  }

  /// The objects that were judged.
  struct Judged {
    /// Where each policy stands.
    let policies: [PolicyID: Span]
    let others: [ClaimedObject]

    fileprivate var places: Set<String> {
      Set(policies.values.map(\.source.path.normalizedPath) + others.map(\.span.source.path.normalizedPath))
    }
  }

  /// Whether the files are those of an output folder: some stand where policies are written to, or a kustomization is
  /// there.
  func isFolder(of judged: Judged) -> Bool { !members.isEmpty || judged.outputFolder != nil }

  /// What stands in the way of taking the files for what is applied.
  ///
  /// - Parameter unapplied: paths, below the folder of a kustomization, that nobody expects to be listed.
  func findings(about judged: Judged, unapplied: @autoclosure () -> Set<String>) -> [Diagnostic] {
    let places = judged.places
    let tops = self.tops.filter { top in places.contains(where: top.isAround) }
    guard !tops.isEmpty else { return judged.outputFolder.map { [absence(from: $0)] } ?? [] }
    let twins = zip(tops, tops.dropFirst()).filter { $0.folder == $1.folder }.map { $1.clash(with: $0) }
    guard twins.isEmpty else { return twins }
    let reached = tops.map { (top: $0, extent: extent(of: $0)) }
    let applied = reached.reduce(into: Set<String>()) { $0.formUnion($1.extent.files) }
    let missing = places.subtracting(applied)
    let expected = missing.isEmpty ? [] : unapplied()
    let omissions = tops.compactMap { top in
      let left = missing.filter { top.isAround($0) && !expected.contains(top.relative($0)) }.sorted()
      return left.isEmpty ? nil : top.omission(of: left)
    }
    return omissions
      + reached.flatMap { top, extent in
        extent.repeated.map(top.repetition) + extent.members.flatMap { remarks(on: $0, judged) }
      }
  }

  /// Those that no other one stands around.
  private var tops: [Kustomization] {
    members.filter { member in !members.contains { $0.folder != member.folder && $0.isAround(member.folder) } }
  }

  private func absence(from folder: String) -> Diagnostic {
    Diagnostic(
      .kustomizationDiffers, "no kustomization lists the objects of \"\(folder)\", so what is applied is not known",
      at: first.map { Span(startOf: $0) }, help: "compile again, or judge what is applied as one stream")
  }

  /// Whatever a kustomization applies, and the kustomizations that it goes by.
  private func extent(of top: Kustomization) -> Extent {
    var extent = Extent()
    var open = [top]
    while let member = open.popLast() {
      guard extent.insert(member.file.path.normalizedPath) else { continue }
      extent.members.append(member)
      for entry in member.resources {
        if let inner = members.first(where: { $0.folder == entry.path }) { open.append(inner) }
        extent.insert(entry.path)
      }
    }
    return extent
  }

  private struct Extent {
    private(set) var files: Set<String> = []
    /// What is listed more than once.
    private(set) var repeated: [String] = []
    var members: [Kustomization] = []

    @discardableResult mutating func insert(_ path: String) -> Bool {
      let isNew = files.insert(path).inserted
      if !isNew { repeated.append(path) }
      return isNew
    }
  }

  private func remarks(on member: Kustomization, _ judged: Judged) -> [Diagnostic] {
    let unread = member.resources.filter { entry in
      paths[entry.path] == nil && !members.contains { $0.folder == entry.path }
    }
    let places = judged.places
    let nested = member.resources.first { entry in
      !places.contains(entry.path) && (paths[entry.path].map(Kustomization.isInside) ?? false)
    }
    return [
      member.refusal, member.alteration(of: judged.policies.keys), member.addition(of: unread),
      nested.map(member.nesting),
    ].compactMap { $0 }
  }
}

extension Kustomizations.Judged {
  /// The folder that `compile` wrote a policy to; nil where none stands as it is written.
  fileprivate var outputFolder: String? {
    policies.lazy.compactMap { policy, place in
      let written = "/\(OutputFile.path(of: policy))"
      let path = place.source.path.normalizedPath
      return path.hasSuffix(written) ? String(path.dropLast(written.count)) : nil
    }.min()
  }
}
