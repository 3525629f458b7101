import CProcess

/// The processors that this process may use at the same time.
enum Cores {
  static let count = Threads.canBeStarted ? processors : 1
  fileprivate static let processors = Int(easement_processor_count())
}

/// Threads beside the one that the process began with.
public enum Threads {
  /// Whether Dispatch finds them in `/proc`; not in every sandbox.
  public static let canBeWatched = easement_can_watch_threads() != 0

  /// Whether as many can be started as Dispatch may want at once: one for each processor, one for what may take its time,
  /// one that waits for time and signals, one more for the line about progress.
  public static let canBeStarted = canBeWatched && easement_can_start_threads(Int32(Cores.processors + 3)) != 0
}
