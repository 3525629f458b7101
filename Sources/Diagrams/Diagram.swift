public import GraphFormat

/// What is drawn: boxes, arrows and words, free of any drawing program's syntax.
///
/// Every text may come from strangers; nothing in it can become syntax, however it is drawn.
public struct Diagram: Hashable, Sendable {
  public var title: String
  /// What the picture is about in small type: the environment, how many of what.
  public var subtitle: String
  public var groups: [Group]
  /// Nodes outside all groups.
  public var nodes: [Node]
  public var edges: [Edge]
  /// Flows that are said in words because their arrows would drown the picture.
  public var notes: [Note]
  /// The environments that the graph or the part of it lives in, in words.
  var place = ""
  /// What is not drawn although it is there, in words.
  public var omission = ""
  /// Sentences below the notes that concern no node in particular.
  var remarks: [String] = []
  /// By node, what the arrows that lead to it say in common; the node says it instead.
  var sharedLabels: [String: [String]] = [:]
  /// Whether arrows lead from left to right even between bare nodes: wide names take less room in a picture without ports.
  public var isSideways = false
  /// Whether the arrows of the busiest nodes become marks.
  var collapsesHubs = false
  /// Whether it had frames and lost them.
  var isUnframed = false
  /// Whether guardrails on crowds stay arrows.
  var drawsGuardrails = false
  /// Whether some did.
  var hasHubs = false
  /// Whether whoever asked for it can ask for less: `diagram` can, `access` cannot.
  var offersViews = true

  public init(
    title: String, subtitle: String = "", groups: [Group] = [], nodes: [Node] = [], edges: [Edge] = [],
    notes: [Note] = []
  ) {
    self.title = title
    self.subtitle = subtitle
    self.groups = groups
    self.nodes = nodes
    self.edges = edges
    self.notes = notes
  }

  /// Every node, those of groups first.
  public var allNodes: [Node] { groups.flatMap(\.allNodes) + nodes }

  /// Says of which state of the graph it is.
  public mutating func state(revision: String) {
    subtitle = [subtitle, "revision \(revision)"].filter { !$0.isEmpty }.joined(separator: " · ")
  }

  /// Changes every node, those of groups too.
  mutating func mapNodes(_ transform: (Node) -> Node) {
    nodes = nodes.map(transform)
    groups = groups.map { $0.mapNodes(transform) }
  }
}

extension Diagram.Group {
  func mapNodes(_ transform: (Diagram.Node) -> Diagram.Node) -> Self {
    var group = self
    group.nodes = nodes.map(transform)
    group.groups = groups.map { $0.mapNodes(transform) }
    return group
  }
}

extension Diagram {
  /// A frame around nodes that belong together.
  public struct Group: Hashable, Sendable {
    /// Unique among the groups of a diagram.
    public var id: String
    public var title: String
    /// Lines in small type below the title.
    public var details: [String]
    public var tooltip: String?
    /// Followed only if it is an `http`, `https` or fragment link.
    public var link: String?
    /// Which of the diagram's notes speak of the whole group.
    public var marks: [Mark]
    public var groups: [Group]
    public var nodes: [Node]

    public init(
      id: String, title: String, details: [String] = [], tooltip: String? = nil, link: String? = nil,
      marks: [Mark] = [], groups: [Group] = [], nodes: [Node] = []
    ) {
      self.id = id
      self.title = title
      self.details = details
      self.tooltip = tooltip
      self.link = link
      self.marks = marks
      self.groups = groups
      self.nodes = nodes
    }

    public var allNodes: [Node] { groups.flatMap(\.allNodes) + nodes }
  }

  /// One end of arrows.
  public struct Node: Hashable, Sendable {
    public enum Kind: Hashable, Sendable, CaseIterable {
      case workload
      case namespace
      case tenant
      /// A workload or tenant that the platform team runs for everybody.
      case platformTool
      case apiServer
      /// Addresses outside the cluster, the internet among them.
      case outsideWorld
      case domain
      /// Many peers drawn as one.
      case everyone
      /// What a guardrail closes.
      case deniedTarget
    }

    /// Unique among the nodes of a diagram.
    public var id: String
    public var title: String
    /// Lines in small type below the title.
    public var details: [String]
    public var kind: Kind
    public var tooltip: String?
    /// Followed only if it is an `http`, `https` or fragment link.
    public var link: String?
    public var marks: [Mark]
    /// Names of guardrails that close it to others.
    var closures: [String] = []

    public init(
      id: String, title: String, details: [String] = [], kind: Kind, tooltip: String? = nil, link: String? = nil,
      marks: [Mark] = []
    ) {
      self.id = id
      self.title = title
      self.details = details
      self.kind = kind
      self.tooltip = tooltip
      self.link = link
      self.marks = marks
    }
  }

  /// An arrow from the initiator to the listener.
  public struct Edge: Hashable, Sendable {
    public enum Kind: Hashable, Sendable, CaseIterable {
      case ordinary
      /// A platform tool has it without being asked.
      case mandatory
      /// Closed by a guardrail.
      case denied
      case gained, lost, unchanged
      /// More of it is open than before, or less.
      case widened, narrowed
      /// Some of it came, some of it went.
      case altered
      /// A step of a path that an assertion forbids.
      case witness
      /// What an assertion asks for and nothing opens.
      case missing
    }

    /// What else is to be known about the flow.
    public enum Trait: Hashable, Sendable, Comparable {
      case crossing(from: String, to: String)
      /// Some of the flow ends after this day.
      case expiring(CalendarDate)
      /// Narrowed at layer 7.
      case filtered
    }

    public var from: String
    public var to: String
    /// Lines of small type beside the arrow: ports, as a rule.
    public var lines: [String]
    public var kind: Kind
    /// Sorted.
    public var traits: [Trait]
    public var tooltip: String?
    /// Followed only if it is an `http`, `https` or fragment link.
    public var link: String?
    /// Whether it stands for two, one each way.
    var isMutual = false
    /// Whether an arrow whose kind is a change is a mandatory one.
    var isMandatory = false
    /// What it lets through; nil for what is no flow.
    var access: ArrowAccess?
    /// Those of the lines that say where alone it exists, or which requests alone it lets through.
    var limits = Limits()

    public init(
      from: String, to: String, lines: [String] = [], kind: Kind = .ordinary, traits: some Sequence<Trait> = [],
      tooltip: String? = nil, link: String? = nil
    ) {
      self.from = from
      self.to = to
      self.lines = lines
      self.kind = kind
      self.traits = Set(traits).sorted()
      self.tooltip = tooltip
      self.link = link
    }
  }

  /// Words beside an arrow by which less is open than without them.
  struct Limits: Hashable, Sendable {
    var environments: [String] = []
    var requests: [String] = []
  }

  /// A number that ties nodes and groups to a note.
  public struct Mark: Hashable, Sendable, Comparable {
    public let number: Int
    /// Whether the note is about the flows of whoever bears it, not about flows with somebody else.
    public let isHub: Bool

    public init(_ number: Int, isHub: Bool = false) {
      self.number = number
      self.isHub = isHub
    }

    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
  }

  /// A sentence about everything that bears its mark.
  public struct Note: Hashable, Sendable {
    public var mark: Mark
    /// What it is about: the same in two diagrams, whatever their marks and words.
    public var subject: String
    public var text: String

    public init(mark: Mark, subject: String, text: String) {
      self.mark = mark
      self.subject = subject
      self.text = text
    }
  }
}

extension Diagram.Edge.Trait {
  public static func < (left: Self, right: Self) -> Bool { left.sortKey < right.sortKey }

  private var sortKey: (Int, String, String) {
    switch self {
    case .crossing(let from, let to): (0, from, to)
    case .expiring(let day): (1, "\(day)", "")
    case .filtered: (2, "", "")
    }
  }
}

extension Diagram.Mark: CustomStringConvertible {
  /// `①` to `⑩`, or `❶` to `❿` on the hub itself: the circled digits that plain fonts have. Then `(11)` and `[11]`.
  public var description: String {
    let first: UInt32 = isHub ? 0x2776 : 0x2460
    guard (1...Self.limit).contains(number), let circled = Unicode.Scalar(first + UInt32(number) - 1) else {
      return isHub ? "[\(number)]" : "(\(number))"
    }
    return String(circled)
  }

  /// The last mark that is a circled digit.
  static let limit = 10
}
