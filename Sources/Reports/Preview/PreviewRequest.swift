/// The head of a request of HTTP/1.1, as far as a preview needs it.
public struct PreviewRequest: Hashable, Sendable {
  public let method: String
  /// As it was sent, without the query.
  public let path: String
  /// Nil unless the request names exactly one.
  public let host: String?

  /// How long a head may be, in bytes.
  public static let limit = 16 << 10

  /// Whether the empty line that ends a head has come.
  public static func isWhole(_ bytes: [UInt8]) -> Bool {
    let text = bytes.filter { $0 != 13 }
    return zip(text, text.dropFirst()).contains { $0 == 10 && $1 == 10 }
  }

  /// Nil unless the bytes begin with a head.
  public init?(head bytes: [UInt8]) {
    let lines = String(decoding: bytes.prefix(Self.limit), as: UTF8.self).unicodeScalars
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in String(String.UnicodeScalarView(line.last == "\r" ? line.dropLast() : line)) }
    let words = (lines.first ?? "").split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[2].hasPrefix("HTTP/1."), let path = words[1].split(separator: "?").first else {
      return nil
    }
    method = String(words[0])
    self.path = String(path)
    let hosts = lines.dropFirst().prefix { !$0.isEmpty }.compactMap(Self.host)
    host = hosts.count == 1 ? hosts.first : nil
  }

  /// The value of the header `Host`; nil for any other line.
  private static func host(in line: String) -> String? {
    guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "host" else { return nil }
    let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    return String(line[line.index(after: colon)...].drop(while: blank).reversed().drop(while: blank).reversed())
  }
}
