import Diagnostics

extension SourceFiles {
  /// These files, unless what was to come through a pipe never came, or the only file is empty: the command before this
  /// one has failed, most likely, and an empty cluster would look like an answer.
  func withSomethingInThem() throws(FileFailure) -> SourceFiles {
    let empty = sources.first { $0.bytes.isEmpty && ($0.path == "<stdin>" || sources.count == 1) }
    if let empty { throw FileFailure(empty.path, "is empty", .inputNotFound) }
    return self
  }
}
