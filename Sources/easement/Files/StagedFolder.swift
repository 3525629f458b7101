import Diagnostics
import Driver
import Foundation
import Workers

/// A folder that is built beside its target and then takes the target's place.
struct StagedFolder {
  private let parent: OpenFolder
  /// The target's name in `parent`.
  private let name: String
  private let stagedName: String
  private let folder: OpenFolder

  /// What names of folders and files that are being built begin with.
  private static func prefix(of name: String) -> String { ".\(name).easement-" }

  static func temporaryName(for name: String) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    return prefix(of: name) + String((0..<8).map { _ in letters[Int.random(in: 0..<letters.count)] })
  }

  /// What runs that were killed have left beside `name`. Only who holds the lock of `parent` may ask.
  static func leftovers(of name: String, in parent: OpenFolder) throws(FileFailure) -> [String] {
    let prefix = prefix(of: name)
    return try parent.names().filter { $0.begins(with: prefix) && $0.utf8.count == prefix.utf8.count + 8 }
  }

  /// - Parameter path: the target, as messages name it.
  init(beside name: String, in parent: OpenFolder, shownAs path: String) throws(FileFailure) {
    self.parent = parent
    self.name = name
    stagedName = Self.temporaryName(for: name)
    folder = try parent.makeFolder(named: stagedName, shownAs: path)
  }

  /// Takes over everything in `source` but the relative paths in `left`: files by hard link, so that nothing is copied
  /// and nothing is lost. Folders that held nothing but what is left go with it; empty ones stay.
  func linkContents(of source: OpenFolder, except left: Set<String>) throws(FileFailure) {
    try link(source, into: folder, except: left, below: "", depth: 0)
  }

  private func link(
    _ source: OpenFolder, into target: OpenFolder, except left: Set<String>, below prefix: String, depth: Int
  ) throws(FileFailure) {
    guard depth < OpenFolder.depthLimit else {
      throw FileFailure(source.path, "folders nest too deeply", code: ENAMETOOLONG)
    }
    for name in try source.names() where !left.contains(prefix + name) {
      try Interruption.check()
      if let inner = try source.folder(named: name) {
        let copy = try target.makeFolder(named: name)
        try copy.takePermissions(of: inner)
        try link(inner, into: copy, except: left, below: "\(prefix)\(name)/", depth: depth + 1)
        if try !inner.names().isEmpty { target.removeEmptyFolder(name) }
      } else {
        try source.link(name, into: target)
      }
    }
  }

  func takePermissions(of source: OpenFolder) throws(FileFailure) { try folder.takePermissions(of: source) }

  func write(_ files: [OutputFile]) throws(FileFailure) {
    let texts = Dictionary(files.map { ($0.path, $0.text) }) { first, _ in first }
    let folder = folder
    _ = try FolderPaths.grouping(texts.keys).concurrentMap { paths throws(FileFailure) in
      let parent = try folder.makeFolders(at: paths.folder)
      for name in paths.names {
        try Interruption.check()
        try parent.write(Array((texts[paths.path(of: name)] ?? "").utf8), to: name)
      }
    }
  }

  func write(_ text: String, to relativePath: String) throws(FileFailure) {
    try Interruption.check()
    let place = PlacedName(relativePath)
    let parent = try folder.makeFolders(at: place.parent)
    try parent.write(Array(text.utf8), to: place.name)
  }

  /// Puts a file of this folder into another one too, where nothing may have its name yet.
  func link(_ relativePath: String, into other: OpenFolder) throws(FileFailure) {
    let place = PlacedName(relativePath)
    let parent = try folder.folder(at: place.parent)
    try parent?.link(place.name, into: other)
  }

  /// The one step that makes this tree the folder, where there was none.
  func takePlace() throws(FileFailure) { try parent.move(stagedName, into: parent, as: name) }

  /// The one step that makes this tree the folder and leaves the old one under the name that is returned.
  ///
  /// A process that ends before or after it leaves a whole tree. The disk is not waited for: the index tells after a power
  /// failure what did not get there.
  func exchange() throws(FileFailure) -> String {
    try parent.exchange(stagedName, name)
    return stagedName
  }

  /// The index last: a run that is killed here leaves the rest to the next one, which has to know what is ours.
  func discard() { try? parent.removeTree(stagedName, last: OutputIndex.fileName) }
}
