/// Findings that are worth reading at once: not more of one code than somebody would read.
public struct FindingLimit: Sendable {
  public let shown: [Diagnostic]
  /// How many of which code were left out, in the order of the codes.
  public let omitted: [(code: DiagnosticCode, count: Int)]

  /// - Parameter limit: of one code; nil for all.
  public init(_ findings: [Diagnostic], limit: Int?) {
    guard let limit else {
      shown = findings
      omitted = []
      return
    }
    var counts: [DiagnosticCode: Int] = [:]
    shown = findings.filter { finding in
      counts[finding.code, default: 0] += 1
      return counts[finding.code, default: 0] <= limit
    }
    omitted = DiagnosticCode.allCases.compactMap { code in
      let more = (counts[code] ?? 0) - limit
      return more > 0 ? (code, more) : nil
    }
  }

  /// A line for each code that was cut; empty when none was.
  public var remark: String {
    omitted.map { "… and \($0.count) more of \($0.code.rawValue); --all shows them\n" }.joined()
  }
}
