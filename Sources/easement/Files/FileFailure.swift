import Diagnostics
import Foundation

/// The outside world refused something: which path, and why.
struct FileFailure: Error {
  let path: String
  let reason: String
  let status: ExitStatus
  /// What the system call said, if one did.
  let code: Int32?

  init(_ path: String, _ reason: String, _ status: ExitStatus = .inputOutput, code: Int32? = nil) {
    self.path = path
    self.reason = reason
    self.status = status
    self.code = code
  }

  /// What the last system call left in `errno`.
  init(_ path: String, errno code: Int32) {
    self.init(path, String(cString: strerror(code)).lowercased(), code: code)
  }

  var message: String { "\(path.isEmpty ? "\"\"" : path.escapedForTerminal): \(reason)" }
}
