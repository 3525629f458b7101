import Foundation

/// How many files can be open at the same time.
enum Descriptors {
  /// What Swift's own libraries open before anything is read, and end the process without.
  private static let reserve = 8

  /// Whether there are enough for a run that can say what it lacks.
  static var suffice: Bool {
    let copies = (0..<reserve).map { _ in fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0) }
    for copy in copies where copy >= 0 { close(copy) }
    return copies.allSatisfy { $0 >= 0 }
  }
}
