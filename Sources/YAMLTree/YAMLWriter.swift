import CYaml
import Diagnostics

extension YAMLValue {
  /// The value as a YAML document: block style, equal text for equal values.
  public var text: String { Self.text(of: CollectionOfOne(self)) }

  /// Values as the documents of one YAML stream.
  public static func text(of documents: some Sequence<YAMLValue>) -> String {
    let writer = YAMLWriter()
    for document in documents { writer.write(document) }
    return writer.finish()
  }
}

/// Writes documents through libyaml's emitter, which can fail for want of memory only.
private final class YAMLWriter {
  private let emitter = UnsafeMutablePointer<yaml_emitter_t>.allocate(capacity: 1)
  private let output = Output()

  /// What the emitter has written so far.
  private final class Output {
    var bytes: [UInt8] = []
  }

  init() {
    yaml_emitter_initialize(emitter)
    let sink = Unmanaged.passUnretained(output).toOpaque()
    yaml_emitter_set_output(
      emitter,
      { sink, bytes, count in
        guard let sink else { return 0 }
        let output = Unmanaged<Output>.fromOpaque(sink).takeUnretainedValue()
        output.bytes.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
        return 1
      }, sink)
    yaml_emitter_set_encoding(emitter, YAML_UTF8_ENCODING)
    yaml_emitter_set_unicode(emitter, 1)
    yaml_emitter_set_indent(emitter, 2)
    yaml_emitter_set_width(emitter, -1)
    yaml_emitter_set_break(emitter, YAML_LN_BREAK)
    emit { yaml_stream_start_event_initialize($0, YAML_UTF8_ENCODING) }
  }

  deinit {
    yaml_emitter_delete(emitter)
    emitter.deallocate()
  }

  func write(_ document: YAMLValue) {
    emit { yaml_document_start_event_initialize($0, nil, nil, nil, 1) }
    writeNode(document)
    emit { yaml_document_end_event_initialize($0, 1) }
  }

  func finish() -> String {
    emit { yaml_stream_end_event_initialize($0) }
    yaml_emitter_flush(emitter)
    return String(decoding: output.bytes, as: UTF8.self).withUnseenEscaped
  }

  private func writeNode(_ value: YAMLValue) {
    switch value {
    case .string(let text): writeText(text)
    case .integer(let number): writeScalar(String(number), style: YAML_PLAIN_SCALAR_STYLE)
    case .boolean(let flag): writeScalar(flag ? "true" : "false", style: YAML_PLAIN_SCALAR_STYLE)
    case .sequence(let elements):
      emit { yaml_sequence_start_event_initialize($0, nil, nil, 1, YAML_BLOCK_SEQUENCE_STYLE) }
      for element in elements { writeNode(element) }
      emit { yaml_sequence_end_event_initialize($0) }
    case .mapping(let entries):
      emit { yaml_mapping_start_event_initialize($0, nil, nil, 1, YAML_BLOCK_MAPPING_STYLE) }
      for entry in entries {
        writeText(entry.key)
        writeNode(entry.value)
      }
      emit { yaml_mapping_end_event_initialize($0) }
    }
  }

  private func writeText(_ text: String) {
    writeScalar(text, style: text.isTextWithoutQuotes ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE)
  }

  private func writeScalar(_ text: String, style: yaml_scalar_style_t) {
    var text = text
    text.withUTF8 { bytes in
      // An empty string may have no address at all, and libyaml wants one.
      let empty: UInt8 = 0
      withUnsafePointer(to: empty) { nothing in
        let start = bytes.baseAddress ?? nothing
        emit { yaml_scalar_event_initialize($0, nil, nil, start, Int32(truncatingIfNeeded: bytes.count), 1, 1, style) }
      }
    }
  }

  /// The emitter takes ownership of the event.
  private func emit(_ initialize: (UnsafeMutablePointer<yaml_event_t>) -> Int32) {
    var event = yaml_event_t()
    guard initialize(&event) == 1 else { return }
    yaml_emitter_emit(emitter, &event)
  }
}
