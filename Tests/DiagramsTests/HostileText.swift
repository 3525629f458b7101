/// Texts that try to be more than text.
enum HostileText {
  static let samples = [
    "", " ", "\"", "\\", "\\\\", "a\\", "\\N", "\\G", "\\l", "\\E\\T\\H\\r\\n", "\"]; evil [label=\"", "a\" -> \"b",
    "<b>bold</b>",
    "<TABLE>", "</TABLE>", "</FONT>", "<IMG SRC=\"/etc/passwd\"/>", "&lt;", "&amp;", "&#60;", "&quot;", "&", "<!-- -->",
    "]]>",
    "<![CDATA[x]]>", "a\nb", "a\r\nb", "a\tb", "nul\u{0}byte", "\"\u{301}", "\\\u{301}N", "&\u{301}lt;", "<\u{301}b>",
    "\u{202E}drow",
    "\u{200B}", "🏴‍☠️ pirates", "日本語", "{a|b}", "<port>", "/* c */", "// c", "# c", "}", "{", ";", "a:b:n", "a+b", "%20",
    "~41", "strict digraph {", "subgraph cluster_x {", "javascript:alert(1)", "\u{1B}[31mred", "\u{FFFE}", "\u{85}",
    "\u{2028}", "\u{7F}", "\u{2066}x", "\u{FEFF}", "\u{3164}", "\u{34F}", "\u{E0041}",
    "cluster_", "label", "=", ",", "--", "->", "{x,y}", "$(id)", "`id`",
  ]

  /// Pieces of the samples in random order.
  static func random(using generator: inout some RandomNumberGenerator) -> String {
    let pieces = (0..<Int.random(in: 0...4, using: &generator)).compactMap { _ in
      samples.randomElement(using: &generator)
    }
    return pieces.joined()
  }
}

/// The same numbers on every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 2 &+ 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
}
