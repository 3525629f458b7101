import PolicyModel
import YAMLTree

extension CiliumReader {
  private static let ruleNames = ["http", "dns", "kafka", "l7proto", "l7"]

  /// CIL-69, CILV-5
  func layer7(
    _ node: YAMLNode, _ ports: [PortMatch], _ direction: Direction, _ findings: inout ObjectFindings
  ) -> Layer7Filter? {
    guard let fields = ObjectFields(node, Self.ruleNames, of: "\"rules\"", &findings) else { return nil }
    if ports.contains(where: \.isWholeProtocol) {
      findings.refuse("layer 7 rules need port numbers, not \"0\"", "CILV-5", at: node)
    }
    switch (fields["http"], fields["dns"], fields["kafka"], fields["l7proto"]) {
    case (let http?, nil, nil, nil): return requests(http, ports, &findings)
    case (nil, let dns?, nil, nil): return names(dns, ports, direction, &findings)
    case (nil, nil, let kafka?, nil): return messages(kafka, ports, &findings)
    case (nil, nil, nil, let parser?): return parsed(by: parser, fields["l7"], &findings)
    default:
      findings.refuse("\"rules\" has either \"http\" or \"dns\"", "CILV-5", at: node)
      return nil
    }
  }

  private static let kafkaNames = ["role", "apiKey", "apiVersion", "clientID", "topic"]

  /// CIL-69, CIL-82
  private func messages(_ node: YAMLNode, _ ports: [PortMatch], _ findings: inout ObjectFindings) -> Layer7Filter? {
    if !ports.allSatisfy(\.isTCP) { findings.refuse("\"kafka\" rules are for TCP only", "CILV-5", at: node) }
    let words = (findings.list(node, "kafka") ?? []).compactMap { element -> String? in
      guard let fields = ObjectFields(element, Self.kafkaNames, of: "a \"kafka\" rule", &findings) else { return nil }
      let parts = Self.kafkaNames.compactMap { name in
        findings.text(fields[name], name).map { "\(name) \($0)" }
      }
      return parts.isEmpty ? "Kafka" : "Kafka \(parts.joined(separator: " "))"
    }
    return words.isEmpty ? nil : .discontinued(words)
  }

  /// CIL-69, CIL-82
  private func parsed(by parser: YAMLNode, _ rules: YAMLNode?, _ findings: inout ObjectFindings) -> Layer7Filter? {
    guard let name = findings.text(parser, "l7proto") else { return nil }
    let words = (findings.list(rules, "l7") ?? []).map { rule in
      ([name] + rule.entries.map { "\($0.key.text ?? "") \($0.value.text ?? "")" }.sorted()).joined(separator: " ")
    }
    return .discontinued(words.isEmpty ? [name] : words)
  }

  private static let requestNames = ["method", "path", "host", "headers", "headerMatches"]

  private func requests(
    _ node: YAMLNode, _ ports: [PortMatch], _ findings: inout ObjectFindings
  ) -> Layer7Filter? {
    if !ports.allSatisfy(\.isTCP) { findings.refuse("\"http\" rules are for TCP only", "CILV-5", at: node) }
    var requests: [HTTPMatch] = []
    for element in findings.list(node, "http") ?? [] {
      guard let fields = ObjectFields(element, Self.requestNames, of: "an \"http\" rule", &findings) else { continue }
      let (method, path) = (pattern(fields, "method", &findings), pattern(fields, "path", &findings))
      requests.append(
        HTTPMatch(
          method: method == "" ? nil : method, path: path == "" ? nil : path,
          conditions: conditions(fields, &findings)))
    }
    return requests.isEmpty ? nil : .http(requests)
  }

  /// A regular expression, which agents compile before they take the policy. (CILV-5)
  private func pattern(_ fields: ObjectFields, _ name: String, _ findings: inout ObjectFindings) -> String? {
    guard let node = fields[name], let text = findings.text(node, name) else { return nil }
    if let fault = GoPattern.fault(in: text) {
      findings.refuse(
        "the \(name) \"\(text)\" is not a regular expression as agents take them: \(fault)", "CILV-5", at: node)
    }
    return text
  }

  /// What a request must have besides its method and path, in words.
  private func conditions(_ fields: ObjectFields, _ findings: inout ObjectFindings) -> [String] {
    let host = findings.text(fields["host"], "host").flatMap { $0.isEmpty ? nil : "host \($0)" }
    let headers = (findings.list(fields["headers"], "headers") ?? []).compactMap { findings.text($0, "headers") }
    let matches = (findings.list(fields["headerMatches"], "headerMatches") ?? []).compactMap {
      headerMatch($0, &findings)
    }
    return (host.map { [$0] } ?? []) + headers.map { "header \($0)" } + matches
  }

  private func checkAction(_ node: YAMLNode?, _ findings: inout ObjectFindings) {
    guard let node, !["LOG", "ADD", "DELETE", "REPLACE"].contains(node.text) else { return }
    findings.refuse("a header that does not match has LOG, ADD, DELETE or REPLACE", "CILV-5", at: node)
  }

  private static let headerNames = ["mismatch", "name", "secret", "value"]

  private func headerMatch(_ node: YAMLNode, _ findings: inout ObjectFindings) -> String? {
    guard let fields = ObjectFields(node, Self.headerNames, of: "a header match", &findings) else { return nil }
    guard let name = findings.text(fields["name"], "name"), !name.isEmpty else {
      findings.refuse("a header match needs a \"name\"", "CILV-5", at: node)
      return nil
    }
    checkAction(fields["mismatch"], &findings)
    if let secret = fields["secret"], secret["name"]?.string?.isEmpty ?? true {
      findings.refuse("a secret needs a \"name\"", "CILV-5", at: secret)
    }
    let value = findings.text(fields["value"], "value").map { ": \($0)" } ?? ""
    let secret = fields["secret"]?["name"]?.text.map { " as in secret \($0)" } ?? ""
    let mismatch = findings.text(fields["mismatch"], "mismatch").map { ", else \($0)" } ?? ""
    return "header \(name)\(value)\(secret)\(mismatch)"
  }

  private func names(
    _ node: YAMLNode, _ ports: [PortMatch], _ direction: Direction, _ findings: inout ObjectFindings
  ) -> Layer7Filter? {
    if direction == .ingress { findings.refuse("\"dns\" rules are for egress", "CILV-5", at: node) }
    if ports.isEmpty { findings.refuse("\"dns\" rules need ports", "CILV-5", at: node) }
    let hasRange = ports.contains { if case .range(_, let range) = $0 { range.count > 1 } else { false } }
    if hasRange { findings.refuse("\"dns\" rules take no port range", "CILV-5", at: node) }
    var names: [DomainPattern] = []
    for element in findings.list(node, "dns") ?? [] {
      if let name = domain(element, &findings) { names.append(name) }
    }
    return names.isEmpty ? nil : .dns(names)
  }
}

extension PortMatch {
  fileprivate var isTCP: Bool {
    switch self {
    case .range(let transport, _): transport == .tcp
    case .named(_, let transport), .namedRange(_, let transport, _): transport == .tcp
    case .icmp: false
    }
  }
}
