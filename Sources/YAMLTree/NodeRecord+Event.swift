import CYaml

extension NodeRecord {
  /// A node that stands where `event` stands, in a text that starts on `firstLine`.
  init(_ kind: Kind, _ event: yaml_event_t, _ firstLine: Int) {
    self.init(
      kind: kind, isPlain: false, next: 0, reference: 0, count: 0,
      startLine: UInt32(truncatingIfNeeded: Int(event.start_mark.line) + firstLine + 1),
      startColumn: UInt32(truncatingIfNeeded: event.start_mark.column + 1), endLine: 0, endColumn: 0)
    end(at: event.end_mark, firstLine)
  }

  mutating func end(at mark: yaml_mark_t, _ firstLine: Int) {
    endLine = UInt32(truncatingIfNeeded: Int(mark.line) + firstLine + 1)
    endColumn = UInt32(truncatingIfNeeded: mark.column + 1)
  }
}
