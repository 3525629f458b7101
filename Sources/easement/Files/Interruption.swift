import CFileSystem

/// SIGINT, SIGTERM and SIGHUP: one line, nothing left behind, and an end by the signal itself.
enum Interruption {
  /// Ends the process when a signal comes, with a line about it.
  static func announce() { easement_announce_interruptions() }

  /// Keeps signals waiting until `work` has come to an end and has cleaned up; then they end the process.
  static func deferred<Result>(_ work: () throws(FileFailure) -> Result) throws(FileFailure) -> Result {
    easement_defer_interruptions(1)
    defer { easement_defer_interruptions(0) }
    return try work()
  }

  /// From now on a signal ends nothing by itself: whoever calls this asks `hasCome` until it says so.
  static func keep() { easement_defer_interruptions(1) }

  static var hasCome: Bool { easement_deferred_interruption() != 0 }

  /// Throws when a signal is waiting, so that long work stops where it can be undone.
  static func check() throws(FileFailure) {
    guard !hasCome else { throw FileFailure("easement", "interrupted") }
  }
}
