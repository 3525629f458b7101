import CYaml
import Diagnostics

/// Builds trees from libyaml's events, one document after the other.
struct YAMLComposer {
  let source: SourceText
  let limits: YAMLLimits
  private(set) var documents: [YAMLDocument] = []
  private(set) var findings: [Diagnostic] = []

  private var records: [NodeRecord] = []
  private var text: [UInt8] = []
  private var open: [OpenCollection] = []
  private var anchors: [String: Anchor] = [:]
  /// Whether the document has one somewhere.
  private var hasMergeKey = false
  /// Findings about tags, for whoever reads the document and has no use for them.
  private var tags: [Diagnostic] = []
  private static let tagLimit = 20
  /// Nodes that a visitor meets when it follows the aliases, beyond those that stand in the text.
  private var aliasedNodes = 0
  /// How many nodes all documents may have, and what those that are done have taken of it.
  private let totalLimit: Int
  private var taken = 0
  private let documentCost: Int
  private var isFull = false
  private var isBroken = false
  /// Where the part of the text that is being parsed starts, and where the last thing in it stood that could be read.
  private var firstLine: Int
  private var lastLine = 0

  /// A collection whose end has not come yet.
  private struct OpenCollection {
    let record: Int
    var children = 0
    let visitsBefore: Int
    let anchor: String?
  }

  /// A node that aliases can name, with the nodes below it; `visits` is nil while the node is still open.
  private struct Anchor {
    let record: Int
    var visits: Int?
  }

  /// - Parameters:
  ///   - firstLine: how many lines of the source stand before the text.
  ///   - partLimit: how many nodes the text may have when it is a part of the source.
  init(source: SourceText, limits: YAMLLimits, firstLine: Int = 0, partLimit: Int? = nil) {
    self.source = source
    self.limits = limits
    totalLimit = partLimit ?? YAMLLimits.nodes(in: source.bytes.count)
    documentCost = partLimit == nil ? YAMLLimits.documentCost : 0
    self.firstLine = firstLine
  }

  /// Reads every document. One that is broken is left out, and reading goes on behind the next line `---`.
  mutating func composeStream(of input: ArraySlice<UInt8>) {
    var rest = input
    composeDocuments(of: rest)
    while isBroken, !isFull, let next = DocumentStart(in: rest, after: lastLine) {
      rest = rest[next.index...]
      firstLine += next.line
      lastLine = 0
      isBroken = false
      open = []
      composeDocuments(of: rest)
    }
  }

  private mutating func composeDocuments(of input: ArraySlice<UInt8>) {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { return }
    defer { yaml_parser_delete(&parser) }
    input.withUnsafeBufferPointer { buffer in
      yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
      yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
      var isDone = false
      while !isDone && !isBroken {
        var event = yaml_event_t()
        guard yaml_parser_parse(&parser, &event) == 1 else {
          reportFailure(of: parser)
          isBroken = true
          return
        }
        isDone = event.type == YAML_STREAM_END_EVENT
        lastLine = Int(event.start_mark.line)
        take(event)
        yaml_event_delete(&event)
      }
    }
  }

  private mutating func take(_ event: yaml_event_t) {
    switch event.type {
    case YAML_DOCUMENT_START_EVENT: startDocument()
    case YAML_DOCUMENT_END_EVENT: endDocument()
    case YAML_SCALAR_EVENT: addScalar(event)
    case YAML_SEQUENCE_START_EVENT: start(.sequence, event, anchor: event.data.sequence_start.anchor)
    case YAML_MAPPING_START_EVENT: start(.mapping, event, anchor: event.data.mapping_start.anchor)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: endCollection(event)
    case YAML_ALIAS_EVENT: addAlias(event)
    default: break
    }
  }

  private mutating func startDocument() {
    records = []
    text = []
    // About what a manifest has; an array that grows is in memory twice.
    if documents.isEmpty, source.bytes.count < 1 << 16 { records.reserveCapacity(source.bytes.count / 12) }
    anchors = [:]
    hasMergeKey = false
    tags = []
    aliasedNodes = 0
  }

  private mutating func endDocument() {
    guard !records.isEmpty else { return }
    let storage = YAMLStorage(source: source, records: records, text: text)
    documents.append(YAMLDocument(root: YAMLNode(storage: storage, index: 0), tags: tags))
    taken += records.count + documentCost
  }

  // MARK: Nodes

  private mutating func addScalar(_ event: yaml_event_t) {
    let scalar = event.data.scalar
    var record = NodeRecord(.scalar, event, firstLine)
    let tag = checkTag(scalar.tag, event)
    record.isPlain = tag?.makesPlain ?? (scalar.style == YAML_PLAIN_SCALAR_STYLE)
    let start = text.count
    record.reference = UInt32(truncatingIfNeeded: start)
    text.append(contentsOf: UnsafeBufferPointer(start: scalar.value, count: scalar.length))
    if let tag, !tag.replaceText(from: start, in: &text) {
      stop(.invalidYAML, "the tag \"\(tag.name)\" does not fit its value", event, help: YAMLTag.remedy)
    }
    if record.isPlain, limits.allowsAliases, isKeyNext { text.replaceServerKey(from: start) }
    record.count = UInt32(truncatingIfNeeded: text.count) - record.reference
    let index = append(record)
    if let name = anchorName(scalar.anchor, event) { anchors[name] = Anchor(record: index, visits: 1) }
    checkMergeKey(record)
  }

  /// Whether the next node is a key.
  private var isKeyNext: Bool {
    guard let parent = open.last else { return false }
    return records[parent.record].kind == .mapping && parent.children.isMultiple(of: 2)
  }

  private mutating func checkTag(_ tag: UnsafeMutablePointer<UInt8>?, _ event: yaml_event_t) -> YAMLTag? {
    guard let tag = tag.map({ YAMLTag(String(cString: $0)) }) else { return nil }
    if tags.count < Self.tagLimit {
      let span = NodeRecord(.scalar, event, firstLine).span(in: source)
      tags.append(
        Diagnostic(
          .anchorOrMergeKey, "a tag (\"\(tag.name)\") is not part of this format", at: span, help: YAMLTag.remedy))
    }
    return tag
  }

  private mutating func start(_ kind: NodeRecord.Kind, _ event: yaml_event_t, anchor: UnsafeMutablePointer<UInt8>?) {
    guard open.count < limits.depth else {
      isBroken = true
      reportNesting(at: NodeRecord(.scalar, event, firstLine).span(in: source))
      return
    }
    _ = checkTag(kind == .sequence ? event.data.sequence_start.tag : event.data.mapping_start.tag, event)
    let visitsBefore = visits
    let index = append(NodeRecord(kind, event, firstLine))
    let name = anchorName(anchor, event)
    if let name { anchors[name] = Anchor(record: index, visits: nil) }
    open.append(OpenCollection(record: index, visitsBefore: visitsBefore, anchor: name))
  }

  private mutating func endCollection(_ event: yaml_event_t) {
    guard let collection = open.popLast() else { return }
    let children = collection.children
    records[collection.record].count = UInt32(truncatingIfNeeded: children)
    records[collection.record].next = UInt32(truncatingIfNeeded: records.count)
    records[collection.record].end(at: event.end_mark, firstLine)
    let isMapping = records[collection.record].kind == .mapping
    if isMapping { findings += DuplicateKeys(of: collection.record, in: records, text).findings(in: source) }
    let record = isMapping ? merge(into: collection.record, event) : collection.record
    if let anchor = collection.anchor, anchors[anchor]?.record == collection.record {
      let visitsInside = visits - collection.visitsBefore
      anchors[anchor] = Anchor(record: record, visits: visitsInside)
    }
  }

  /// Follows the merge keys of a mapping: what it means stands behind it then, and an alias in its place.
  ///
  /// - Returns: the record of what it means.
  private mutating func merge(into mapping: Int, _ event: yaml_event_t) -> Int {
    guard hasMergeKey, let merged = MergedMapping.records(of: mapping, in: records, text) else { return mapping }
    guard !merged.isEmpty else {
      stop(.invalidYAML, "a merge key (\"<<\") takes a mapping, or a list of mappings", event)
      return mapping
    }
    let place = records.count
    records += merged
    records[mapping].kind = .alias
    records[mapping].reference = UInt32(truncatingIfNeeded: place)
    records[mapping].next = UInt32(truncatingIfNeeded: records.count)
    if visits > limits.nodes || taken + records.count > totalLimit {
      isFull = true
      stop(.documentTooLarge, "the document has too many nodes once its merge keys are followed", event)
    }
    return place
  }

  private mutating func addAlias(_ event: yaml_event_t) {
    let name = event.data.alias.anchor.map { String(cString: $0) } ?? ""
    guard limits.allowsAliases else {
      stop(.anchorOrMergeKey, "an alias (\"*\(name)\") is not part of this format", event, help: Self.noAnchors)
      return
    }
    guard let anchor = anchors[name] else {
      stop(.invalidYAML, "no anchor \"\(name)\" comes before this alias", event)
      return
    }
    guard let visits = anchor.visits else {
      stop(.invalidYAML, "the alias \"\(name)\" stands inside the node that it names", event)
      return
    }
    aliasedNodes += visits
    var record = NodeRecord(.alias, event, firstLine)
    record.reference = UInt32(truncatingIfNeeded: anchor.record)
    append(record)
  }

  @discardableResult private mutating func append(_ record: NodeRecord) -> Int {
    let index = records.count
    // Room that is not used costs nothing; an array that grows is in memory twice.
    if index == 1 << 20 { records.reserveCapacity(min(totalLimit, limits.nodes)) }
    records.append(record)
    records[index].next = UInt32(truncatingIfNeeded: index + 1)
    if !open.isEmpty { open[open.count - 1].children += 1 }
    if visits > limits.nodes || text.count > UInt32.max {
      stop(.documentTooLarge, "the document has more than \(limits.nodes) nodes once its aliases are followed", record)
    } else if taken + records.count > totalLimit {
      isFull = true
      stop(.documentTooLarge, "the file has more values and documents than a file of its size may have", record)
    }
    return index
  }

  private var visits: Int { records.count + aliasedNodes }

  // MARK: Findings

  private static let noAnchors =
    "write the value out; anchors, aliases and merge keys hide from reviewers what a file says"

  private mutating func anchorName(_ anchor: UnsafeMutablePointer<UInt8>?, _ event: yaml_event_t) -> String? {
    guard let anchor else { return nil }
    let name = String(cString: anchor)
    if !limits.allowsAliases {
      stop(.anchorOrMergeKey, "an anchor (\"&\(name)\") is not part of this format", event, help: Self.noAnchors)
    }
    return name
  }

  private mutating func checkMergeKey(_ record: NodeRecord) {
    guard record.isPlain, record.count == 2, text.suffix(2).elementsEqual("<<".utf8),
      let parent = open.last, records[parent.record].kind == .mapping, parent.children % 2 == 1
    else { return }
    hasMergeKey = true
    guard !limits.allowsAliases else { return }
    stop(.anchorOrMergeKey, "merge keys (\"<<\") are not part of this format", record, help: Self.noAnchors)
  }

  private mutating func stop(_ code: DiagnosticCode, _ message: String, _ event: yaml_event_t, help: String? = nil) {
    stop(code, message, NodeRecord(.scalar, event, firstLine), help: help)
  }

  private mutating func stop(_ code: DiagnosticCode, _ message: String, _ record: NodeRecord, help: String? = nil) {
    isBroken = true
    findings.append(Diagnostic(code, message, at: record.span(in: source), help: help))
  }

  private mutating func reportNesting(at span: Span) {
    findings.append(Diagnostic(.nestingTooDeep, "collections nest deeper than \(limits.depth) levels", at: span))
  }

  private mutating func reportFailure(of parser: yaml_parser_t) {
    let problem = parser.problem.map { String(cString: $0) } ?? "this cannot be read"
    let mark = parser.error == YAML_READER_ERROR ? parser.mark : parser.problem_mark
    let place = Position(line: Int(mark.line) + firstLine + 1, column: Int(mark.column) + 1)
    // It looks ahead, and gives up in words of its own before the limit is met here.
    if problem.begins(with: "Maximum nesting level") {
      return reportNesting(at: Span(source: source, start: place, end: place))
    }
    var notes: [Note] = []
    if let context = parser.context {
      let start = Position(
        line: Int(parser.context_mark.line) + firstLine + 1, column: Int(parser.context_mark.column) + 1)
      notes = [Note(String(cString: context), at: Span(source: source, start: start, end: start))]
    }
    findings.append(
      Diagnostic(
        .invalidYAML, "not valid YAML: \(problem)", at: Span(source: source, start: place, end: place), notes: notes,
        help: YAMLProblem(problem, context: parser.context.map { String(cString: $0) }, at: place, in: source).help))
  }
}
