import Synchronization

/// The text of one input file, as it was read. Immutable, shared by every span that points into it.
public final class SourceText: Sendable {
  /// Where the text came from, as it is shown to people: a path as they gave it, or `<stdin>`.
  public let path: String
  /// The path below the folder that was read: the same on every machine, for whatever is written down.
  public let relativePath: String
  public let bytes: [UInt8]
  /// Whether the command line names it, rather than a folder that it lies in.
  public let isNamed: Bool
  /// Where each line stands; found when somebody first asks for a line, which only findings do.
  private let lines = Mutex<[Range<Int>]?>(nil)

  public init(path: String, relativePath: String? = nil, bytes: [UInt8], isNamed: Bool = true) {
    self.path = path
    self.isNamed = isNamed
    self.relativePath = relativePath ?? path
    self.bytes = bytes
  }

  public convenience init(path: String, _ text: String) {
    self.init(path: path, bytes: Array(text.utf8))
  }

  /// The text of line `number` (from 1) without its line break; nil past the end.
  ///
  /// Lines end where YAML 1.1 ends them: LF, CR LF, CR, NEL, LS and PS.
  public func line(_ number: Int) -> String? {
    let lines = lines.withLock { known in
      let lines = known ?? findLines()
      known = lines
      return lines
    }
    return lines.indices.contains(number - 1) ? String(decoding: bytes[lines[number - 1]], as: UTF8.self) : nil
  }

  private func findLines() -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var (start, index) = (0, 0)
    while index < bytes.endIndex {
      let length = lineBreakLength(at: index)
      if length > 0 {
        lines.append(start..<index)
        start = index + length
      }
      index += max(1, length)
    }
    return lines + [start..<bytes.endIndex]
  }

  private func lineBreakLength(at index: Int) -> Int {
    func byte(_ offset: Int) -> UInt8? { index + offset < bytes.endIndex ? bytes[index + offset] : nil }
    return switch bytes[index] {
    case 0x0A: 1
    case 0x0D: byte(1) == 0x0A ? 2 : 1
    case 0xC2: byte(1) == 0x85 ? 2 : 0
    case 0xE2: byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
    default: 0
    }
  }
}
