/// Releases of Cilium whose agents, or whose servers, read policies differently. (CIL-82)
public enum CiliumRelease: String, Sendable, CaseIterable, Comparable {
  case v118 = "1.18"
  case v119 = "1.19"
  case v120 = "1.20"

  public static func < (left: Self, right: Self) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}
