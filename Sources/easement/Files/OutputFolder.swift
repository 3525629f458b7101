import CFileSystem
import Diagnostics
import Driver
import Foundation
import Workers

/// The folder that compiled policies live in.
///
/// Easement owns the files that the folder's index lists and touches no others. A new tree is built beside the folder and
/// takes its place in one step, so that a crash leaves either the old tree or the new one.
struct OutputFolder {
  let path: String
  /// The folder as the user named it, for messages.
  private let shownPath: String
  private let index: OutputIndex
  private let exists: Bool

  /// How a write went.
  enum Outcome {
    case unchanged
    case written(changed: [String], removed: [String])
  }

  init(at path: String) throws(FileFailure) {
    let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    shownPath = trimmed
    self.path = Self.resolved(trimmed)
    let status = try FileStatus(at: self.path, followsLinks: true)
    exists = status != nil
    if let status, status.kind != .directory { throw FileFailure(path, "is not a folder") }
    index = try Self.readIndex(in: self.path)
  }

  /// Where a link leads, so that the folder itself is replaced and not the link.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func readIndex(in folder: String) throws(FileFailure) -> OutputIndex {
    let path = "\(folder)/\(OutputIndex.fileName)"
    guard let status = try FileStatus(at: path, followsLinks: false) else { return OutputIndex(of: []) }
    guard status.kind == .regular else { throw FileFailure(path, "is not a file") }
    let text = String(decoding: try FileStatus.bytes(of: path, limit: 256 << 20), as: UTF8.self)
    guard let index = OutputIndex(parsing: text) else {
      throw FileFailure(path, "is damaged; remove it together with the files that it lists, and compile again")
    }
    return index
  }

  // MARK: Looking

  /// Findings that forbid to write `files`: changes by hand, files in the way, links.
  ///
  /// - Parameter isOurs: whether an indexed path belongs to what is compiled now.
  func obstacles(to files: [OutputFile], replacing isOurs: (String) -> Bool, force: Bool) throws(FileFailure)
    -> [Diagnostic]
  {
    var findings: [Diagnostic] = []
    var links: Set<String> = []
    let written = Set(files.map(\.path))
    let paths = Set(index.paths.filter(isOurs)).union(written).sorted()
    let obstacles = try paths.concurrentMap { path throws(FileFailure) in try obstacle(at: path, force) }
    for obstacle in obstacles.compactMap({ $0 }) {
      switch obstacle {
      case .edit(let finding): findings.append(finding)
      case .link(let link):
        guard links.insert(link).inserted else { continue }
        findings.append(
          Diagnostic(
            .unsafeOutput, "\"\(link)\" is a symbolic link, and output never follows one", at: place(of: link),
            help: "remove the link, or compile into another folder"))
      }
    }
    return findings
  }

  private enum Obstacle {
    case link(String)
    case edit(Diagnostic)
  }

  private func obstacle(at path: String, _ force: Bool) throws(FileFailure) -> Obstacle? {
    if let link = try firstLink(on: path) { return .link(link) }
    return force ? nil : try edit(of: path).map(Obstacle.edit)
  }

  private func edit(of path: String) throws(FileFailure) -> Diagnostic? {
    guard let digest = try digest(of: path) else { return nil }
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

  /// Findings about every difference between the folder and `files`.
  func staleness(comparedWith files: [OutputFile], replacing isOurs: (String) -> Bool) throws(FileFailure)
    -> [Diagnostic]
  {
    var findings: [Diagnostic] = []
    for (file, found) in zip(files, try digests(of: files)) {
      if found != file.digest { findings.append(stale(file.path, found == nil ? "is missing" : "is not up to date")) }
    }
    let wanted = Set(files.map(\.path))
    for path in index.paths where isOurs(path) && !wanted.contains(path) {
      findings.append(stale(path, "is no longer compiled from the graph"))
    }
    let expected = index.keeping { !isOurs($0) }.merging(OutputIndex(of: files))
    if findings.isEmpty, expected != index { findings.append(stale(OutputIndex.fileName, "is not up to date")) }
    return findings
  }

  private func stale(_ path: String, _ what: String) -> Diagnostic {
    Diagnostic(.staleOutput, "\"\(path)\" \(what)", at: place(of: path), help: "run `easement compile` and commit")
  }

  private func place(of relativePath: String) -> Span {
    Span(startOf: SourceText(path: "\(shownPath)/\(relativePath)", bytes: []))
  }

  /// For each file what stands at its path.
  private func digests(of files: [OutputFile]) throws(FileFailure) -> [String?] {
    try files.concurrentMap { file throws(FileFailure) in try digest(of: file.path) }
  }

  /// Nil when there is no such file.
  private func digest(of relativePath: String) throws(FileFailure) -> String? {
    let path = "\(path)/\(relativePath)"
    guard let status = try FileStatus(at: path, followsLinks: false) else { return nil }
    guard status.kind == .regular else { return "not a file" }
    return OutputFile.digest(of: try FileStatus.bytes(of: path, limit: 1 << 30))
  }

  /// The first part of a relative path that is a symbolic link, as a relative path.
  private func firstLink(on relativePath: String) throws(FileFailure) -> String? {
    var current = ""
    for part in relativePath.split(separator: "/") {
      current += current.isEmpty ? String(part) : "/\(part)"
      guard let status = try FileStatus(at: "\(path)/\(current)", followsLinks: false) else { return nil }
      if status.kind == .symbolicLink { return current }
    }
    return nil
  }

  // MARK: Writing

  /// Puts `files` in the place of what the index lists under `isOurs`.
  func write(_ files: [OutputFile], replacing isOurs: (String) -> Bool) throws(FileFailure) -> Outcome {
    let new = index.keeping { !isOurs($0) }.merging(OutputIndex(of: files))
    let present = try digests(of: files)
    let changed = zip(files, present).filter { $0.digest != $1 }.map(\.0.path)
    let wanted = Set(new.paths)
    let removed = index.paths.filter { !wanted.contains($0) }
    if exists, changed.isEmpty, removed.isEmpty, new == index { return .unchanged }
    let stage = try StagedFolder(beside: path)
    do throws(FileFailure) {
      let replaced = Set(files.map(\.path)).union(removed).union([OutputIndex.fileName])
      if exists { try stage.linkContents(of: path, except: replaced) }
      try stage.write(files)
      try stage.write(new.text, to: OutputIndex.fileName)
      try stage.takePlace(of: path, exists: exists)
    } catch {
      stage.discard()
      throw error
    }
    return .written(changed: changed, removed: removed)
  }
}
