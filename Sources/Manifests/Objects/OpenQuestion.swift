public import Diagnostics

/// Something about a policy that nobody can tell from the objects that were read.
public struct OpenQuestion: Hashable, Sendable {
  public let finding: Diagnostic
  /// The rule that leaves it open, such as `CIL-51`.
  public let rule: String

  init(_ finding: Diagnostic, rule: String) {
    self.finding = finding
    self.rule = rule
  }
}
