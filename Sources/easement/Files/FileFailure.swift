import Diagnostics
import Foundation

/// The outside world refused something: which path, and why.
struct FileFailure: Error {
  let path: String
  let reason: String
  let status: ExitStatus

  init(_ path: String, _ reason: String, _ status: ExitStatus = .inputOutput) {
    self.path = path
    self.reason = reason
    self.status = status
  }

  /// What the last system call left in `errno`.
  init(_ path: String, errno code: Int32) {
    self.init(path, String(cString: strerror(code)).lowercased())
  }

  var message: String { "\(path.escapedForTerminal): \(reason)" }
}
