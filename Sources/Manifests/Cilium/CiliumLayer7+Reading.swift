import PolicyModel
import YAMLTree

extension CiliumReader {
  private static let ruleNames = ["http", "dns"]

  /// CIL-69, CILV-5
  func layer7(
    _ node: YAMLNode, _ ports: [PortMatch], _ direction: Direction, _ findings: inout ObjectFindings
  ) -> Layer7Filter? {
    guard let fields = ObjectFields(node, Self.ruleNames, of: "\"rules\"", &findings) else { return nil }
    if ports.contains(where: \.isWholeProtocol) {
      findings.refuse("layer 7 rules need port numbers, not \"0\"", "CILV-5", at: node)
    }
    switch (fields["http"], fields["dns"]) {
    case (let http?, nil): return requests(http, ports, &findings)
    case (nil, let dns?): return names(dns, ports, direction, &findings)
    default:
      findings.refuse("\"rules\" has either \"http\" or \"dns\"", "CILV-5", at: node)
      return nil
    }
  }

  private static let requestNames = ["method", "path", "host", "headers", "headerMatches"]

  private func requests(
    _ node: YAMLNode, _ ports: [PortMatch], _ findings: inout ObjectFindings
  ) -> Layer7Filter? {
    let isTCP = ports.allSatisfy { match in
      switch match {
      case .range(let transport, _): transport == .tcp
      case .named(_, let transport): transport == .tcp
      case .icmp: false
      }
    }
    if !isTCP { findings.refuse("\"http\" rules are for TCP only", "CILV-5", at: node) }
    var requests: [HTTPMatch] = []
    for element in findings.list(node, "http") ?? [] {
      guard let fields = ObjectFields(element, Self.requestNames, of: "an \"http\" rule", &findings) else { continue }
      requests.append(
        HTTPMatch(method: findings.text(fields["method"], "method"), path: findings.text(fields["path"], "path")))
    }
    return requests.isEmpty ? nil : .http(requests)
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
