import Driver
import Foundation

/// A tree that is not the output folder, or no longer: an old one that was replaced, or what a killed run was building.
///
/// It goes, but nothing is lost with it: a file that somebody put there at the last moment moves to where it belongs.
struct AbandonedTree {
  let name: String
  let parent: OpenFolder
  /// The output folder as it is now, if there is one.
  let current: OpenFolder?

  func remove() throws(FileFailure) {
    guard let tree = try parent.folder(named: name) else { return try parent.removeFile(name) }
    var ours: Set<String> = []
    for folder in [tree, current] {
      if let index = try folder?.index() { ours.formUnion(index.paths) }
    }
    try clear(tree, now: current, below: "", ours: ours, depth: 0)
    // Last, since a run that is killed here leaves the rest to the next one, which has to know what is ours.
    try tree.removeFile(OutputIndex.fileName)
    parent.removeEmptyFolder(name)
  }

  private func clear(
    _ tree: OpenFolder, now: OpenFolder?, below prefix: String, ours: Set<String>, depth: Int
  ) throws(FileFailure) {
    guard depth < OpenFolder.depthLimit else { return }
    for name in try tree.names() where prefix + name != OutputIndex.fileName {
      let path = prefix + name
      if let inner = try tree.folder(named: name) {
        try clear(inner, now: try now?.folder(named: name), below: "\(path)/", ours: ours, depth: depth + 1)
        tree.removeEmptyFolder(name)
        continue
      }
      let isNeedless = ours.contains(path) ? true : try hasSuccessor(name, in: tree, now: now)
      if isNeedless {
        try tree.removeFile(name)
      } else if let current {
        try tree.move(name, into: try current.makeFolders(at: prefix))
      }
    }
  }

  /// Whether the same file, or a newer one, stands in its place now.
  private func hasSuccessor(_ name: String, in tree: OpenFolder, now: OpenFolder?) throws(FileFailure) -> Bool {
    guard let old = try tree.status(of: name) else { return true }
    guard let new = try now?.status(of: name) else { return false }
    return new.identity == old.identity || !new.modified.lexicographicallyPrecedes(old.modified)
  }
}
