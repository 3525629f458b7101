extension String {
  /// The text in lines of at most `width` characters, broken after separators where there are any, at most `limit` lines.
  func wrapped(width: Int = 22, limit: Int = 4) -> [String] {
    var lines: [String] = []
    var rest = Substring(self)
    while rest.count > width, lines.count + 1 < limit {
      let cut = rest.lineEnd(within: width)
      lines.append(String(rest[..<cut]).trimmingSpaces)
      rest = rest[cut...]
    }
    return lines + [String(rest).trimmingSpaces.shortened(to: width)]
  }

  /// The text, or its beginning and an ellipsis.
  func shortened(to width: Int) -> String {
    count <= width ? self : prefix(max(0, width - 1)) + "…"
  }

  private var trimmingSpaces: String {
    var text = Substring(self)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

extension Substring {
  /// Behind the last separator in the first `width` characters, unless that leaves a stub.
  fileprivate func lineEnd(within width: Int) -> Index {
    let end = index(startIndex, offsetBy: width, limitedBy: endIndex) ?? endIndex
    let stub = index(startIndex, offsetBy: width / 3, limitedBy: endIndex) ?? endIndex
    let separator = self[..<end].lastIndex { " -./_:,".contains($0) }
    guard let separator, separator > stub else { return end }
    return index(after: separator)
  }
}

/// The first `limit` of `items`, and in words how many more there are.
func abridged(_ items: [String], to limit: Int) -> [String] {
  items.count <= limit ? items : items.prefix(max(0, limit - 1)) + ["+\(items.count - max(0, limit - 1)) more"]
}

extension [String] {
  /// `a, b and c`
  var listed: String {
    guard let last, count > 1 else { return first ?? "" }
    return "\(dropLast().joined(separator: ", ")) and \(last)"
  }

  /// Names in one line, what they begin with said once: `shop-{dev,prod}`.
  var braced: String {
    guard let first, count > 1 else { return first ?? "" }
    let prefix = dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    guard prefix.count > 2 else { return joined(separator: ", ") }
    return "\(prefix){\(map { String($0.dropFirst(prefix.count)) }.joined(separator: ","))}"
  }
}

extension String {
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
