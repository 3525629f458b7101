import Diagnostics
import PolicyModel
import YAMLTree

/// The kustomizations among files that are judged as they lie there: what is applied may be other objects, or fewer.
struct Kustomizations {
  /// By folder; one inside another comes after it.
  private let members: [Member]
  private let paths: Set<String>

  init(among sources: [SourceText]) {
    members = sources.compactMap(Member.init).sorted { $0.folder < $1.folder }
    paths = members.isEmpty ? [] : Set(sources.map(\.path.normalizedPath))
  }

  /// What stands in the way of taking the files for what is applied.
  ///
  /// - Parameters:
  ///   - policies: where each of the policies that were judged stands.
  ///   - unapplied: paths, below the folder of a kustomization, that nobody expects to be listed.
  func findings(about policies: [PolicyID: Span], unapplied: @autoclosure () -> Set<String>) -> [Diagnostic] {
    guard !members.isEmpty else { return [] }
    let places = Dictionary(grouping: policies) { $0.value.source.path.normalizedPath }
    let applied = tops.reduce(into: Set<String>()) { collect(from: $1, into: &$0) }
    let missing = Set(places.keys).subtracting(applied)
    let expected = missing.isEmpty ? [] : unapplied()
    let omissions = tops.compactMap { top in
      let left = missing.filter { top.isAround($0) && !expected.contains(top.relative($0)) }.sorted()
      return left.isEmpty ? nil : top.omission(of: left)
    }
    return omissions + members.flatMap { remarks(on: $0, about: places) }
  }

  /// What no other kustomization stands around.
  private var tops: [Member] {
    members.filter { member in !members.contains { $0.folder != member.folder && $0.isAround(member.folder) } }
  }

  /// Adds whatever a kustomization applies, and the kustomizations that it goes by.
  private func collect(from top: Member, into files: inout Set<String>) {
    var open = [top]
    while let member = open.popLast() {
      guard files.insert(member.file.path.normalizedPath).inserted else { continue }
      for entry in member.resources {
        if let inner = members.first(where: { $0.folder == entry.path }) { open.append(inner) }
        files.insert(entry.path)
      }
    }
  }

  private func remarks(on member: Member, about places: [String: [(key: PolicyID, value: Span)]]) -> [Diagnostic] {
    var files: Set<String> = []
    collect(from: member, into: &files)
    let policies = places.filter { files.contains($0.key) || member.isAround($0.key) }.values.flatMap { $0 }.map(\.key)
    guard !policies.isEmpty else { return [] }
    let unread = member.resources.filter { entry in
      !paths.contains(entry.path) && !members.contains { $0.folder == entry.path }
    }
    return [member.alteration(of: policies), member.addition(of: unread)].compactMap { $0 }
  }
}

extension Kustomizations {
  /// A kustomization and the folder that it stands in.
  struct Member {
    let folder: String
    let file: SourceText
    let root: YAMLNode

    /// Nil for any other file.
    init?(_ source: SourceText) {
      let names = ["kustomization.yaml", "kustomization.yml"]
      guard names.contains(where: source.path.hasSuffix) else { return nil }
      let path = source.path.normalizedPath
      guard names.contains(path.lastName) else { return nil }
      var log = DiagnosticLog()
      guard let root = YAMLDocument.documents(in: source, reportingTo: &log).first?.root, root.kind == .mapping,
        root["apiVersion"]?.text?.hasPrefix("kustomize.config.k8s.io/") ?? true
      else { return nil }
      folder = path.parentPath
      file = source
      self.root = root
    }

    /// What it lists, by path.
    var resources: [(node: YAMLNode, path: String)] {
      ["resources", "bases"].compactMap { root[$0] }.flatMap(\.elements).compactMap { node in
        node.text.map { (node, (folder.isEmpty ? $0 : "\(folder)/\($0)").normalizedPath) }
      }
    }

    func isAround(_ path: String) -> Bool { folder.isEmpty || path.hasPrefix("\(folder)/") }

    func relative(_ path: String) -> String { folder.isEmpty ? path : String(path.dropFirst(folder.count + 1)) }
  }
}

extension Kustomizations.Member {
  private static let remedy = "judge what is applied: `kustomize build … | easement verify … --cluster … --against -`"

  func omission(of paths: [String]) -> Diagnostic {
    Diagnostic(
      .kustomizationDiffers,
      "this kustomization does not list \(Self.listed(paths.map(relative))), so what was judged there is not applied",
      at: root["resources"]?.span ?? root.span,
      help: "list \(paths.count == 1 ? "the file" : "the files"), or delete \(paths.count == 1 ? "it" : "them")")
  }

  func addition(of entries: [(node: YAMLNode, path: String)]) -> Diagnostic? {
    guard let first = entries.first else { return nil }
    return Diagnostic(
      .kustomizationDiffers,
      "this kustomization applies \(Self.listed(entries.map { $0.node.text ?? "" })) as well, which was not read",
      at: first.node.span, severity: .warning, help: Self.remedy)
  }

  /// Nil where it applies the policies as they lie there.
  func alteration(of policies: [PolicyID]) -> Diagnostic? {
    let sure = ["namespace", "commonLabels", "labels"].filter { changes($0, policies) }
    let possible = [
      "patches", "patchesStrategicMerge", "patchesJson6902", "replacements", "transformers", "components", "vars",
      "namePrefix", "nameSuffix", "configurations", "generators", "helmCharts", "helmChartInflationGenerator",
    ].filter { root[$0].map(\.isFilled) ?? false }
    guard let first = sure.first ?? possible.first else { return nil }
    let names = Self.listed(sure + possible)
    return Diagnostic(
      .kustomizationDiffers,
      sure.isEmpty
        ? "\(names) of this kustomization may change policies, which were judged as they lie there"
        : "\(names) of this kustomization change policies, which were judged as they lie there",
      at: root[first]?.span, severity: sure.isEmpty ? .warning : .error, help: Self.remedy)
  }

  /// Labels are for selectors as well only where somebody says so.
  private func changes(_ key: String, _ policies: [PolicyID]) -> Bool {
    guard let node = root[key], node.isFilled else { return false }
    switch key {
    case "namespace": return policies.contains { $0.namespace.map { !node.hasText($0) } ?? false }
    case "labels": return node.elements.contains { $0["includeSelectors"]?.boolean == true }
    default: return true
    }
  }

  private static func listed(_ names: [String]) -> String {
    let shown = names.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
    return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
  }
}

extension YAMLNode {
  /// Whether there is anything in it.
  var isFilled: Bool {
    switch kind {
    case .sequence: elements.contains { _ in true }
    case .mapping: entries.contains { _ in true }
    default: !(text ?? "").isEmpty
    }
  }
}

extension String {
  /// Without steps that lead nowhere.
  var normalizedPath: String {
    guard hasIdleSteps else { return self }
    var parts: [Substring] = []
    for part in split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// Whether some step may be empty, `.` or `..`; thousands of paths have none.
  private var hasIdleSteps: Bool {
    var startsStep = true
    for (index, byte) in utf8.enumerated() {
      if startsStep, byte == UInt8(ascii: ".") || (byte == UInt8(ascii: "/") && index > 0) { return true }
      startsStep = byte == UInt8(ascii: "/")
    }
    return startsStep
  }

  fileprivate var lastName: String { split(separator: "/").last.map(String.init) ?? self }

  fileprivate var parentPath: String {
    let parts = split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast().joined(separator: "/")
  }
}
