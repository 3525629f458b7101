/// The list of the files that Easement owns in an output folder, each with its digest.
///
/// Its text is what `sha256sum --check` reads.
public struct OutputIndex: Hashable, Sendable {
  /// Name of the file in the output folder.
  public static let fileName = "easement.sha256"

  /// Digests by path.
  public let digests: [String: String]

  public init(of files: [OutputFile]) {
    digests = Dictionary(files.map { ($0.path, $0.digest) }) { first, _ in first }
  }

  /// Nil unless every line is a digest and a path such as Easement writes, each path once.
  ///
  /// An index comes with a pull request like anything else: what it lists is replaced and removed.
  public init?(parsing text: String) {
    guard text.isEmpty || text.utf8.last == UInt8(ascii: "\n") else { return nil }
    var digests: [String: String] = [:]
    for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
      let digest = line.prefix(64)
      let path = Substring(line.dropFirst(66))
      guard digest.count == 64, digest.allSatisfy(Self.isDigit), line.dropFirst(64).starts(with: "  ".utf8),
        Self.isSafe(path), digests.updateValue(String(Substring(digest)), forKey: String(path)) == nil
      else { return nil }
    }
    self.digests = digests
  }

  private init(digests: [String: String]) { self.digests = digests }

  /// This index without the files of some folders.
  public func keeping(_ isKept: (String) -> Bool) -> OutputIndex {
    OutputIndex(digests: digests.filter { isKept($0.key) })
  }

  public func merging(_ other: OutputIndex) -> OutputIndex {
    OutputIndex(digests: digests.merging(other.digests) { _, new in new })
  }

  public var paths: [String] { digests.keys.sorted() }

  public var text: String { paths.map { "\(digests[$0] ?? "")  \($0)\n" }.joined() }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  /// A path below a folder, without hidden parts (`..` is one) and without characters that no name of ours has.
  private static func isSafe(_ path: Substring) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count > 1
      && parts.allSatisfy { part in !part.isEmpty && !part.hasPrefix(".") && part.utf8.allSatisfy(isPlain) }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
