import Diagnostics
import Driver
import Workers

extension OutputFolder {
  /// Findings that forbid to write `files`: changes by hand, files in the way, links.
  ///
  /// - Parameters:
  ///   - isOurs: whether an indexed path belongs to what is compiled now.
  ///   - force: whether changes by hand and files in the way are none.
  func obstacles(to files: [OutputFile], replacing isOurs: (String) -> Bool, force: Bool) throws(FileFailure)
    -> [Diagnostic]
  {
    let wanted = OutputIndex(of: files).digests
    let found = try FolderPaths.grouping(Set(index.paths.filter(isOurs)).union(wanted.keys))
      .concurrentMap { paths throws(FileFailure) in try obstacles(at: paths, wanted: force ? nil : wanted) }
    var places: Set<String> = []
    return found.flatMap { $0 }.filter { places.insert($0.place).inserted }.map(\.diagnostic)
  }

  typealias Obstacle = (place: String, diagnostic: Diagnostic)

  /// - Parameter wanted: digests by path; nil when whatever was changed by hand is replaced.
  private func obstacles(at paths: FolderPaths, wanted: [String: String]?) throws(FileFailure) -> [Obstacle] {
    switch try way(to: paths.folder) {
    case .missing: return []
    case .blocked(let obstacle): return [obstacle]
    case .free(let holder):
      var found: [Obstacle] = []
      for name in paths.names {
        let path = paths.path(of: name)
        guard let kind = try holder.status(of: name)?.kind else { continue }
        if let finding = blockade(by: kind, at: path) {
          found.append((path, finding))
        } else if let wanted, let digest = try holder.digest(of: name),
          let finding = edit(of: path, digest, wanted: wanted[path])
        {
          found.append((path, finding))
        }
      }
      return found
    }
  }

  private func edit(of path: String, _ digest: String, wanted: String?) -> Diagnostic? {
    guard digest != wanted else { return nil }
    guard let known = index.digests[path] else {
      return Diagnostic(
        .editedOutput, "\"\(path)\" is in the way: it was not written by easement", at: place(of: path),
        help: "move it away, or compile with `--force` to replace it")
    }
    return digest == known
      ? nil
      : Diagnostic(
        .editedOutput, "\"\(path)\" was changed after it was compiled", at: place(of: path),
        help: "put the change into the graph, or compile with `--force` to discard it")
  }

  // MARK: What can be written neither with nor without force

  /// What stands where a file has to be.
  private func blockade(by kind: FileKind, at path: String) -> Diagnostic? {
    switch kind {
    case .regular: nil
    case .symbolicLink: link(at: path)
    case .directory: wrongKind(at: path, is: "folder", must: "file")
    case .other: wrongKind(at: path, is: "file", must: "regular file")
    }
  }

  enum Way {
    case free(OpenFolder)
    case missing
    case blocked(Obstacle)
  }

  /// Whether a relative path is one of folders, and of no links.
  func way(to path: String) throws(FileFailure) -> Way {
    guard var folder else { return .missing }
    var here = ""
    for part in path.pathSteps {
      here += here.isEmpty ? part : "/\(part)"
      switch try folder.status(of: part)?.kind {
      case nil: return .missing
      case .symbolicLink: return .blocked((here, link(at: here)))
      case .regular, .other: return .blocked((here, wrongKind(at: here, is: "file", must: "folder")))
      case .directory: break
      }
      guard let next = try folder.folder(named: part) else { return .missing }
      folder = next
    }
    return .free(folder)
  }

  private func link(at path: String) -> Diagnostic {
    Diagnostic(
      .unsafeOutput, "\"\(path)\" is a symbolic link, and output never follows one", at: place(of: path),
      help: "remove the link, or compile into another folder")
  }

  private func wrongKind(at path: String, is kind: String, must wanted: String) -> Diagnostic {
    Diagnostic(
      .unsafeOutput, "\"\(path)\" is a \(kind), and a \(wanted) has to stand there", at: place(of: path),
      help: "move it away, or compile into another folder")
  }
}

extension OpenFolder {
  /// Stands for the digest of whatever is no file.
  static let noFile = "not a file"

  /// Of the bytes of a file; `noFile` for whatever is none, and nil when nothing is there.
  func digest(of name: String) throws(FileFailure) -> String? {
    guard let bytes = try bytes(of: name, limit: 1 << 30) else {
      return try status(of: name) == nil ? nil : Self.noFile
    }
    return OutputFile.digest(of: bytes)
  }
}
