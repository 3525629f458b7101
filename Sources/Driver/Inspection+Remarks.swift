import Analysis
import Diagnostics

extension Inspection {
  /// What a person should know of the result as a whole.
  public var remarks: [String] {
    [absence, report.isEmpty && !isAboutNobody ? "no connection is allowed" : nil].compactMap(\.self)
  }

  private var isAboutNobody: Bool { !hasWorkloads && inferredNamespaces.isEmpty }

  /// What was not read, and what the result makes of that.
  private var absence: String? {
    if isAboutNobody { return "no pods and no workloads were read, so there is nobody to say anything about" }
    if !hasPolicies {
      let isWhole = !findings.contains { $0.severity == .error }
      return isWhole ? "no policy was read, so nothing is closed" : nil
    }
    guard !inferredNamespaces.isEmpty else { return nil }
    guard hasWorkloads else {
      return "no pods and no workloads were read: pods that the policies' selectors describe stand for them, "
        + "marked [inferred]"
    }
    return "no pods of \(names) were read: pods that the policies' selectors describe stand for them, marked [inferred]"
  }

  private var names: String {
    let shown = inferredNamespaces.prefix(3).map { "\"\($0.escapedForTerminal)\"" }.joined(separator: ", ")
    let more = inferredNamespaces.count - 3
    return (inferredNamespaces.count == 1 ? "namespace " : "namespaces ") + shown
      + (more > 0 ? " and \(more.grouped) more" : "")
  }
}
