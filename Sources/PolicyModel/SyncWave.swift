/// When Argo CD applies an object, relative to others: lower numbers first, and all of them before workloads, which have 0.
///
/// https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
public enum SyncWave: Int, Sendable, CaseIterable {
  /// What opens, and what only denies. A NetworkPolicy isolates what it selects as well, so that a pause between two of
  /// them would be an outage, whichever came first. (NP-2)
  case policies = -10
  /// What closes and does nothing else: by then all is open that may be.
  case closing = -9
  /// What keeps others from changing the rest: whoever is shut out by mistake has delivered it by then.
  case guards = -8

  public static let annotation = "argocd.argoproj.io/sync-wave"

  public var text: String { "\(rawValue)" }
}
