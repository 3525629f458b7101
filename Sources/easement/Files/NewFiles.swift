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
      let parent = StagedFolder.parent(of: path)
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
    let stage = try StagedFolder(beside: exists ? "\(folder)/graph" : folder)
    do throws(FileFailure) {
      for file in files { try write(file, to: stage) }
      if exists { try add(from: stage) } else { try stage.takePlace(of: folder, exists: false) }
    } catch {
      stage.discard()
      throw error
    }
    if exists { stage.discard() }
  }

  /// Failures name the path that the file is meant for, not the one that it has for a moment.
  private func write(_ file: OutputFile, to stage: StagedFolder) throws(FileFailure) {
    do throws(FileFailure) {
      try stage.write(file.text, to: file.path)
    } catch {
      throw FileFailure("\(folder)/\(file.path)", error.reason, error.status)
    }
  }

  /// Links the files into the folder, which fails where something has come to stand in the meantime.
  private func add(from stage: StagedFolder) throws(FileFailure) {
    var added: [String] = []
    var madeFolders: [String] = []
    do throws(FileFailure) {
      for file in files {
        let target = "\(folder)/\(file.path)"
        let parent = StagedFolder.parent(of: target)
        if try FileStatus(at: parent, followsLinks: true) == nil { madeFolders.append(parent) }
        try StagedFolder.makeFolders(parent)
        try stage.link(file.path, to: target)
        added.append(target)
      }
    } catch {
      for path in added { unlink(path) }
      for path in madeFolders.reversed() { rmdir(path) }
      throw error
    }
  }
}
