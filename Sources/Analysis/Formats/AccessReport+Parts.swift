import Workers

/// A report as text, made some sources at a time: that of a large cluster is larger than the memory it should take.
public struct AccessReportParts: Sequence, Sendable {
  let report: AccessReport
  let layout: Layout
  /// The lines of one source's entries.
  let lines: @Sendable ([AccessReport.Entry], inout ConnectionTexts) -> [String]

  /// What stands around the lines.
  struct Layout: Sendable {
    var opening = ""
    /// Between the opening and the first line, if there is one.
    var before = ""
    var separator = "\n"
    var after = "\n"
    /// Instead of lines.
    var empty = ""
    var closing = ""
  }

  /// How many sources one part is about.
  private static let size = 64

  public func makeIterator() -> AnyIterator<String> {
    var next = 0
    var hasLines = false
    var isOpen = false
    var isClosed = false
    return AnyIterator {
      if !isOpen {
        isOpen = true
        return layout.opening
      }
      while next < report.peers.count {
        let body = body(of: next..<Swift.min(next + Self.size, report.peers.count))
        next += Self.size
        guard !body.isEmpty else { continue }
        defer { hasLines = true }
        return (hasLines ? layout.separator : layout.before) + body
      }
      defer { isClosed = true }
      return isClosed ? nil : (hasLines ? layout.after : layout.empty) + layout.closing
    }
  }

  private func body(of sources: Range<Int>) -> String {
    Array(sources).concurrentMap { source in
      var texts = ConnectionTexts()
      return lines(report.entries(from: source), &texts).joined(separator: layout.separator)
    }
    .filter { !$0.isEmpty }.joined(separator: layout.separator)
  }
}

extension AccessReport {
  /// ``textParts`` in one piece, as are the others, for whoever knows that the report is small.
  public var text: String { textParts.joined() }
  public var json: String { jsonParts.joined() }
  public var csv: String { csvParts.joined() }
  public var markdown: String { markdownParts.joined() }
}
