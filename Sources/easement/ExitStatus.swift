import ArgumentParser

/// What a run tells the shell. 64 (usage) is ArgumentParser's own.
enum ExitStatus: Int32 {
  case success = 0
  /// Errors in the graph, a failed assertion or proof, stale output.
  case findings = 1
  case inputNotFound = 66
  /// A bug in Easement.
  case software = 70
  case inputOutput = 74

  var code: ExitCode { ExitCode(rawValue) }
}
