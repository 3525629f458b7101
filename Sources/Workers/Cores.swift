import CProcess

/// The processors that this process may use at the same time.
enum Cores {
  static let count = easement_can_start_threads() != 0 ? Int(easement_processor_count()) : 1
}
