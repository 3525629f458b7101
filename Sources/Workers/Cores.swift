import CProcess

/// The processors that this process may use.
enum Cores {
  static let count = Int(easement_processor_count())
}
