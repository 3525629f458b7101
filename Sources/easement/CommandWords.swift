import CProcess

/// The words behind the program's name.
enum CommandWords {
  /// As the system handed them over. Swift itself looks for them in `/proc`, which not every sandbox has, and finds none
  /// where it may not be read.
  static let all: [String] = {
    let count = easement_argument_count()
    guard count >= 0 else { return Array(CommandLine.arguments.dropFirst()) }
    return (1..<max(1, count)).compactMap { easement_argument($0).map { String(cString: $0) } }
  }()
}
