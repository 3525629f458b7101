import Diagnostics
import Foundation
import Workers

/// The YAML and JSON files at some paths, in an order that every machine agrees on.
struct SourceFiles {
  private(set) var sources: [SourceText] = []
  /// Files and folders that could not be read.
  private(set) var findings: [Diagnostic] = []
  /// What tells that any of the files has changed, before they are read.
  private(set) var stamps: [FileStamp] = []

  /// What has been found and not been read yet.
  private var found: [Found] = []
  private let endings: [String]
  private let fileLimit: Int
  private var visited: Set<[UInt64]> = []
  /// Files that the command line names themselves.
  private var named: Set<String> = []
  /// The folder that is being read, without links. Files and folders in other places are nobody's to read: a link there may
  /// stand in a pull request, and what it leads to would stand in the log.
  private var root = ""

  fileprivate enum Found: Sendable {
    case file(path: String, relativePath: String, isNamed: Bool)
    /// A pipe that somebody named, or `-`.
    case stream(String)
  }

  /// How deep folders may nest.
  private static let depthLimit = 64

  /// How many there are, for people: `3 files, 12 MB`.
  var count: String {
    let megabytes = sources.reduce(0) { $0 + $1.bytes.count } >> 20
    return sources.count.counted("file") + (megabytes > 0 ? ", \(megabytes) MB" : "")
  }

  /// Whether what was found can be read as often as it changes.
  var canBeFollowed: Bool {
    found.allSatisfy { if case .stream = $0 { false } else { true } }
  }

  /// The files of an authored graph; `-` is standard input.
  static func graph(at path: String) throws(FileFailure) -> SourceFiles {
    var files = try unreadGraph(at: path)
    try files.read()
    return files
  }

  /// The files of an authored graph by their names and stamps: none of them is read.
  static func unreadGraph(at path: String) throws(FileFailure) -> SourceFiles {
    var files = SourceFiles(endings: [".yaml", ".yml"], fileLimit: 64 << 20)
    try files.add(path)
    return files
  }

  /// Kubernetes objects; `-` is standard input.
  static func manifests(at paths: [String]) throws(FileFailure) -> SourceFiles {
    var files = SourceFiles(endings: [".yaml", ".yml", ".json", "/Kustomization"], fileLimit: 2 << 30)
    for path in paths { try files.add(path) }
    try files.read()
    return files
  }

  private init(endings: [String], fileLimit: Int) {
    self.endings = endings
    self.fileLimit = fileLimit
  }

  private mutating func add(_ path: String) throws(FileFailure) {
    if path == "-" { return found.append(.stream(path)) }
    guard let status = try FileStatus(at: path, followsLinks: true) else {
      let isRevision = path.begins(with: "git:")
      throw FileFailure(
        path,
        isRevision
          ? "there is no such file or folder, and revisions are read by `diff` and `--diff` only"
          : "there is no such file or folder", .inputNotFound)
    }
    if status.kind == .directory {
      root = PlacedName.real(path) ?? path
      addFolder(path, below: "", status, depth: 0)
    } else if status.isPipe {
      // In a folder a pipe is an obstacle; whoever names one wants what comes through it.
      found.append(.stream(path))
    } else {
      let name = path.pathSteps.last ?? path
      named.insert(path)
      addFile(path, relativePath: name, status)
    }
  }

  private mutating func addFolder(_ path: String, below prefix: String, _ status: FileStatus, depth: Int) {
    guard depth < Self.depthLimit else { return report(path, "folders nest deeper than \(Self.depthLimit) levels") }
    // A folder that a link leads back to has been read already.
    guard visited.insert(status.identity).inserted else { return }
    do throws(FileFailure) {
      for name in try FileStatus.names(in: path) where !name.begins(with: ".") {
        addEntry(path.appendingPath(name), relativePath: prefix + name, depth: depth)
      }
    } catch {
      report(error.path, error.reason)
    }
  }

  private mutating func addEntry(_ path: String, relativePath: String, depth: Int) {
    let isWanted = endings.contains(where: path.ends)
    do throws(FileFailure) {
      guard let own = try FileStatus(at: path, followsLinks: false) else {
        // A file without an ending of ours or a folder full of them: what has this name cannot be asked for.
        return path.holds("\u{FFFD}") ? report(path, "its name is not UTF-8") : ()
      }
      let isLink = own.kind == .symbolicLink
      guard let status = isLink ? try FileStatus(at: path, followsLinks: true) : own else {
        return isWanted ? report(path, "the link leads nowhere") : ()
      }
      guard status.kind == .directory || isWanted else { return }
      guard !isLink || leadsInside(path) else { return report(path, "a symbolic link leads out of the folder") }
      if status.kind == .directory {
        addFolder(path, below: "\(relativePath)/", status, depth: depth + 1)
      } else {
        addFile(path, relativePath: relativePath, status)
      }
    } catch {
      report(error.path, error.reason)
    }
  }

  private func leadsInside(_ link: String) -> Bool {
    PlacedName.real(link).map { PlacedName.path(of: $0, below: root) != nil } ?? false
  }

  private mutating func addFile(_ path: String, relativePath: String, _ status: FileStatus) {
    guard status.kind == .regular else { return report(path, "it is neither a file nor a folder") }
    // One file by two names or paths says everything only once.
    guard visited.insert(status.identity).inserted else { return }
    found.append(.file(path: path, relativePath: relativePath, isNamed: named.contains(path)))
    stamps.append(FileStamp(path: path, status))
  }

  /// Reads what was found, in its order.
  private mutating func read() throws(FileFailure) {
    let limit = fileLimit
    for (one, result) in zip(found, found.concurrentMap({ $0.read(limit: limit) })) {
      switch (one, result) {
      case (_, .success(let source)): sources.append(source)
      case (.stream, .failure(let failure)): throw failure
      case (.file, .failure(let failure)): report(failure.path, failure.reason)
      }
    }
    found = []
  }

  private mutating func report(_ path: String, _ reason: String) {
    findings.append(
      Diagnostic(
        .unreadableFile, "\"\(path)\" cannot be read: \(reason)", at: Span(startOf: SourceText(path: path, bytes: [])),
        help: named.contains(path)
          ? "name a folder, or a file that can be read; `-` is standard input"
          : "put a file that can be read in its place, or move it out of the folder"))
  }
}

extension SourceFiles.Found {
  fileprivate func read(limit: Int) -> Result<SourceText, FileFailure> {
    switch self {
    case .stream("-"):
      Result { () throws(FileFailure) in
        let bytes = try FileStatus.bytes(from: STDIN_FILENO, named: "<stdin>", limit: limit)
        return SourceText(path: "<stdin>", bytes: bytes)
      }
    case .stream(let path):
      Result { () throws(FileFailure) in
        SourceText(path: path, bytes: try FileStatus.bytes(ofPipe: path, limit: limit))
      }
    case .file(let path, let relativePath, let isNamed):
      Result { () throws(FileFailure) in
        SourceText(
          path: path, relativePath: relativePath, bytes: try FileStatus.bytes(of: path, limit: limit), isNamed: isNamed)
      }
    }
  }
}
