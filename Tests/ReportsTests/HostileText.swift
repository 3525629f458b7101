/// Texts that try to end what they stand in.
enum HostileText {
  static let samples = [
    "", "<", ">", "&", "\"", "'", "</script>", "<!--", "-->", "<script>", "]]>", "\"\u{301}", "<\u{301}b>",
    "&\u{301}lt;",
    "'\u{301} onload=x", "\u{0}", "\u{1F}", "\u{7F}", "\u{85}", "\u{2028}", "\u{2029}", "\u{202E}drow", "\u{FEFF}",
    "\\",
    "\\u003c", "{{", "}}", "{{{script}}}", "{{#flows}}", "{{% CONTENT_TYPE: TEXT}}", "javascript:alert(1)",
    "data:text/html,x",
    "<img src=x onerror=alert(1)>", "</title>", "</style>", "</noscript>", "\" onmouseover=\"x", "\r\n", "\t", "🏴‍☠️",
    "日本語",
    "&#60;", "&lt;", "%3Cscript%3E", "../../etc/passwd", "`id`", "$(id)",
  ]

  static func random(using generator: inout some RandomNumberGenerator) -> String {
    (0..<Int.random(in: 1...4, using: &generator)).compactMap { _ in samples.randomElement(using: &generator) }.joined()
  }
}
