import Diagnostics
import PolicyModel
import Workers
import YAMLTree

/// What one source holds, read as far as it goes without other sources, so that no tree outlives the work on its text.
struct ScannedSource: Sendable {
  let items: [ScannedItem]
  let findings: [Diagnostic]
  /// The source, where a folder holds it and it is about something other than objects: values of a chart, a workflow.
  let stray: SourceText?

  init(_ source: SourceText, for release: CiliumRelease, placedIn placement: String?) {
    var log = DiagnosticLog()
    let documents = YAMLDocument.documents(in: source, limits: YAMLLimits(readers: .kubectl), reportingTo: &log)
      .filter { !$0.root.isNull }
    let isStray = !documents.isEmpty && log.unsorted.isEmpty && documents.allSatisfy(\.root.isHeadless)
    guard !isStray || (source.isNamed && !source.isKustomization) else {
      (items, findings) = ([], [])
      stray = source.isKustomization ? nil : source
      return
    }
    stray = nil
    let context = ObjectContext(release: release, placement: placement)
    items = documents.concurrentMap(fewest: 256) { ScannedItem.items(in: $0, context) }.flatMap { $0 }
    findings = log.unsorted.filter { finding in !documents.contains { $0.excuses(finding) } }
  }
}

extension YAMLDocument {
  /// Whether a finding is about the text of an object that has nothing to do with traffic.
  fileprivate func excuses(_ finding: Diagnostic) -> Bool {
    guard let span = finding.span, root.span.start <= span.start, span.end <= root.span.end,
      let kind = root["kind"]?.text, let apiVersion = root["apiVersion"]?.text
    else { return false }
    switch ObjectRole(ObjectType(apiVersion: apiVersion, kind: kind)) {
    case .irrelevant, .podMaker, .unmodelled(.notice, _): return !kind.hasSuffix("List")
    default: return false
    }
  }
}

extension SourceText {
  /// Whether kustomize takes it for its own: such a file needs no `apiVersion` and no `kind`.
  fileprivate var isKustomization: Bool {
    ["kustomization.yaml", "kustomization.yml", "Kustomization"].contains {
      path == $0 || path.hasSuffix("/\($0)")
    }
  }
}

extension [SourceText] {
  /// That these files are left out.
  var notices: [Diagnostic] {
    guard let first = self.min(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) else { return [] }
    return [
      Diagnostic(
        .unmodelledKind,
        count == 1
          ? "this file holds no Kubernetes object, and is left out"
          : "\(count.grouped) files hold no Kubernetes objects, and are left out", at: Span(startOf: first),
        severity: .notice)
    ]
  }
}
