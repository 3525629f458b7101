import Driver
import Foundation

/// Files that are added to a folder, all of them or none, and never in the place of others.
struct NewFiles {
  let folder: String
  let files: [OutputFile]

  /// The files at whose paths, or in the place of whose folders, something stands already.
  func occupied() throws(FileFailure) -> [String] {
    var paths: [String] = []
    for file in files {
      let path = "\(folder)/\(file.path)"
      let parent = PlacedName(path).parent
      if try FileStatus(at: path, followsLinks: false) != nil {
        paths.append(path)
      } else if let status = try FileStatus(at: parent, followsLinks: false), status.kind != .directory,
        parent != folder, !paths.contains(parent)
      {
        paths.append(parent)
      }
    }
    return paths
  }

  func write() throws(FileFailure) {
    let exists = try FileStatus(at: folder, followsLinks: true) != nil
    let place = exists ? PlacedName("\(folder)/graph") : PlacedName(folder)
    let parent = try OpenFolder.making(place.parent)
    try Interruption.deferred { () throws(FileFailure) in
      if try parent.lock(exclusively: true, waiting: .seconds(30)) {
        for leftover in try StagedFolder.leftovers(of: place.name, in: parent) { try? parent.removeTree(leftover) }
      }
      let stage = try StagedFolder(beside: place.name, in: parent, shownAs: folder)
      do throws(FileFailure) {
        for file in files { try stage.write(file.text, to: file.path) }
        if exists { try add(from: stage, to: parent) } else { try stage.takePlace() }
      } catch {
        stage.discard()
        throw error
      }
      if exists { stage.discard() }
    }
  }

  /// Links the files into the folder, which fails where something has come to stand in the meantime.
  private func add(from stage: StagedFolder, to folder: OpenFolder) throws(FileFailure) {
    var undo: [() -> Void] = []
    do throws(FileFailure) {
      for file in files {
        let place = PlacedName(file.path)
        let isNew = try folder.folder(at: place.parent) == nil
        if isNew { undo.append { folder.removeEmptyFolder(place.parent) } }
        let target = try folder.makeFolders(at: place.parent)
        try stage.link(file.path, into: target)
        undo.append { try? target.removeFile(place.name) }
      }
    } catch {
      for step in undo.reversed() { step() }
      throw error
    }
  }
}
