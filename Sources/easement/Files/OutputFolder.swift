import Diagnostics
import Driver
import Foundation

/// The folder that compiled policies live in.
///
/// Easement owns the files that the folder's index lists and touches no others. A new tree is built beside the folder and
/// takes its place in one step, so that a crash leaves either the old tree or the new one.
struct OutputFolder {
  enum Purpose {
    case looking, writing
  }

  /// The folder as the user named it, for messages.
  let shownPath: String
  /// Its name in `parent`.
  let name: String
  /// Nil when it is missing, and only looked for. Holds the lock.
  let parent: OpenFolder?
  /// Nil when there is none yet.
  let folder: OpenFolder?
  let index: OutputIndex
  /// Whether a run was killed in the midst of writing in place.
  let isUnfinished: Bool

  /// Waits for other runs that write there; one that writes finishes or clears away what killed ones have left.
  init(at path: String, for purpose: Purpose) throws(FileFailure) {
    shownPath = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    let place = PlacedName(resolving: path)
    name = place.name
    guard !["", ".", ".."].contains(name) else { throw FileFailure(path, "is no folder that could be written") }
    parent = try Self.open(place.parent, for: purpose)
    let isLocked = try parent?.lock(exclusively: purpose == .writing, waiting: .seconds(60)) ?? false
    folder = try parent?.folder(named: name, shownAs: shownPath)
    if folder == nil, try parent?.status(of: name) != nil { throw FileFailure(path, "is not a folder") }
    if let folder {
      // Mounted twice, a folder has two parents.
      _ = try folder.lock(exclusively: purpose == .writing, waiting: .seconds(60))
      if purpose == .writing { try InPlaceUpdate(folder: folder).finish() }
    }
    isUnfinished = try folder.map { folder throws(FileFailure) in try InPlaceUpdate.isUnfinished(in: folder) } ?? false
    index = try Self.readIndex(in: folder)
    if isLocked, purpose == .writing { try clearLeftovers() }
  }

  private static func open(_ parent: String, for purpose: Purpose) throws(FileFailure) -> OpenFolder? {
    if purpose == .writing { return try .making(parent) }
    return try FileStatus(at: parent, followsLinks: true) == nil ? nil : OpenFolder(at: parent)
  }

  private func clearLeftovers() throws(FileFailure) {
    guard let parent else { return }
    for leftover in try StagedFolder.leftovers(of: name, in: parent) {
      // One that cannot be removed is in nobody's way.
      try? AbandonedTree(name: leftover, parent: parent, current: folder).remove()
    }
  }

  private static func readIndex(in folder: OpenFolder?) throws(FileFailure) -> OutputIndex {
    guard let folder, try folder.status(of: OutputIndex.fileName) != nil else { return OutputIndex(of: []) }
    guard let index = OutputIndex(in: folder) else {
      throw FileFailure(
        "\(folder.path)/\(OutputIndex.fileName)",
        "is damaged; restore it, or remove it and compile with `--force`, which replaces the files that it listed")
    }
    return index
  }

  // MARK: Looking

  /// Whether `path` is the folder or lies in it.
  func holds(_ path: String) -> Bool {
    guard let own = PlacedName.real(shownPath), let other = PlacedName.real(path) else { return false }
    return other == own || other.hasPrefix(own.hasSuffix("/") ? own : "\(own)/")
  }

  /// Findings that forbid to write `files`: changes by hand, files in the way, links.
  ///
  /// - Parameter isOurs: whether an indexed path belongs to what is compiled now.
  func obstacles(to files: [OutputFile], replacing isOurs: (String) -> Bool, force: Bool) throws(FileFailure)
    -> [Diagnostic]
  {
    var findings: [Diagnostic] = []
    var places: Set<String> = []
    let wanted = OutputIndex(of: files).digests
    for path in Set(index.paths.filter(isOurs)).union(wanted.keys).sorted() {
      if let finding = try blockade(of: path) {
        if places.insert(finding.place).inserted { findings.append(finding.diagnostic) }
      } else if !force, let finding = try edit(of: path, wanted: wanted[path]) {
        findings.append(finding)
      }
    }
    return findings
  }

  private func edit(of path: String, wanted: String?) throws(FileFailure) -> Diagnostic? {
    guard let digest = try digest(of: path), digest != wanted else { return nil }
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

  /// What makes it impossible to write at a path, with or without force: a link on the way, a file where a folder has to
  /// be, or a folder where the file has to be.
  private func blockade(of path: String) throws(FileFailure) -> (place: String, diagnostic: Diagnostic)? {
    guard var folder else { return nil }
    let parts = path.split(separator: "/").map(String.init)
    for (depth, part) in parts.enumerated() {
      guard let kind = try folder.status(of: part)?.kind else { return nil }
      let here = parts[...depth].joined(separator: "/")
      let isLast = depth == parts.count - 1
      switch kind {
      case .symbolicLink: return (here, link(at: here))
      case .directory where isLast: return (here, wrongKind(at: here, is: "folder", must: "file"))
      case .regular, .other:
        return isLast && kind == .regular
          ? nil : (here, wrongKind(at: here, is: "file", must: isLast ? "regular file" : "folder"))
      case .directory: break
      }
      guard let next = try folder.folder(named: part) else { return nil }
      folder = next
    }
    return nil
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

  /// How the folder differs from `files`.
  func changes(to files: [OutputFile], replacing isOurs: (String) -> Bool) throws(FileFailure) -> OutputChanges {
    var found: [String: String] = [:]
    for path in Set(index.paths.filter(isOurs)).union(files.map(\.path)) { found[path] = try digest(of: path) }
    return OutputChanges(
      from: found, indexedAs: index.keeping(isOurs), to: OutputIndex(of: files), isUnfinished: isUnfinished)
  }

  func place(of relativePath: String) -> Span {
    Span(startOf: SourceText(path: "\(shownPath)/\(relativePath)", bytes: []))
  }

  /// Nil when nothing is there.
  private func digest(of relativePath: String) throws(FileFailure) -> String? {
    let place = PlacedName(relativePath)
    guard let holder = try folder?.folder(at: place.parent) else { return nil }
    guard let bytes = try holder.bytes(of: place.name, limit: 1 << 30) else {
      return try holder.status(of: place.name) == nil ? nil : "not a file"
    }
    return OutputFile.digest(of: bytes)
  }
}

extension OutputIndex {
  /// Nil when there is none, or a damaged one.
  init?(in folder: OpenFolder) {
    guard let bytes = try? folder.bytes(of: OutputIndex.fileName, limit: 256 << 20) else { return nil }
    self.init(parsing: String(decoding: bytes, as: UTF8.self))
  }
}
