public import Diagnostics

/// Where people read the files of a graph: the folder that was read, on the pages of a git host.
public struct SourceLinks: Hashable, Sendable {
  private let base: String

  /// Nil unless `base` is the address of a page: other schemes would run scripts or open files.
  public init?(base: String) {
    let start = base.prefix(8).lowercased()
    guard let scheme = ["https://", "http://"].first(where: start.hasPrefix), base.unicodeScalars.count > scheme.count,
      base.unicodeScalars.allSatisfy(Self.isPlain)
    else { return nil }
    self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
  }

  /// The line in which something begins, on any git host that counts them as GitHub does.
  public func address(of span: Span) -> String {
    let path = span.source.relativePath.utf8.reduce(into: "") { path, byte in
      let scalar = Unicode.Scalar(byte)
      if Self.isUnreserved(scalar) {
        path.unicodeScalars.append(scalar)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        path += byte < 16 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return "\(base)/\(path)#L\(span.start.line)"
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    isUnreserved(scalar) || ":?=&%+@,;~!$()*".unicodeScalars.contains(scalar)
  }

  private static func isUnreserved(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "/": true
    default: false
    }
  }
}
