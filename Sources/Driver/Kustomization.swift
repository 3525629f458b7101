import Diagnostics
import YAMLTree

/// A kustomization and the folder that it stands in.
struct Kustomization {
  let folder: String
  let file: SourceText
  /// The first document, which is the one that kustomize reads; nil where there is none.
  let root: YAMLNode?

  /// Nil for any other file.
  init?(_ source: SourceText) {
    guard OutputFile.kustomizationNames.contains(where: source.path.hasSuffix) else { return nil }
    let path = source.path.normalizedPath
    guard OutputFile.kustomizationNames.contains(path.lastName) else { return nil }
    var log = DiagnosticLog()
    root = YAMLDocument.documents(in: source, reportingTo: &log).first?.root
    folder = path.parentPath
    file = source
  }

  /// Whether a file holds a kustomization, by whatever name.
  static func isInside(_ source: SourceText) -> Bool {
    var log = DiagnosticLog()
    return YAMLDocument.documents(in: source, reportingTo: &log).contains {
      $0.root["kind"]?.hasText("Kustomization") ?? false
    }
  }

  /// What it lists, by path.
  var resources: [(node: YAMLNode, path: String)] {
    ["resources", "bases"].compactMap { root?[$0] }.flatMap(\.elements).compactMap { node in
      node.string.map { (node, (folder.isEmpty ? $0 : "\(folder)/\($0)").normalizedPath) }
    }
  }

  func isAround(_ path: String) -> Bool { folder.isEmpty || path.hasPrefix("\(folder)/") }

  func relative(_ path: String) -> String { folder.isEmpty ? path : String(path.dropFirst(folder.count + 1)) }

  /// Where its name stands among those that kustomize knows: the one that is compiled comes first.
  var rank: Int { OutputFile.kustomizationNames.firstIndex(of: file.path.lastName) ?? 0 }

  var place: Span { root?.span ?? Span(startOf: file) }
}

extension Kustomization {
  /// Why kustomize builds nothing of it, as far as that can be seen; nil where it does.
  ///
  /// Source: https://github.com/kubernetes-sigs/kustomize/blob/master/api/types/kustomization.go
  var refusal: Diagnostic? {
    guard let root, root.kind == .mapping else { return refused("it holds no mapping", at: place) }
    if let version = root["apiVersion"], !version.hasText("kustomize.config.k8s.io/v1beta1") {
      return refused("\"\(version.text ?? "")\" is not its API", at: version.span)
    }
    if let kind = root["kind"], !kind.hasText("Kustomization") {
      return refused("\"\(kind.text ?? "")\" is not a kind that is applied by itself", at: kind.span)
    }
    if let entry = root.entries.first(where: { !Self.fields.contains($0.key.text ?? "") }) {
      return refused("it has no field \"\(entry.key.text ?? "")\"", at: entry.key.span)
    }
    if let order = root["sortOptions"]?.entries.first(where: { !Self.isOrder($0.key, $0.value) }) {
      return refused("\"\(order.value.text ?? order.key.text ?? "")\" is not an order", at: order.key.span)
    }
    let lists = ["resources", "bases"].compactMap { root[$0] }
    if let broken = lists.first(where: { $0.kind != .sequence || $0.elements.contains { $0.string == nil } }) {
      return refused("it lists something else than paths", at: broken.span)
    }
    return nil
  }

  private static func isOrder(_ key: YAMLNode, _ value: YAMLNode) -> Bool {
    switch key.text {
    case "order": ["fifo", "legacy"].contains(value.text)
    case "legacySortOptions": value.kind == .mapping
    default: false
    }
  }

  private func refused(_ reason: String, at span: Span) -> Diagnostic {
    Diagnostic(
      .kustomizationDiffers, "kustomize refuses this file: \(reason), and nothing is applied", at: span,
      help: "compile again, or delete the file if it is somebody else's")
  }

  /// Those that say nothing about which objects are applied, or how they read.
  private static let harmless: Set<String> = [
    "apiVersion", "kind", "metadata", "resources", "bases", "images", "replicas", "sortOptions", "generatorOptions",
    "helmGlobals", "openapi", "crds",
  ]

  /// Those that may change objects, or add some.
  static let changing = [
    "patches", "patchesStrategicMerge", "patchesJson6902", "replacements", "transformers", "components", "vars",
    "namePrefix", "nameSuffix", "configurations", "generators", "configMapGenerator", "secretGenerator", "helmCharts",
    "helmChartInflationGenerator", "validators", "buildMetadata", "inventory",
  ]

  /// Those that change objects in a way that can be told.
  static let telling = ["namespace", "commonLabels", "labels", "commonAnnotations"]

  private static let fields = harmless.union(changing).union(telling)
}
