extension Diagram {
  /// What `new` gains and loses against `old`, over the faint picture of what stays.
  public init(changesFrom old: Diagram, to new: Diagram) {
    let edges = Self.changes(from: old.mergedEdges, to: new.mergedEdges)
    let framed = Set(new.groups.flatMap(\.allNodes).map(\.id))
    self.init(
      title: "\(new.title): changes",
      subtitle: [new.place, Self.counts(edges)].filter { !$0.isEmpty }.joined(separator: " · "),
      groups: new.groups.merged(with: old.groups),
      nodes: new.nodes.merged(with: old.nodes.filter { !framed.contains($0.id) }), edges: edges,
      notes: Self.changes(from: old.notes, to: new.notes))
    place = new.place
    omission = new.omission
    collapsesHubs = new.collapsesHubs
    drawsGuardrails = new.drawsGuardrails
    noteChangedMarks(from: old, to: new)
  }

  private static func changes(from old: [Edge], to new: [Edge]) -> [Edge] {
    let before = Dictionary(old.map { ($0.ends, $0) }) { first, _ in first }
    let after = Set(new.map(\.ends))
    let lost = old.filter { !after.contains($0.ends) }.map { $0.marked(.lost) }
    return new.map { edge in before[edge.ends].map { edge.changed(from: $0) } ?? edge.marked(.gained) } + lost
  }

  private static func changes(from old: [Note], to new: [Note]) -> [Note] {
    let before = Set(old.map(\.subject))
    let after = Set(new.map(\.subject))
    let lost = old.filter { !after.contains($0.subject) }
    return new.map { before.contains($0.subject) ? $0 : $0.preceded(by: "gained: ") }
      + lost.map { $0.preceded(by: "lost: ") }
  }

  private static func counts(_ edges: [Edge]) -> String {
    func count(_ kind: Edge.Kind) -> Int { edges.count { $0.kind == kind } }
    let others: [(Edge.Kind, String)] = [(.widened, "widened"), (.narrowed, "narrowed"), (.altered, "altered")]
    let counts = others.filter { count($0.0) > 0 }.map { " · \(count($0.0)) \($0.1)" }.joined()
    return "arrows: \(count(.gained)) gained · \(count(.lost)) lost\(counts) · \(count(.unchanged)) unchanged"
  }

  /// Writes `+ ①` and `− ①` into the nodes that a note speaks of only now, or no longer.
  private mutating func noteChangedMarks(from old: Diagram, to new: Diagram) {
    let (before, after) = (old.subjects, new.subjects)
    let stays = notes.filter { note in [old, new].allSatisfy { $0.notes.map(\.subject).contains(note.subject) } }
    func changed(_ node: Node) -> Node {
      guard let was = before[node.id], let `is` = after[node.id] else { return node }
      var node = node
      for note in stays where was.contains(note.subject) != `is`.contains(note.subject) {
        node.details.append(was.contains(note.subject) ? "− \(note.mark)" : "+ \(note.mark)")
      }
      return node
    }
    mapNodes(changed)
  }

  /// What the notes that speak of a node are about.
  private var subjects: [String: Set<String>] {
    let subjects = Dictionary(notes.map { ($0.mark, $0.subject) }) { first, _ in first }
    let marks = groups.flatMap { $0.effectiveMarks(besides: []) } + nodes.map { ($0.id, $0.marks) }
    return Dictionary(marks.map { ($0.0, Set($0.1.compactMap { subjects[$0] })) }) { first, _ in first }
  }
}

extension Diagram.Edge {
  fileprivate var ends: [String] { [from, to] }

  /// A guardrail stays one, whether it came or went: losing it is no loss of a flow.
  fileprivate func marked(_ change: Kind) -> Self {
    var edge = self
    edge.isMandatory = kind == .mandatory
    edge.kind = kind == .denied ? .denied : change
    let sign = change == .gained ? "+ " : change == .lost ? "− " : ""
    // Dots leave no room for the dashes of what is mandatory.
    let words = change == .lost && edge.isMandatory ? ["mandatory"] : []
    edge.lines = (lines + words).map { sign + $0 }
    return edge
  }

  /// Lines that came bear a plus sign, lines that went a minus sign. Another end is no gain and no loss.
  fileprivate func changed(from old: Self) -> Self {
    let isSame = (kind, traits, access) == (old.kind, old.traits, old.access) && Set(lines) == Set(old.lines)
    guard !isSame else { return marked(.unchanged) }
    let change = change(from: old)
    let places = placeWords(since: old)
    let kept = lines.filter { old.lines.contains($0) || places.isEmpty && limits.environments.contains($0) }
    let came = words(besides: old).map { "+ \($0)" }
    let gone = (old.words(besides: self) + old.traits.filter { !traits.contains($0) }.compactMap(\.words))
      .map { "− \($0)" }
    let status = [mandate, old.mandate].uniqued
    var edge = marked(change)
    edge.lines = kept + came + gone + places + (status.count > 1 ? ["+ \(mandate)", "− \(old.mandate)"] : [])
    if edge.lines == kept, crossings == old.crossings { edge.lines += change.signs.map { "\($0) others" } }
    return edge
  }

  /// By what is open, where that is known: more words may mean less.
  private func change(from old: Self) -> Kind {
    let gains = gains(over: old)
    let losses = old.gains(over: self)
    return gains && losses ? .altered : gains ? .widened : losses ? .narrowed : .unchanged
  }

  private func gains(over old: Self) -> Bool {
    if access != nil || old.access != nil { return (access ?? ArrowAccess()).exceeds(old.access ?? ArrowAccess()) }
    return lines.contains { !old.lines.contains($0) } || !crossings.isSubset(of: old.crossings)
  }

  /// Lines that `other` has not, but for those about environments. Where `other` lets every request through, requests
  /// are a limit.
  private func words(besides other: Self) -> [String] {
    let isLimited = traits.contains(.filtered) && !other.traits.contains(.filtered)
    return lines.filter { !other.lines.contains($0) && !limits.environments.contains($0) }
      .map { isLimited && limits.requests.contains($0) ? "only \($0)" : $0 }
  }

  /// `+ in dev` for environments in which nothing was open, `− in dev` for those in which nothing is any more.
  private func placeWords(since old: Self) -> [String] {
    let (before, after) = (old.access?.environments ?? [], access?.environments ?? [])
    return after.filter { !before.contains($0) }.map { "+ in \($0)" }
      + before.filter { !after.contains($0) }.map { "− in \($0)" }
  }

  private var mandate: String { kind == .mandatory ? "mandatory" : "asked for" }

  private var crossings: Set<Trait> { Set(traits.filter { if case .crossing = $0 { true } else { false } }) }
}

extension Diagram.Edge.Kind {
  /// What stands before the words of a change.
  fileprivate var signs: [String] {
    switch self {
    case .gained, .widened: ["+"]
    case .lost, .narrowed: ["−"]
    case .altered: ["+", "−"]
    case .ordinary, .mandatory, .denied, .unchanged, .witness, .missing: []
    }
  }
}

extension Diagram.Note {
  fileprivate func preceded(by word: String) -> Self {
    var note = self
    note.text = word + text
    return note
  }
}

extension [Diagram.Node] {
  /// These nodes, and those of `others` that are not among them.
  fileprivate func merged(with others: Self) -> Self {
    let ids = Set(map(\.id))
    return self + others.filter { !ids.contains($0.id) }
  }
}

extension [Diagram.Group] {
  fileprivate func merged(with others: Self) -> Self {
    let old = Dictionary(others.map { ($0.id, $0) }) { first, _ in first }
    let ids = Set(map(\.id))
    return map { group in old[group.id].map { group.merged(with: $0) } ?? group }
      + others.filter { !ids.contains($0.id) }
  }
}

extension Diagram.Group {
  fileprivate func merged(with other: Self) -> Self {
    var group = self
    group.nodes = nodes.merged(with: other.nodes)
    group.groups = groups.merged(with: other.groups)
    return group
  }

  fileprivate func effectiveMarks(besides outer: [Diagram.Mark]) -> [(String, [Diagram.Mark])] {
    let all = marks + outer
    return nodes.map { ($0.id, $0.marks + all) } + groups.flatMap { $0.effectiveMarks(besides: all) }
  }
}
