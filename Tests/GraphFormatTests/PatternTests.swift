import Diagnostics
import Foundation
import PolicyModel
import Testing
import YAMLTree

@testable import GraphFormat

/// The patterns of the schema accept the texts that the reader accepts.
@Suite struct PatternTests {
  /// Pieces that texts are made of, so that many of them are nearly right.
  private static let pieces: [TextForm: [String]] = [
    .name: ["a", "9", "-", "A", ".", "ab-c", String(repeating: "x", count: 61)],
    .portName: ["a", "9", "-", "A", "http", "123456", "_"],
    .date: ["2027", "-02", "-28", "-29", "-12", "-31", "-00", "27"],
    .ciliumVersion: ["1", "18", ".", "0", "v", "65535"],
    .addressBlock: ["10.0.0.0", "10.0.0.1", "/", "8", "32", "33", "0", "::", "fd00", "129", ":"],
    .address: ["10.0", ".0", "255", "256", ":", "::", "fd00", "1:2:3", "ffff:", "12345"],
    .domain: ["a", ".", "*", "-", "example", ".com", "A", "*."],
    .labelKey: ["a", "A", "/", ".", "-", "_", "example.com", String(repeating: "k", count: 62), "io.cilium.k8s."],
    .labelValue: ["a", "A", "/", ".", "-", "_", "1.2", String(repeating: "v", count: 62)],
    .httpMethod: ["GET", "get", " ", "-", "POST", "*"],
    .httpPath: ["/", "v1", ".*", " ", "a", "("],
    .text: [" ", "a", "\t", "é"],
    .workloadName: ["*", "a", "-", "api"],
    .serviceAccount: ["argocd", "/", "controller", ".", "-", "A", String(repeating: "s", count: 64)],
    .folder: [".", "..", "/", "policies", "a b", "-", "\\"],
    .serverURL: ["https://", "http://", "k8s.example", ":6443", " ", "/", "é"],
  ]

  /// Where a pattern cannot be exact, it may accept more than the reader, never less.
  private static let lenient: Set<TextForm> = [.date, .ciliumVersion, .addressBlock, .address, .httpMethod, .httpPath]

  @Test(arguments: TextForm.allCases)
  func agreesWithTheReader(_ form: TextForm) throws {
    let pattern = try NSRegularExpression(pattern: form.pattern)
    let pieces = try #require(Self.pieces[form])
    var (accepted, rejected) = (0, 0)
    for text in Self.texts(of: pieces) {
      let matches = pattern.firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) != nil
      let isRead = Self.reads(text, as: form)
      accepted += isRead ? 1 : 0
      rejected += isRead ? 0 : 1
      if matches != isRead, !(matches && Self.lenient.contains(form)) {
        Issue.record("\(form): the reader \(isRead ? "accepts" : "rejects") \"\(text)\", the schema disagrees")
      }
    }
    #expect(accepted > 0 && rejected > 0)
  }

  /// Every text of up to four pieces.
  private static func texts(of pieces: [String]) -> [String] {
    var texts = [""]
    var longest = [""]
    for _ in 0..<4 {
      longest = longest.flatMap { text in pieces.map { text + $0 } }
      texts += longest
    }
    return texts
  }

  @Test func portsAgreeWithTheReader() throws {
    let pattern = try NSRegularExpression(pattern: try #require(PortNotation.portReference.pattern))
    var accepted = 0
    for text in Self.texts(of: ["1", "80", "65535", "65536", "-", "/", "TCP", "udp", "0", "http"]) {
      let matches = pattern.firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) != nil
      let isRead = Self.reads(.string(text)) { $0.portReference(&$1) != nil }
      // The order of two numbers is arithmetic.
      if matches != isRead, !(matches && text.contains("-")) {
        Issue.record("\(text): read \(isRead), matched \(matches)")
      }
      accepted += isRead ? 1 : 0
    }
    #expect(accepted > 100)
  }

  private static func reads(_ text: String, as form: TextForm) -> Bool {
    let value = YAMLValue.string(text)
    return switch form {
    case .text: reads(value) { $0.text(&$1) != nil }
    case .name: reads(value) { $0.dnsLabel(of: "tenant", &$1) != nil }
    case .portName: reads(value) { $0.portName(&$1) != nil }
    case .date: reads(value) { $0.date(&$1) != nil }
    case .addressBlock: reads(value) { $0.cidr(&$1) != nil }
    case .address: reads(value) { $0.address(&$1) != nil }
    case .workloadName: reads(["to": "shop", "workload": value]) { GrantDocument(reading: $0, &$1) != nil }
    case .ciliumVersion:
      reads(["name": "a", "environments": ["b"], "enforcement": "cilium", "ciliumVersion": value]) {
        ClusterDocument(reading: $0, &$1) != nil
      }
    case .domain: reads(["fqdn": value]) { $0.reference(.needed, &$1) != nil }
    case .labelKey: reads(.mapping([YAMLValue.Entry(text, "x")])) { $0.selector(&$1) != nil }
    case .labelValue: reads(["x": value]) { $0.selector(&$1) != nil }
    case .httpMethod: reads(["method": value]) { $0.httpMatch(&$1) != nil }
    case .httpPath: reads(["path": value]) { $0.httpMatch(&$1) != nil }
    case .serviceAccount: reads(value) { $0.serviceAccount(&$1) != nil }
    case .folder: reads(value) { $0.folder(&$1) != nil }
    case .serverURL: reads(value) { $0.serverURL(&$1) != nil }
    }
  }

  private static func reads(_ value: YAMLValue, _ read: (AuthoredValue, inout DiagnosticLog) -> Bool) -> Bool {
    var log = DiagnosticLog()
    let source = SourceText(path: "x.yaml", value.text)
    guard let node = YAMLDocument.documents(in: source, reportingTo: &log).first?.root else { return false }
    return read(AuthoredValue(node, name: "x"), &log) && !log.hasErrors
  }
}

extension YAMLValue {
  fileprivate var pattern: String? {
    guard case .mapping(let entries) = self,
      case .string(let pattern) = entries.first(where: { $0.key == "pattern" })?.value
    else { return nil }
    return pattern
  }
}
