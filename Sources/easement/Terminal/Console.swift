import Diagnostics
import Foundation

/// Standard output and standard error.
enum Console {
  /// Makes a closed pipe and a file that may not grow errors instead of an end, and closed standard descriptors closed for
  /// good: a file that is opened later must not be taken for one, nor nothing for an input that is empty.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // The lowest that is free is what gets opened, and each of them for what nobody asks of it.
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Prints a result. Nobody reading any more is no failure.
  static func print(_ text: String) throws(FileFailure) {
    try write(Array(text.utf8), to: STDOUT_FILENO, named: "standard output")
  }

  /// Prints a result for programs.
  static func print(json value: some Encodable) throws { try print(try json(value)) }

  /// Keys sorted, so that equal values give equal bytes.
  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self).withUnseenEscapedInJSON + "\n"
  }

  /// Prints a result as it is made, until nobody reads it any more.
  static func print(parts: some Sequence<String>) throws(FileFailure) {
    for part in parts {
      guard try write(Array(part.utf8), to: STDOUT_FILENO, named: "standard output") else { return }
    }
  }

  static func print(bytes: [UInt8]) throws(FileFailure) {
    try write(bytes, to: STDOUT_FILENO, named: "standard output")
  }

  /// Says something about a run that goes well.
  static func remark(_ text: String) {
    if !Verbosity.isQuiet { complain(text) }
  }

  /// Says what is wrong.
  static func complain(_ text: String) {
    _ = try? write(Array(text.utf8), to: STDERR_FILENO, named: "standard error")
  }

  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// - Returns: whether somebody reads on.
  @discardableResult
  private static func write(_ bytes: [UInt8], to descriptor: Int32, named name: String) throws(FileFailure) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EPIPE {
        return false
      } else if errno != EINTR {
        throw errno == EBADF ? FileFailure(name, "is not open for writing") : FileFailure(name, errno: errno)
      }
    }
    return true
  }
}
