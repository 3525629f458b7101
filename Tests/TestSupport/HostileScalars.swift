/// Texts in which signs that mean something to a format stand before marks that make one Character of both.
public enum HostileScalars {
  private static let signs = Array("\"'\\ {}|#`<>&,;:=+-@*?[]()!~_%$/.\t\n\r^".unicodeScalars)
  private static let marks: [Unicode.Scalar] = [
    "\u{301}", "\u{20DD}", "\u{FE0F}", "\u{200D}", "\u{3099}", "\u{E0100}", "\u{5B0}", "\u{94D}", "\u{1F3FB}",
  ]
  /// Those that cling to what comes after them.
  private static let prefixes: [Unicode.Scalar] = ["\u{600}", "\u{6DD}", "\u{110BD}"]

  /// Every sign alone, doubled, and next to every mark.
  public static var systematic: [String] {
    signs.flatMap { sign in
      let alone = String(sign)
      let marked = marks.flatMap { mark in ["\(alone)\(mark)x", "a\(alone)\(mark)\(alone)\(mark)", "\(mark)\(alone)"] }
      return [alone, alone + alone, "a\(alone)b"] + marked + prefixes.map { "\($0)\(alone)b" }
    }
  }

  public static func random(using generator: inout some RandomNumberGenerator) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 1...12, using: &generator) {
      let scalar: Unicode.Scalar? =
        switch Int.random(in: 0..<6, using: &generator) {
        case 0, 1: signs.randomElement(using: &generator)
        case 2: marks.randomElement(using: &generator)
        case 3: prefixes.randomElement(using: &generator)
        case 4: Unicode.Scalar(UInt32.random(in: 0x21...0x7E, using: &generator))
        default: Unicode.Scalar(UInt32.random(in: 1...0x2FFFF, using: &generator))
        }
      if let scalar { text.unicodeScalars.append(scalar) }
    }
    return text
  }

  /// Many of both, the same on every run.
  public static var samples: [String] {
    var generator = SeededGenerator(seed: 7)
    return systematic + (0..<1_000).map { _ in random(using: &generator) }
  }
}
