/// A picture format that layouts are rendered to.
public enum DiagramFormat: String, Sendable, CaseIterable {
  case svg, png, pdf
}

/// How Graphviz places nodes.
public enum LayoutEngine: String, Sendable, CaseIterable {
  case dot, neato, fdp, sfdp, circo, twopi
}

/// Why a picture could not be made.
public struct LayoutFailure: Error, Hashable, Sendable {
  /// Lower case, no final full stop.
  public let message: String
  /// What to try instead.
  public let help: String?

  public init(_ message: String, help: String? = nil) {
    self.message = message
    self.help = help
  }
}

extension LayoutEngine {
  /// What to try when a layout fails.
  public var smallerDrawing: String {
    let other = self == .dot ? LayoutEngine.sfdp : .dot
    return "draw less with `--focus`, `--environment` or `--view tenants`, or try `--engine \(other.rawValue)`"
  }
}
