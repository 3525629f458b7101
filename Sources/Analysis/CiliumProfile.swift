/// Which agents judge on a cluster with Cilium: their release, and how they are told to enforce.
public struct CiliumProfile: Hashable, Sendable {
  /// Releases that read policies differently. (CIL-82)
  public enum Release: String, Sendable, CaseIterable, Comparable {
    case v118 = "1.18"
    case v119 = "1.19"
    case v120 = "1.20"

    public static func < (left: Self, right: Self) -> Bool {
      (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
  }

  /// Which endpoints are closed. (CIL-17)
  public enum Enforcement: String, Sendable, CaseIterable {
    /// Those that a policy closes.
    case `default`
    /// All of them, in both directions.
    case always
    /// None, whatever policies say.
    case never
  }

  public let release: Release
  public let enforcement: Enforcement

  public init(release: Release = .v120, enforcement: Enforcement = .default) {
    self.release = release
    self.enforcement = enforcement
  }
}
