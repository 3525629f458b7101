/// Where people read the files of a graph: its folder, on the pages of a git host.
public struct SourceLinks: Hashable, Sendable {
  /// Why an address is no base of links.
  public struct Refusal: Error, Hashable {
    public let message: String
  }

  /// What stands before and behind the path of a file: `https://git.example.com/graph/`, and `?at=main` or nothing.
  public let front, back: String

  /// - Parameter base: an `https` address: other schemes would run scripts, open files, or let anybody on the way change
  ///   what is read.
  public init(_ base: String) throws(Refusal) {
    guard base.prefix(8).lowercased() == "https://" else { throw Refusal(message: "it has to begin with https://") }
    if let forbidden = base.unicodeScalars.first(where: Self.isForbidden) {
      throw Refusal(message: "\"\(String(forbidden).escapedForTerminal)\" cannot stand in an address")
    }
    let rest = base.dropFirst(8)
    let authority = rest.prefix { !"/?#".contains($0) }
    guard !authority.holds("@") else {
      throw Refusal(message: "it holds a name or a password, which everybody who opens the file would see")
    }
    guard authority.contains(where: { $0 != ":" && $0 != "." }) else { throw Refusal(message: "it names no host") }
    guard !rest.holds("#") else { throw Refusal(message: "it has a \"#\", which is where the line goes") }
    let path = rest.prefix { $0 != "?" }
    front = "https://\(path)" + (path.ends(with: "/") ? "" : "/")
    back = String(rest.dropFirst(path.count))
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.isASCII || scalar.value <= 0x20 || "\"'<>\\^`{|}\u{7F}".unicodeScalars.contains(scalar)
  }

  /// The line in which something begins, on any git host that counts them as GitHub does.
  public func address(of span: Span) -> String { address(ofLine: span.start.line, in: span.source.relativePath) }

  /// - Parameter path: below the graph's folder.
  public func address(ofLine line: Int, in path: String) -> String { "\(front)\(path.percentEncoded)\(back)#L\(line)" }
}

extension String {
  /// For the path of an address, slashes kept.
  public var percentEncoded: String {
    let digits = Array("0123456789ABCDEF")
    return utf8.reduce(into: "") { text, byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E:
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default: text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }
}
