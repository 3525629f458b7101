import Diagnostics
import Manifests
import PolicyModel
import YAMLTree

/// Where the kustomizations among some files put the objects that they list, and what else they would do to them.
struct AppliedFiles {
  private typealias Member = Kustomization

  private let members: [String: Member]
  private let paths: Set<String>
  /// By path the namespaces in which a file is applied; nil among them where its objects say it themselves.
  private var namespaces: [String: Set<String?>] = [:]

  /// How many steps from kustomization to kustomization are followed: what people write takes one for each of them.
  private static let stepLimit = 100_000

  init(of sources: [SourceText]) {
    let found = sources.compactMap { Member($0.besideOthers) }.filter { $0.root?.kind == .mapping }
    members = Dictionary(found.map { ($0.folder, $0) }) { first, _ in first }
    paths = found.isEmpty ? [] : Set(sources.map(\.path.comparablePath))
    guard !found.isEmpty else { return }
    let listed = Set(found.flatMap { member in member.listed.map(\.path).filter { $0 != member.folder } })
    for member in members.values where !listed.contains(member.folder) { apply(member) }
  }

  /// The namespaces that the objects of a source are put into, one for each time that they are applied.
  func placements(of source: SourceText) -> [String?] {
    guard !namespaces.isEmpty, let found = namespaces[source.path.comparablePath] else { return [nil] }
    return found.sorted { ($0 ?? "") < ($1 ?? "") }
  }

  /// A kustomization around others has the last word about their objects.
  private mutating func apply(_ top: Member) {
    var open: [Step] = [Step(folder: top.folder, namespace: nil)]
    var seen = Set(open)
    while let step = open.popLast(), seen.count < Self.stepLimit {
      guard let member = members[step.folder] else { continue }
      let namespace = step.namespace ?? member.namespace
      for entry in member.listed {
        let next = Step(folder: entry.path, namespace: namespace)
        if members[entry.path] == nil {
          namespaces[entry.path, default: []].insert(namespace)
        } else if seen.insert(next).inserted {
          open.append(next)
        }
      }
    }
  }

  private struct Step: Hashable {
    let folder: String
    let namespace: String?
  }
}

extension AppliedFiles {
  /// That kustomizations change what was judged in other ways, or apply more than that: one of each, where the first is.
  func findings(about reading: ManifestReading) -> [Diagnostic] {
    guard !members.isEmpty else { return [] }
    let judged = JudgedPaths(Set(reading.places.map(\.source.path.comparablePath)))
    let about = members.values.filter { judged.areAffected(by: $0) }.sorted { $0.folder < $1.folder }
    let altering = about.compactMap { member in member.alterations.first.map { (member, $0) } }
    let adding = about.compactMap { member in
      member.listed.first { !paths.contains($0.path) && members[$0.path] == nil }.map { (member, $0.node) }
    }
    return [Self.alteration(altering), Self.addition(adding)].compactMap(\.self)
  }

  private static let remedy = "render first: `kustomize build … | easement access -`"

  private static func alteration(_ members: [(Member, key: String)]) -> Diagnostic? {
    guard let (member, key) = members.first else { return nil }
    return Diagnostic(
      .kustomizationDiffers,
      "\"\(key)\" of this kustomization may change objects, which were judged as they lie there"
        + others(members.count),
      at: member.root?[key]?.span, severity: .warning, help: remedy)
  }

  private static func addition(_ members: [(Member, YAMLNode)]) -> Diagnostic? {
    guard let (_, node) = members.first else { return nil }
    return Diagnostic(
      .kustomizationDiffers,
      "this kustomization applies \"\(node.text ?? "")\" as well, which was not read" + others(members.count),
      at: node.span, severity: .warning, help: remedy)
  }

  private static func others(_ count: Int) -> String {
    count == 1 ? "" : "; it is one of \(count.counted("such kustomization"))"
  }
}

/// The files with objects that are judged.
private struct JudgedPaths {
  private let paths: Set<String>
  /// Every folder with one of them somewhere below.
  private let folders: Set<String>

  init(_ paths: Set<String>) {
    self.paths = paths
    folders = paths.reduce(into: [""]) { folders, path in
      var rest = path[...]
      while let slash = rest.lastIndex(of: "/") {
        rest = rest[..<slash]
        guard folders.insert(String(rest)).inserted else { break }
      }
    }
  }

  func areAffected(by member: Kustomization) -> Bool {
    folders.contains(member.folder) && !paths.isEmpty || member.listed.contains { paths.contains($0.path) }
  }
}

extension Kustomization {
  /// What it lists to be applied, by path; components add to that and change it.
  fileprivate var listed: [(node: YAMLNode, path: String)] {
    let components = root?["components"].map { Array($0.elements) } ?? []
    return resources
      + components.compactMap { node in
        node.text.map { (node, (folder.isEmpty ? $0 : "\(folder)/\($0)").normalizedPath) }
      }
  }

  /// The namespace that it sets; nil for one that is still to be filled in.
  fileprivate var namespace: String? {
    root?["namespace"]?.text.flatMap { $0.isEmpty || $0.unicodeScalars.contains("$") ? nil : $0 }
  }

  /// The fields by which it changes what is judged, other than the namespace.
  fileprivate var alterations: [String] {
    [
      "patches", "patchesStrategicMerge", "patchesJson6902", "replacements", "transformers", "components", "vars",
      "commonLabels", "labels", "namePrefix", "nameSuffix", "configurations", "generators", "helmCharts",
      "helmChartInflationGenerator",
    ].filter { root?[$0].map(\.isFilled) ?? false }
  }
}

extension ManifestReading {
  /// Where everything stands that is judged.
  fileprivate var places: [Span] {
    Array(spans.values) + Array(refused.values) + observation.pods.map(\.span) + observation.namespaces.map(\.span)
  }
}

extension SourceText {
  /// The same under a path that steps can lead out of.
  fileprivate var besideOthers: SourceText {
    path.isOfRevision ? SourceText(path: path.comparablePath, relativePath: relativePath, bytes: bytes) : self
  }
}

extension String {
  fileprivate var isOfRevision: Bool { hasPrefix("git:") }

  /// Without idle steps; the root of a revision is a folder of its own: `git:main:/policies/a.yaml`.
  fileprivate var comparablePath: String {
    guard isOfRevision, let colon = dropFirst(4).firstIndex(of: ":") else { return normalizedPath }
    let path = self[index(after: colon)...]
    return "\(self[...colon])\(path.hasPrefix("/") ? "" : "/")\(path)".normalizedPath
  }
}
