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

  fileprivate enum Found: Sendable {
    case file(path: String, relativePath: String)
    case text(SourceText)
  }

  /// How deep folders may nest.
  private static let depthLimit = 64

  /// How many there are, for people: `3 files, 12 MB`.
  var count: String {
    let megabytes = sources.reduce(0) { $0 + $1.bytes.count } >> 20
    return sources.count.counted("file") + (megabytes > 0 ? ", \(megabytes) MB" : "")
  }

  /// The files of an authored graph.
  static func graph(at path: String) throws(FileFailure) -> SourceFiles {
    var files = try unreadGraph(at: path)
    files.read()
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
    var files = SourceFiles(endings: [".yaml", ".yml", ".json"], fileLimit: 2 << 30)
    for path in paths {
      if path == "-" {
        let bytes = try FileStatus.bytes(from: STDIN_FILENO, named: "<stdin>", limit: 2 << 30)
        files.found.append(.text(SourceText(path: "<stdin>", bytes: bytes)))
      } else {
        try files.add(path)
      }
    }
    files.read()
    return files
  }

  private init(endings: [String], fileLimit: Int) {
    self.endings = endings
    self.fileLimit = fileLimit
  }

  private mutating func add(_ path: String) throws(FileFailure) {
    guard let status = try FileStatus(at: path, followsLinks: true) else {
      let isRevision = path.hasPrefix("git:")
      throw FileFailure(
        path,
        isRevision
          ? "there is no such file or folder, and revisions are read by `diff` and `--diff` only"
          : "there is no such file or folder", .inputNotFound)
    }
    if status.kind == .directory {
      addFolder(path, below: "", status, depth: 0)
    } else {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      addFile(path, relativePath: name, status)
    }
  }

  private mutating func addFolder(_ path: String, below prefix: String, _ status: FileStatus, depth: Int) {
    guard depth < Self.depthLimit else { return report(path, "folders nest deeper than \(Self.depthLimit) levels") }
    // A folder that a link leads back to has been read already.
    guard visited.insert(status.identity).inserted else { return }
    do throws(FileFailure) {
      for name in try FileStatus.names(in: path) where !name.hasPrefix(".") {
        addEntry(path.hasSuffix("/") ? path + name : "\(path)/\(name)", relativePath: prefix + name, depth: depth)
      }
    } catch {
      report(error.path, error.reason)
    }
  }

  private mutating func addEntry(_ path: String, relativePath: String, depth: Int) {
    do throws(FileFailure) {
      guard let status = try FileStatus(at: path, followsLinks: true) else {
        if endings.contains(where: path.hasSuffix) { report(path, "the link leads nowhere") }
        return
      }
      if status.kind == .directory {
        addFolder(path, below: "\(relativePath)/", status, depth: depth + 1)
      } else if endings.contains(where: path.hasSuffix) {
        addFile(path, relativePath: relativePath, status)
      }
    } catch {
      report(error.path, error.reason)
    }
  }

  private mutating func addFile(_ path: String, relativePath: String, _ status: FileStatus) {
    guard status.kind == .regular else { return report(path, "is neither a file nor a folder") }
    // One file by two names or paths says everything only once.
    guard visited.insert(status.identity).inserted else { return }
    found.append(.file(path: path, relativePath: relativePath))
    stamps.append(FileStamp(path: path, status))
  }

  /// Reads what was found, in its order.
  private mutating func read() {
    let limit = fileLimit
    for result in found.concurrentMap({ $0.read(limit: limit) }) {
      switch result {
      case .success(let source): sources.append(source)
      case .failure(let failure): report(failure.path, failure.reason)
      }
    }
    found = []
  }

  private mutating func report(_ path: String, _ reason: String) {
    findings.append(
      Diagnostic(
        .unreadableFile, "\"\(path)\" cannot be read: \(reason)", at: Span(startOf: SourceText(path: path, bytes: [])),
        help: "make it readable, or move it out of the folder"))
  }
}

extension SourceFiles.Found {
  fileprivate func read(limit: Int) -> Result<SourceText, FileFailure> {
    switch self {
    case .text(let source): .success(source)
    case .file(let path, let relativePath):
      Result { () throws(FileFailure) in
        SourceText(path: path, relativePath: relativePath, bytes: try FileStatus.bytes(of: path, limit: limit))
      }
    }
  }
}
