import Diagnostics
import YAMLTree

/// Any bytes are documents or findings, findings can be printed, and what was read can be written and read again.
func fuzzYAML(_ bytes: [UInt8]) {
  let source = SourceText(path: "input.yaml", bytes: bytes)
  for allowsAliases in [false, true] {
    var log = DiagnosticLog()
    let limits = YAMLLimits(nodes: 100_000, allowsAliases: allowsAliases)
    let documents = YAMLDocument.documents(in: source, limits: limits, reportingTo: &log)
    printEverywhere(log.sorted)
    if !log.hasErrors { demandRoundTrip(of: documents.map { YAMLValue(copying: $0.root) }) }
  }
}

/// Every form in which people and programs see findings.
func printEverywhere(_ findings: [Diagnostic]) {
  _ = findings.renderedAsText(style: .ansi)
  _ = findings.renderedAsJSON()
  _ = findings.renderedAsGitHubCommands()
  _ = findings.renderedAsSARIF()
}

private func demandRoundTrip(of values: [YAMLValue]) {
  var log = DiagnosticLog()
  let written = SourceText(path: "written.yaml", YAMLValue.text(of: values))
  let again = YAMLDocument.documents(in: written, reportingTo: &log)
  demand(!log.hasErrors, "what was written can be read")
  demand(again.map { YAMLValue(copying: $0.root) } == values, "what was written is what was read")
}

extension YAMLValue {
  /// The same value as text, whatever its scalars would mean.
  fileprivate init(copying node: YAMLNode) {
    switch node.kind {
    case .scalar: self = .string(node.text ?? "")
    case .sequence: self = .sequence(node.elements.map { YAMLValue(copying: $0) })
    case .mapping:
      self = .mapping(node.entries.map { Entry($0.key.keyText, YAMLValue(copying: $0.value)) })
    }
  }
}

extension YAMLNode {
  /// A text of its own for each key: two keys that are collections are not the same key.
  fileprivate var keyText: String { text ?? "\(kind) at \(span.start.line):\(span.start.column)" }
}
