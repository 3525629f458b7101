// Groups, classes and escapes of Go's regular expressions.

extension GoPatternScanner {
  // MARK: What follows "(?"

  /// Whether the group captures; nil where there is no group, only flags for what follows.
  mutating func groupPrefix() throws(GoPatternFault) -> Bool? {
    if try takeName() { return true }
    var isNegated = false
    var sawFlag = false
    while let scalar = rest.popFirst() {
      switch scalar {
      case "i", "m", "s", "U": sawFlag = true
      case "-" where !isNegated: (isNegated, sawFlag) = (true, false)
      case ":" where !isNegated || sawFlag: return false
      case ")" where !isNegated || sawFlag: return nil
      default: throw .unknownGroup
      }
    }
    throw .unknownGroup
  }

  /// `P<name>` or `<name>`. A look-behind begins alike, and is none.
  private mutating func takeName() throws(GoPatternFault) -> Bool {
    let prefix: [Unicode.Scalar] = rest.first == "P" ? ["P", "<"] : ["<"]
    guard rest.starts(with: prefix) else { return false }
    let tail = rest.dropFirst(prefix.count)
    if prefix.count == 1, let first = tail.first, first == "=" || first == "!" { throw .unknownGroup }
    guard let end = tail.firstIndex(of: ">"), end > tail.startIndex, tail[..<end].allSatisfy(\.isWord) else {
      throw GoPatternFault("the name of a group consists of letters, digits and \"_\", and ends at \">\"")
    }
    rest = rest[(end + 1)...]
    return true
  }

  // MARK: Classes

  mutating func characterClass() throws(GoPatternFault) -> GoPatternNode {
    if rest.first == "^" { rest.removeFirst() }
    var isFirst = true
    while rest.first != "]" || isFirst {
      isFirst = false
      if try takeNamedClass() { continue }
      if rest.first == "\\" {
        rest.removeFirst()
        if try classEscape() { continue }
        try takeRange(from: escapedScalar())
      } else {
        try takeRange(from: classScalar())
      }
    }
    rest.removeFirst()
    return .symbol
  }

  private mutating func takeRange(from first: UInt32) throws(GoPatternFault) {
    guard rest.count >= 2, rest.first == "-", rest.dropFirst().first != "]" else { return }
    rest.removeFirst()
    var last: UInt32
    if rest.first == "\\" {
      rest.removeFirst()
      last = try escapedScalar()
    } else {
      last = try classScalar()
    }
    if last < first { throw GoPatternFault("a range in \"[…]\" ends before it starts") }
  }

  private mutating func classScalar() throws(GoPatternFault) -> UInt32 {
    guard let scalar = rest.popFirst() else { throw GoPatternFault("a \"[\" has no \"]\"") }
    return scalar.value
  }

  /// `[:alpha:]`; false where the bracket stands for itself.
  private mutating func takeNamedClass() throws(GoPatternFault) -> Bool {
    guard rest.count > 2, rest.starts(with: ["[", ":"]) else { return false }
    let tail = rest.dropFirst(2)
    guard let end = tail.indices.dropLast().first(where: { tail[$0] == ":" && tail[$0 + 1] == "]" }) else {
      return false
    }
    let name = tail[..<end]
    guard Self.namedClasses.contains((name.first == "^" ? name.dropFirst() : name).text) else {
      throw GoPatternFault("\"[:\(name.text):]\" is not a class")
    }
    rest = rest[(end + 2)...]
    return true
  }

  private static let namedClasses: Set<String> = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word",
    "xdigit",
  ]

  /// Takes a class such as `\d` or `\p{Greek}` behind a backslash; false, and nothing is taken, where there is none.
  mutating func classEscape() throws(GoPatternFault) -> Bool {
    switch rest.first {
    case "d", "D", "s", "S", "w", "W": rest.removeFirst()
    case "p", "P":
      rest.removeFirst()
      try takeUnicodeClass()
    default: return false
    }
    return true
  }

  private mutating func takeUnicodeClass() throws(GoPatternFault) {
    var name = rest.prefix(1)
    rest = rest.dropFirst()
    if name.first == "{" {
      name = rest.prefix { $0 != "}" }
      guard name.endIndex < rest.endIndex else { throw GoPatternFault("\"\\p{\" has no \"}\"") }
      rest = rest[(name.endIndex + 1)...]
    }
    if name.first == "^" { name.removeFirst() }
    guard Self.unicodeClasses.contains(name.text) else {
      throw GoPatternFault("\"\(name.text)\" is not a Unicode class that every agent knows")
    }
  }

  // MARK: Single characters

  /// The character behind a backslash.
  mutating func escapedScalar() throws(GoPatternFault) -> UInt32 {
    guard let scalar = rest.popFirst() else { throw GoPatternFault("it ends in a backslash") }
    switch scalar {
    case "1"..."7" where rest.first?.isOctal ?? false: return octal(from: scalar)
    case "0": return octal(from: scalar)
    case "x": return try hexadecimal()
    case "a": return 7
    case "f": return 12
    case "n": return 10
    case "r": return 13
    case "t": return 9
    case "v": return 11
    case _ where scalar == "_" || scalar.isASCII && !scalar.isWord: return scalar.value
    default: throw GoPatternFault("\"\\\(scalar)\" is not an escape that Go knows")
    }
  }

  /// Up to three digits.
  private mutating func octal(from first: Unicode.Scalar) -> UInt32 {
    var value = first.value - 48
    for _ in 0..<2 {
      guard let digit = rest.first, digit.isOctal else { break }
      value = value * 8 + digit.value - 48
      rest.removeFirst()
    }
    return value
  }

  private mutating func hexadecimal() throws(GoPatternFault) -> UInt32 {
    let fault = GoPatternFault("\"\\x\" needs two hexadecimal digits, or some in braces")
    guard rest.first == "{" else {
      let digits = rest.prefix(2)
      guard digits.count == 2, let value = digits.hexadecimal else { throw fault }
      rest = rest.dropFirst(2)
      return value
    }
    let digits = rest.dropFirst().prefix { $0 != "}" }
    guard digits.endIndex < rest.endIndex, let value = digits.hexadecimal, value <= 0x10FFFF else { throw fault }
    rest = rest[(digits.endIndex + 1)...]
    return value
  }
}

extension GoPatternFault {
  fileprivate static var unknownGroup: GoPatternFault {
    GoPatternFault("Go has no look-around and no conditions: \"(?\" begins a group, a name or the flags \"imsU\"")
  }
}

extension Unicode.Scalar {
  fileprivate var isOctal: Bool { ("0"..."7").contains(self) }

  /// An ASCII letter or digit, or `_`.
  fileprivate var isWord: Bool {
    ("a"..."z").contains(self) || ("A"..."Z").contains(self) || ("0"..."9").contains(self) || self == "_"
  }
}

extension ArraySlice<Unicode.Scalar> {
  fileprivate var text: String { String(String.UnicodeScalarView(self)) }

  /// Nil without digits, with anything else among them, and beyond every character.
  fileprivate var hexadecimal: UInt32? {
    guard !isEmpty, allSatisfy({ $0.isASCII && $0.properties.isASCIIHexDigit }) else { return nil }
    let significant = drop { $0 == "0" }
    return significant.isEmpty ? 0 : significant.count > 6 ? nil : UInt32(significant.text, radix: 16)
  }
}
