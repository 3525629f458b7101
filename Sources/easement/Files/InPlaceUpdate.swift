import Driver
import Foundation

/// Writing for folders that nothing can take the place of in one step: mount points, folders of a container's image,
/// network file systems, checkouts of git.
///
/// The new files are gathered in a folder inside. Its renaming is the decision: before it nothing has happened, after it a
/// run that is killed is finished by the next. Readers may meanwhile see new files beside old ones, each of them whole.
struct InPlaceUpdate {
  private static let gathering = ".easement-new"
  private static let decided = ".easement-commit"

  let folder: OpenFolder

  /// Whether a run was killed between its decision and its end.
  static func isUnfinished(in folder: OpenFolder) throws(FileFailure) -> Bool {
    try folder.status(of: decided) != nil
  }

  func write(_ files: [OutputFile], _ index: OutputIndex) throws(FileFailure) {
    try folder.removeTree(Self.gathering)
    do throws(FileFailure) {
      let staged = try folder.makeFolder(named: Self.gathering, shownAs: folder.path)
      for file in files + [OutputFile(path: OutputIndex.fileName, text: index.text)] {
        try Interruption.check()
        let place = PlacedName(file.path)
        let parent = try staged.makeFolders(at: place.parent)
        try parent.write(Array(file.text.utf8), to: place.name)
      }
      try folder.move(Self.gathering, into: folder, as: Self.decided)
    } catch {
      try? folder.removeTree(Self.gathering)
      throw error
    }
    try finish()
  }

  /// Carries out what was decided: all of it, or what a killed run has left.
  func finish() throws(FileFailure) {
    try folder.removeTree(Self.gathering)
    guard let staged = try folder.folder(named: Self.decided) else { return }
    // The index goes last: without it there is nothing left to do.
    if let new = try staged.index() {
      let old = try folder.index() ?? OutputIndex(of: [])
      for path in Self.inOrderForReaders(new.paths) { try put(path, from: staged) }
      let kept = Set(new.paths)
      for path in old.paths where !kept.contains(path) { try remove(path) }
      try staged.move(OutputIndex.fileName, into: folder)
    }
    try folder.removeTree(Self.decided)
  }

  /// Each kustomization after the files that it lists.
  private static func inOrderForReaders(_ paths: [String]) -> [String] {
    let isList = { (path: String) in PlacedName(path).name == OutputFile.kustomization }
    return paths.filter { !isList($0) } + paths.filter(isList)
  }

  private func put(_ path: String, from staged: OpenFolder) throws(FileFailure) {
    let place = PlacedName(path)
    guard let source = try staged.folder(at: place.parent), try source.status(of: place.name) != nil else { return }
    try source.move(place.name, into: try folder.makeFolders(at: place.parent))
  }

  /// Folders that it leaves empty go with it.
  private func remove(_ path: String) throws(FileFailure) {
    var place = PlacedName(path)
    guard let holder = try folder.folder(at: place.parent) else { return }
    try holder.removeFile(place.name)
    while place.parent != "." {
      place = PlacedName(place.parent)
      guard let holder = try folder.folder(at: place.parent), holder.removeEmptyFolder(place.name) else { return }
    }
  }
}
