import Diagnostics
import Driver
import Foundation

extension OutputFolder {
  /// Puts `files` in the place of what the index lists under `isOurs`: all of them, or none. Also returns what stood in the
  /// files that are replaced or removed.
  func write(
    _ files: [OutputFile], replacing isOurs: (String) -> Bool
  ) throws(FileFailure) -> (changes: OutputChanges, former: [SourceText]) {
    let new = index.keeping { !isOurs($0) }.merging(OutputIndex(of: files))
    let changes = try changes(to: files, replacing: isOurs)
    guard folder == nil || !changes.isEmpty || new != index else { return (changes, []) }
    let former = try former(changes)
    let written = Set(changes.written)
    try Interruption.deferred { () throws(FileFailure) in
      try put(files.filter { written.contains($0.path) }, new, removing: changes.unwanted)
    }
    return (changes, former)
  }

  private func put(_ files: [OutputFile], _ index: OutputIndex, removing removed: [String]) throws(FileFailure) {
    guard let parent else { return }
    guard let folder else { return try create(files, index, in: parent) }
    do throws(FileFailure) {
      // Git, editors and shells hold on to a checkout: it stays where it is.
      guard try folder.status(of: ".git") == nil else { return try InPlaceUpdate(folder: folder).write(files, index) }
      try replace(folder, in: parent, with: files, index, removing: removed)
    } catch {
      guard error.isRefusal else { throw error }
      try InPlaceUpdate(folder: folder).write(files, index)
    }
  }

  private func create(_ files: [OutputFile], _ index: OutputIndex, in parent: OpenFolder) throws(FileFailure) {
    let stage = try StagedFolder(beside: name, in: parent, shownAs: shownPath)
    do throws(FileFailure) {
      try fill(stage, with: files, index)
      try stage.takePlace()
    } catch {
      stage.discard()
      throw error
    }
  }

  private func replace(
    _ folder: OpenFolder, in parent: OpenFolder, with files: [OutputFile], _ index: OutputIndex,
    removing removed: [String]
  ) throws(FileFailure) {
    let stage = try StagedFolder(beside: name, in: parent, shownAs: shownPath)
    let old: String
    do throws(FileFailure) {
      try stage.takePermissions(of: folder)
      try fill(stage, with: files, index)
      try stage.linkContents(of: folder, except: Set(files.map(\.path) + removed + [OutputIndex.fileName]))
      old = try stage.exchange()
    } catch {
      stage.discard()
      throw error
    }
    // The new tree is in place: an old one that cannot be removed is the next run's to clear away.
    guard let current = try? parent.folder(named: name, shownAs: shownPath) else { return }
    try? AbandonedTree(name: old, parent: parent, current: current).remove()
  }

  /// The index first: what a killed run leaves behind says what is in it.
  private func fill(_ stage: StagedFolder, with files: [OutputFile], _ index: OutputIndex) throws(FileFailure) {
    try stage.write(index.text, to: OutputIndex.fileName)
    try stage.write(files)
  }
}

extension FileFailure {
  /// Whether the file system can do this nowhere here, rather than has no room or is broken.
  fileprivate var isRefusal: Bool {
    guard let code else { return false }
    return ![ENOSPC, EDQUOT, EIO, EFBIG, EMFILE, ENFILE].contains(code)
  }
}
