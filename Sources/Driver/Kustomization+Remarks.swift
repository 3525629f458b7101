import Diagnostics
import PolicyModel
import YAMLTree

/// What a kustomization does to objects that were judged as they lie there.
extension Kustomization {
  private static let remedy = "judge what is applied: `kustomize build … | easement verify … --cluster … --against -`"

  func clash(with other: Kustomization) -> Diagnostic {
    Diagnostic(
      .kustomizationDiffers, "kustomize refuses a folder with two kustomizations, so nothing of it is applied",
      at: Span(startOf: file), notes: [Note("the other one is here", at: Span(startOf: other.file))],
      help: "delete the one that was not compiled")
  }

  func omission(of paths: [String]) -> Diagnostic {
    Diagnostic(
      .kustomizationDiffers,
      "this kustomization does not list \(Self.listed(paths.map(relative))), so what was judged there is not applied",
      at: root?["resources"]?.span ?? place,
      help: "list \(paths.count == 1 ? "the file" : "the files"), or delete \(paths.count == 1 ? "it" : "them")")
  }

  func repetition(of path: String) -> Diagnostic {
    Diagnostic(
      .kustomizationDiffers, "this kustomization lists \"\(relative(path))\" twice, which kustomize refuses",
      at: root?["resources"]?.span ?? place, help: "list it once")
  }

  func addition(of entries: [(node: YAMLNode, path: String)]) -> Diagnostic? {
    guard let first = entries.first else { return nil }
    return Diagnostic(
      .kustomizationDiffers,
      "this kustomization applies \(Self.listed(entries.map { $0.node.text ?? "" })) as well, which was not read",
      at: first.node.span, help: Self.remedy)
  }

  func nesting(of entry: (node: YAMLNode, path: String)) -> Diagnostic {
    Diagnostic(
      .kustomizationDiffers,
      "this kustomization lists \"\(entry.node.text ?? "")\" as an object, and it is a kustomization",
      at: entry.node.span, help: "list the folder that it stands in, or remove the entry")
  }

  /// Nil where it applies the objects as they lie there.
  func alteration(of policies: some Collection<PolicyID>) -> Diagnostic? {
    let sure = Self.telling.filter { changes($0, policies) }
    let possible = Self.changing.filter { root?[$0].map(\.isFilled) ?? false }
    guard let first = sure.first ?? possible.first else { return nil }
    let names = Self.listed(sure + possible)
    return Diagnostic(
      .kustomizationDiffers,
      sure.isEmpty
        ? "\(names) of this kustomization may change what is applied, and objects were judged as they lie there"
        : "\(names) of this kustomization change policies, which were judged as they lie there",
      at: root?[first]?.span, help: Self.remedy)
  }

  private func changes(_ key: String, _ policies: some Collection<PolicyID>) -> Bool {
    guard let node = root?[key], node.isFilled else { return false }
    switch key {
    // kustomize takes kinds that it does not know for namespaced ones.
    case "namespace": return policies.contains { policy in !(policy.namespace.map(node.hasText) ?? false) }
    case "labels": return node.elements.contains(where: \.changesLabels)
    case "commonAnnotations": return node.entries.contains { $0.key.text.map(DeliveryMarks.decide) ?? true }
    default: return true
    }
  }

  private static func listed(_ names: [String]) -> String {
    let shown = names.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
    return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
  }
}

extension YAMLNode {
  /// Whether an entry of `labels` says more than labels of objects, or takes ours for another tool's.
  fileprivate var changesLabels: Bool {
    if ["includeSelectors", "includeTemplates"].contains(where: { self[$0]?.serverBoolean == true }) { return true }
    if self["fields"]?.isFilled == true { return true }
    return self["pairs"]?.entries.contains { pair in
      let key = pair.key.text ?? ""
      return key == Labels.managerLabel || key.hasPrefix("easement.dev/") || DeliveryMarks.decide(key)
    } ?? false
  }

  /// Whether there is anything in it.
  var isFilled: Bool {
    switch kind {
    case .sequence: elements.contains { _ in true }
    case .mapping: entries.contains { _ in true }
    default: !(text ?? "").isEmpty
    }
  }
}
