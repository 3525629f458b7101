import CFileSystem
import Driver
import Foundation
import Workers

/// A folder that is built beside its target and then takes the target's place.
struct StagedFolder {
  private let path: String

  init(beside target: String) throws(FileFailure) {
    let parent = Self.parent(of: target)
    try Self.makeFolders(parent)
    let name = target.split(separator: "/").last.map(String.init) ?? "output"
    var template = Array("\(parent)/.\(name).easement-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.flatMap { mkdtemp($0) } }
    guard let made else { throw FileFailure(parent, errno: errno) }
    path = String(cString: made)
    guard chmod(path, 0o755) == 0 else { throw FileFailure(path, errno: errno) }
  }

  /// Takes over everything in `folder` but the relative paths in `left`: files by hard link, so that nothing is copied
  /// and nothing is lost.
  func linkContents(of folder: String, except left: Set<String>, below prefix: String = "") throws(FileFailure) {
    for name in try FileStatus.names(in: prefix.isEmpty ? folder : "\(folder)/\(prefix)") {
      let relativePath = prefix.isEmpty ? name : "\(prefix)/\(name)"
      let (source, target) = ("\(folder)/\(relativePath)", "\(path)/\(relativePath)")
      guard !left.contains(relativePath), let status = try FileStatus(at: source, followsLinks: false) else { continue }
      if status.kind == .directory {
        try linkContents(of: folder, except: left, below: relativePath)
        // Folders that held nothing but replaced files go with them; empty ones of somebody else's stay.
        if try FileStatus.names(in: source).isEmpty { try Self.makeFolders(target) }
      } else {
        try Self.makeFolders(Self.parent(of: target))
        guard linkat(AT_FDCWD, source, AT_FDCWD, target, 0) == 0 else { throw FileFailure(source, errno: errno) }
      }
    }
  }

  func write(_ files: [OutputFile]) throws(FileFailure) {
    let targets = files.map { "\(path)/\($0.path)" }
    for folder in Set(targets.map(Self.parent)).sorted() { try Self.makeFolders(folder) }
    _ = try Array(zip(files, targets)).concurrentMap { file, target throws(FileFailure) in
      try Self.write(Array(file.text.utf8), to: target)
    }
  }

  func write(_ text: String, to relativePath: String) throws(FileFailure) {
    let target = "\(path)/\(relativePath)"
    try Self.makeFolders(Self.parent(of: target))
    try Self.write(Array(text.utf8), to: target)
  }

  /// Puts a file of this folder at another place too, where nothing may stand yet.
  func link(_ relativePath: String, to target: String) throws(FileFailure) {
    guard linkat(AT_FDCWD, "\(path)/\(relativePath)", AT_FDCWD, target, 0) == 0 else {
      throw FileFailure(target, errno: errno)
    }
  }

  /// Writes a new file; nothing may stand there yet.
  static func write(_ bytes: [UInt8], to target: String) throws(FileFailure) {
    let descriptor = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw FileFailure(target, errno: errno) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let failure = FileFailure(target, errno: errno)
        close(descriptor)
        throw failure
      }
      rest = rest.dropFirst(count)
    }
    guard close(descriptor) == 0 else { throw FileFailure(target, errno: errno) }
  }

  /// The one step that makes the new tree the folder.
  ///
  /// A process that ends before or after it leaves a whole tree. The disk is not waited for: the index tells after a power
  /// failure what did not get there.
  func takePlace(of target: String, exists: Bool) throws(FileFailure) {
    guard exists else {
      guard rename(path, target) == 0 else { throw FileFailure(target, errno: errno) }
      return
    }
    guard easement_exchange_paths(path, target) == 0 else {
      let code = errno
      throw FileFailure(
        target,
        "cannot be replaced in one step (\(String(cString: strerror(code)).lowercased())); "
          + "compile into a folder that does not exist yet and move it")
    }
    discard()  // What stands under the temporary name now is the old tree.
  }

  func discard() { try? FileManager.default.removeItem(atPath: path) }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Like `mkdir -p`.
  static func makeFolders(_ path: String) throws(FileFailure) {
    if let status = try FileStatus(at: path, followsLinks: true) {
      guard status.kind == .directory else { throw FileFailure(path, "is not a folder") }
      return
    }
    try makeFolders(parent(of: path))
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw FileFailure(path, errno: errno) }
  }
}
