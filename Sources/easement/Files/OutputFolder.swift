import Diagnostics
import Driver
import Foundation
import Workers

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
    shownPath = path.withoutSlashesAtEnd
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
    let bytes = try folder.bytes(of: OutputIndex.fileName, limit: OutputIndex.sizeLimit)
    guard let index = bytes.flatMap({ OutputIndex(parsing: String(decoding: $0, as: UTF8.self)) }) else {
      throw FileFailure(
        "\(folder.path)/\(OutputIndex.fileName)",
        "is damaged; restore it and compile with `--force`, or remove the whole folder and compile anew")
    }
    return index
  }

  // MARK: Looking

  /// Whether `path` is the folder or lies in it.
  func holds(_ path: String) -> Bool {
    guard let own = PlacedName.real(shownPath), let other = PlacedName.real(path) else { return false }
    return PlacedName.path(of: other, below: own) != nil
  }

  /// How the folder differs from `files`.
  func changes(to files: [OutputFile], replacing isOurs: (String) -> Bool) throws(FileFailure) -> OutputChanges {
    let found = try FolderPaths.grouping(Set(index.paths.filter(isOurs)).union(files.map(\.path)))
      .concurrentMap { paths throws(FileFailure) in try digests(of: paths) }
    return OutputChanges(
      from: Dictionary(found.flatMap { $0 }) { first, _ in first }, indexedAs: index.keeping(isOurs),
      to: OutputIndex(of: files), isUnfinished: isUnfinished)
  }

  /// What stands in the files that are replaced or removed, by their paths in the folder; empty where no text is.
  func former(_ changes: OutputChanges) throws(FileFailure) -> [SourceText] {
    let paths = Set(changes.changed + changes.edited + changes.unwanted)
    let found = try FolderPaths.grouping(paths).concurrentMap { paths throws(FileFailure) -> [SourceText] in
      let holder = try folder?.folder(at: paths.folder)
      return paths.names.map { name in
        let bytes = try? holder?.bytes(of: name, limit: OutputIndex.sizeLimit)
        return SourceText(path: paths.path(of: name), bytes: bytes ?? [])
      }
    }
    return found.flatMap { $0 }
  }

  private func digests(of paths: FolderPaths) throws(FileFailure) -> [(path: String, digest: String)] {
    if case .blocked = try way(to: paths.folder) { return paths.names.map { (paths.path(of: $0), OpenFolder.noFile) } }
    guard let holder = try folder?.folder(at: paths.folder) else { return [] }
    var found: [(path: String, digest: String)] = []
    for name in paths.names {
      if let digest = try holder.digest(of: name) { found.append((paths.path(of: name), digest)) }
    }
    return found
  }

  func place(of relativePath: String) -> Span {
    Span(startOf: SourceText(path: "\(shownPath)/\(relativePath)", bytes: []))
  }
}

extension OutputIndex {
  fileprivate static let sizeLimit = 256 << 20
}

extension OpenFolder {
  /// Nil when there is no index in it, or a damaged one.
  func index() throws(FileFailure) -> OutputIndex? {
    guard let bytes = try bytes(of: OutputIndex.fileName, limit: OutputIndex.sizeLimit) else { return nil }
    return OutputIndex(parsing: String(decoding: bytes, as: UTF8.self))
  }
}
