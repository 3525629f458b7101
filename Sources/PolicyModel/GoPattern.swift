/// A regular expression as Go's package `regexp` takes it, judged by its syntax alone.
///
/// Cilium's agents compile the method and path of each HTTP rule with that package, and refuse the whole policy where one
/// does not compile. (CILV-5; go.dev/s/re2syntax, `regexp/syntax` of Go 1.22 to 1.27)
public enum GoPattern {
  /// Why Go does not compile `text`; nil when it does.
  ///
  /// Names of Unicode classes count as far as every release since 1.22 knows them.
  public static func fault(in text: String) -> String? {
    var scanner = GoPatternScanner(text)
    do {
      try scanner.run()
      return nil
    } catch {
      return error.reason
    }
  }
}

/// What is wrong with a pattern, as the end of a sentence.
struct GoPatternFault: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// Reads a pattern from left to right; groups that are open lie on a stack, so that no nesting is too deep for it.
struct GoPatternScanner {
  var rest: ArraySlice<Unicode.Scalar>
  private var groups: [GoPatternGroup] = [GoPatternGroup(captures: false)]
  /// Whether the last token was a repetition, which cannot be repeated itself.
  private var isRepeated = false

  init(_ text: String) { rest = Array(text.unicodeScalars)[...] }

  mutating func run() throws(GoPatternFault) {
    while let scalar = rest.popFirst() {
      let repeats = try take(scalar)
      isRepeated = repeats
    }
    guard groups.count == 1 else { throw GoPatternFault("a \"(\" has no \")\"") }
    try check(close())
  }

  /// - Returns: whether the token is a repetition.
  private mutating func take(_ scalar: Unicode.Scalar) throws(GoPatternFault) -> Bool {
    switch scalar {
    case "(": try openGroup()
    case ")":
      guard groups.count > 1 else { throw GoPatternFault("a \")\" has no \"(\"") }
      try push(close())
    case "|": top.endAlternative()
    case "*", "+", "?":
      try repeated(scalar == "*" ? .star : .atMostOnceMore, "\(scalar)")
      return true
    case "{":
      guard let count = try countedRepetition() else {
        try push(.literal)
        return false
      }
      try repeated(count, "{\(count)}")
      return true
    case "[": try push(characterClass())
    case "\\": try takeEscape()
    case "^", "$", ".": try push(.symbol)
    default: try push(.literal)
    }
    return false
  }

  // MARK: Groups

  private var top: GoPatternGroup {
    get { groups[groups.count - 1] }
    set { groups[groups.count - 1] = newValue }
  }

  private mutating func openGroup() throws(GoPatternFault) {
    guard rest.first == "?" else {
      groups.append(GoPatternGroup(captures: true))
      return
    }
    rest.removeFirst()
    if let captures = try groupPrefix() { groups.append(GoPatternGroup(captures: captures)) }
  }

  private mutating func close() -> GoPatternNode {
    let node = top.node
    if groups.count > 1 { groups.removeLast() }
    return node
  }

  private mutating func push(_ node: GoPatternNode) throws(GoPatternFault) {
    try check(node)
    top.push(node)
  }

  private func check(_ node: GoPatternNode) throws(GoPatternFault) {
    if node.height > GoPatternNode.heightLimit { throw GoPatternFault("it nests too deeply") }
    if node.size > GoPatternNode.sizeLimit { throw GoPatternFault("it is too large") }
  }

  // MARK: Repetitions

  private mutating func repeated(_ count: GoRepetition, _ text: String) throws(GoPatternFault) {
    if rest.first == "?" { rest.removeFirst() }
    if isRepeated { throw GoPatternFault("\"\(text)\" repeats a repetition") }
    guard let argument = top.last else { throw GoPatternFault("\"\(text)\" has nothing before it to repeat") }
    let node = argument.repeated(count)
    try check(node)
    if count.isAtLeastTwo, node.copies > GoRepetition.limit {
      throw GoPatternFault("\"\(text)\" makes more than \(GoRepetition.limit) copies with what it repeats")
    }
    top.last = node
  }

  /// The counts between braces, which are removed; nil, and nothing is removed, where the brace stands for itself.
  private mutating func countedRepetition() throws(GoPatternFault) -> GoRepetition? {
    var ahead = rest
    guard let least = ahead.popNumber() else { return nil }
    var most: Int? = least
    if ahead.first == "," {
      ahead.removeFirst()
      most = nil
      if ahead.first != "}" {
        guard let number = ahead.popNumber() else { return nil }
        most = number
      }
    }
    guard ahead.popFirst() == "}" else { return nil }
    rest = ahead
    let count = GoRepetition(least: least, most: most)
    if max(least, most ?? 0) > GoRepetition.limit {
      throw GoPatternFault("\"{\(count)}\" repeats more than \(GoRepetition.limit) times")
    }
    if let most, most < least { throw GoPatternFault("\"{\(count)}\" ends before it starts") }
    return count
  }

  // MARK: Escapes

  private mutating func takeEscape() throws(GoPatternFault) {
    switch rest.first {
    case "A", "b", "B", "z":
      rest.removeFirst()
      try push(.symbol)
    case "Q":
      rest.removeFirst()
      try takeQuotation()
    default: try push(try classEscape() ? .symbol : literalEscape())
    }
  }

  /// Everything up to `\E`, or to the end, stands for itself.
  private mutating func takeQuotation() throws(GoPatternFault) {
    while let scalar = rest.popFirst() {
      if scalar == "\\", rest.first == "E" {
        rest.removeFirst()
        return
      }
      try push(.literal)
    }
  }

  private mutating func literalEscape() throws(GoPatternFault) -> GoPatternNode {
    _ = try escapedScalar()
    return .literal
  }
}

/// What is known of a part of a pattern: enough to tell whether all of it is within Go's limits.
struct GoPatternNode {
  static let heightLimit = 1000
  /// Instructions in 128 MB.
  static let sizeLimit = (128 << 20) / 40

  /// Of the tree, a leaf has 1.
  var height = 1
  /// In instructions.
  var size = 1
  /// How many copies the counted repetitions in it make of something, at most; 0 without any.
  var copies = 0
  /// Whether it is a piece of text, which grows together with its neighbours.
  var isLiteral = false

  static let symbol = GoPatternNode()
  static let literal = GoPatternNode(isLiteral: true)

  func repeated(_ count: GoRepetition) -> GoPatternNode {
    GoPatternNode(height: height + 1, size: count.size(of: size), copies: count.copies(of: copies))
  }

  var captured: GoPatternNode { GoPatternNode(height: height + 1, size: size + 2, copies: copies) }
}

/// How often something occurs.
struct GoRepetition: CustomStringConvertible {
  static let limit = 1000
  static let star = GoRepetition(least: 0, most: nil, isCounted: false)
  static let atMostOnceMore = GoRepetition(least: 1, most: nil, isCounted: false)

  let least: Int
  /// Nil without a limit.
  let most: Int?
  var isCounted = true

  var isAtLeastTwo: Bool { isCounted && max(least, most ?? 0) >= 2 }

  /// As between braces.
  var description: String { most == least ? "\(least)" : "\(least),\(most.map(String.init) ?? "")" }

  func size(of part: Int) -> Int {
    guard let most else { return least == 0 ? part + 2 : least * part + 1 }
    return max(1, most * part + most - least)
  }

  func copies(of part: Int) -> Int {
    guard isCounted else { return part }
    if most == 0 { return 0 }
    let times = most ?? least
    return times == 0 ? part : times * max(1, part)
  }
}

/// A group that is still open, or the whole pattern.
struct GoPatternGroup {
  let captures: Bool
  private var alternatives = GoPatternParts()
  private var parts = GoPatternParts()
  /// The part that a repetition would be about.
  var last: GoPatternNode?

  init(captures: Bool) { self.captures = captures }

  mutating func push(_ node: GoPatternNode) {
    if let last { parts.add(last) }
    last = node
  }

  mutating func endAlternative() {
    if let last { parts.add(last) }
    alternatives.add(parts.node(perJoint: 0))
    parts = GoPatternParts()
    last = nil
  }

  /// The group once it is closed.
  var node: GoPatternNode {
    var group = self
    group.endAlternative()
    let node = group.alternatives.node(perJoint: 1)
    return captures ? node.captured : node
  }
}

/// Parts that stand one after the other, or beside each other.
private struct GoPatternParts {
  private var count = 0
  private var whole = GoPatternNode(height: 1, size: 0, copies: 0)

  mutating func add(_ node: GoPatternNode) {
    if count == 0 || !(whole.isLiteral && node.isLiteral) { count += 1 }
    whole.height = max(whole.height, node.height)
    whole.size += node.size
    whole.copies = max(whole.copies, node.copies)
    whole.isLiteral = node.isLiteral
  }

  func node(perJoint size: Int) -> GoPatternNode {
    guard count > 1 else { return GoPatternNode(height: whole.height, size: max(1, whole.size), copies: whole.copies) }
    return GoPatternNode(height: whole.height + 1, size: whole.size + (count - 1) * size, copies: whole.copies)
  }
}

extension ArraySlice<Unicode.Scalar> {
  /// A decimal number without leading zeros, as far as it is below a hundred millions; nothing is removed without one.
  fileprivate mutating func popNumber() -> Int? {
    let digits = prefix { ("0"..."9").contains($0) }
    guard let first = digits.first, digits.count == 1 || first != "0" else { return nil }
    removeFirst(digits.count)
    return digits.reduce(0) { number, digit in Swift.min(number * 10 + Int(digit.value) - 48, 100_000_000) }
  }
}
