import ArgumentParser

/// What a run tells the shell.
enum ExitStatus: Int32 {
  case success = 0
  /// Errors in the graph, a failed assertion or proof, stale output.
  case findings = 1
  /// A name that nobody bears; ArgumentParser says the same of arguments that it does not understand.
  case usage = 64
  case inputNotFound = 66
  /// A bug in Easement.
  case software = 70
  case inputOutput = 74

  var code: ExitCode { ExitCode(rawValue) }
}
