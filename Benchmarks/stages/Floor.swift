import CYaml
import Diagnostics

extension StageClock {
  /// libyaml's bare events over the same bytes, on one core: nothing that reads through it can be faster.
  mutating func timeEvents(of sources: [SourceText]) {
    time("events") { sources.reduce(0) { $0 + Self.eventCount(of: $1) } }
  }

  private static func eventCount(of source: SourceText) -> Int {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { return 0 }
    defer { yaml_parser_delete(&parser) }
    return source.bytes.withUnsafeBufferPointer { bytes in
      yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
      var count = 0
      while true {
        var event = yaml_event_t()
        guard yaml_parser_parse(&parser, &event) == 1 else { return count }
        defer { yaml_event_delete(&event) }
        count += 1
        if event.type == YAML_STREAM_END_EVENT { return count }
      }
    }
  }
}
