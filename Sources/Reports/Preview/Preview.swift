public import Diagnostics

/// A graph while somebody edits it, as a page: the last state without errors stays in view while there are some.
public struct Preview: Sendable {
  /// What a page can be made of.
  public struct View: Sendable {
    let report: Report
    let picture: PagePicture?
    let remark: String

    /// - Parameter remark: why there is no picture.
    public init(report: Report, picture: PagePicture?, remark: String) {
      self.report = report
      self.picture = picture
      self.remark = remark
    }
  }

  private let session: String
  private var revision = 0
  private var view: View?
  /// Whether what is in view had no errors.
  private var isSound = false
  private var trouble: Trouble?

  /// - Parameter session: unlike that of every other run: pages that a browser still shows belong to another one.
  public init(session: String) { self.session = session }

  /// Another text for each state.
  public var version: String { "\(session)-\(revision)" }

  /// Whether it is worth the work to make a view of the graph as it is now.
  public func wants(viewWithErrors hasErrors: Bool) -> Bool { !hasErrors || !isSound }

  /// The graph is another.
  ///
  /// - Parameters:
  ///   - view: nil if none can be made, or none is wanted.
  ///   - findings: of the whole run.
  public mutating func update(_ view: View?, findings: [Diagnostic]) {
    let errors = findings.filter { $0.severity == .error }
    revision += 1
    trouble = errors.isEmpty ? nil : Trouble(errors)
    guard let view, wants(viewWithErrors: !errors.isEmpty) else { return }
    self.view = view
    isSound = errors.isEmpty
  }

  /// The graph cannot be looked at: its folder is gone, for one.
  public mutating func fail(_ reason: String) {
    revision += 1
    trouble = Trouble(reason)
  }

  /// The page of this state.
  public func page() throws -> String {
    guard let view else { return try EmptyPreviewPage(trouble, version: version, isStarting: revision == 0).html }
    let remark = isSound ? "What follows is its last state without errors." : "What follows is what can be read of it."
    let parts = try PreviewParts(trouble, remark: remark, version: version)
    return try ReportPage(
      of: view.report, picture: view.picture, remark: view.remark, links: nil, preview: parts
    ).html
  }
}

/// Why what is in view is not what the files say.
struct Trouble: Sendable {
  let count: Int
  /// The first of them, as `check` prints them.
  let texts: [String]

  /// Beyond that nobody reads on.
  private static let limit = 20

  init(_ errors: [Diagnostic]) {
    count = errors.count
    texts = errors.prefix(Self.limit).map { $0.renderedAsText() }
  }

  init(_ reason: String) {
    count = 1
    texts = [reason]
  }
}
