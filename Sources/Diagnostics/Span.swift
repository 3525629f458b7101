/// A place in a text: line and column count from 1, columns in Unicode scalars.
public struct Position: Hashable, Comparable, Sendable {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public static func < (left: Position, right: Position) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// A stretch of one source text, from `start` up to but not including `end`.
public struct Span: Sendable {
  public let source: SourceText
  public let start: Position
  public let end: Position

  public init(source: SourceText, start: Position, end: Position) {
    self.source = source
    self.start = start
    self.end = max(start, end)
  }

  /// The very beginning of `source`: for findings about a whole file.
  public init(startOf source: SourceText) {
    let start = Position(line: 1, column: 1)
    self.init(source: source, start: start, end: start)
  }

  /// The last line that has a part in the span: `end` may be the very beginning of the line after it.
  public var lastLine: Int { end.column == 1 && end.line > start.line ? end.line - 1 : end.line }

  /// `file:line:column`, the form that editors and terminals turn into a link.
  public var location: String { "\(source.path):\(start.line):\(start.column)" }
}

extension Span {
  /// Byte by byte: two names that look alike are two files.
  private func isInSameFile(as other: Span) -> Bool {
    source === other.source || source.path.isExactly(other.source.path)
  }
}

extension Span: Hashable {
  public static func == (left: Span, right: Span) -> Bool {
    left.start == right.start && left.end == right.end && left.isInSameFile(as: right)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(source.path)
    hasher.combine(start)
  }
}

extension Span: Comparable {
  public static func < (left: Span, right: Span) -> Bool {
    if !left.isInSameFile(as: right) {
      return left.source.path.utf8.lexicographicallyPrecedes(right.source.path.utf8)
    }
    return (left.start, left.end) < (right.start, right.end)
  }
}

/// A value together with the place where somebody wrote it.
public struct Located<Value> {
  public let value: Value
  public let span: Span

  public init(_ value: Value, at span: Span) {
    self.value = value
    self.span = span
  }

  /// The same place with what `transform` makes of the value.
  public func map<Other>(_ transform: (Value) throws -> Other) rethrows -> Located<Other> {
    Located<Other>(try transform(value), at: span)
  }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
