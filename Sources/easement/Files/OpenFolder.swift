import CFileSystem
import Diagnostics
import Foundation

/// A folder that is held open: what lies below it is reached from its descriptor, name by name, and never through a
/// symbolic link, whoever puts one there in the meantime.
final class OpenFolder: Sendable {
  let descriptor: Int32
  /// As messages name it.
  let path: String

  /// - Parameters:
  ///   - path: whose links are followed: it is the user's own word.
  ///   - shownPath: what messages say instead of it.
  init(at path: String, shownAs shownPath: String? = nil) throws(FileFailure) {
    self.path = shownPath ?? path
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(self.path, errno: errno) }
  }

  /// Like `mkdir -p`, then open.
  static func making(_ path: String) throws(FileFailure) -> OpenFolder {
    if try FileStatus(at: path, followsLinks: true) == nil {
      let place = PlacedName(path)
      _ = try making(place.parent)
      guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw FileFailure(path, errno: errno) }
    }
    return try OpenFolder(at: path)
  }

  private init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  private func shown(_ name: String) -> String { path.appendingPath(name) }

  private func failure(_ name: String) -> FileFailure { FileFailure(shown(name), errno: errno) }

  // MARK: Looking

  /// Nil when nothing has this name. A link is a link.
  func status(of name: String) throws(FileFailure) -> FileStatus? {
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      if errno == ENOENT { return nil }
      throw failure(name)
    }
    return FileStatus(status)
  }

  /// The names in it, in byte order.
  func names() throws(FileFailure) -> [String] {
    let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let directory = fdopendir(copy) else { throw FileFailure(path, errno: errno) }
    return try FileStatus.names(in: directory, path)
  }

  /// Nil unless a folder has this name.
  func folder(named name: String, shownAs shownPath: String? = nil) throws(FileFailure) -> OpenFolder? {
    let child = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard child >= 0 else {
      if errno == ENOENT || errno == ENOTDIR || errno == ELOOP { return nil }
      throw failure(name)
    }
    return OpenFolder(descriptor: child, path: shownPath ?? shown(name))
  }

  /// Nil unless there is a folder at each part of a relative path, which may be empty.
  func folder(at relativePath: String) throws(FileFailure) -> OpenFolder? {
    var folder = self
    for part in relativePath.pathSteps {
      guard let next = try folder.folder(named: part) else { return nil }
      folder = next
    }
    return folder
  }

  /// The bytes of a file, nil unless a file has this name.
  func bytes(of name: String, limit: Int) throws(FileFailure) -> [UInt8]? {
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT || errno == ELOOP || errno == ENXIO { return nil }
      throw failure(name)
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw failure(name) }
    guard FileStatus(status).kind == .regular else { return nil }
    return try FileStatus.bytes(
      from: file, named: shown(name), expecting: min(Int(status.st_size), limit), limit: limit)
  }

  // MARK: Changing

  /// Makes a folder unless there is one.
  func makeFolder(named name: String, shownAs shownPath: String? = nil) throws(FileFailure) -> OpenFolder {
    guard mkdirat(descriptor, name, 0o755) == 0 || errno == EEXIST else {
      // The folder around it is open: where none can be made, as in /proc, this is how the system says so.
      throw errno == ENOENT
        ? FileFailure(shownPath ?? shown(name), "cannot be created there", code: ENOENT)
        : FileFailure(shownPath ?? shown(name), errno: errno)
    }
    guard let folder = try folder(named: name, shownAs: shownPath) else {
      throw FileFailure(shownPath ?? shown(name), "is not a folder")
    }
    return folder
  }

  func makeFolders(at relativePath: String) throws(FileFailure) -> OpenFolder {
    var folder = self
    for part in relativePath.pathSteps {
      folder = try folder.makeFolder(named: part)
    }
    return folder
  }

  /// Writes a new file; nothing may have its name yet.
  func write(_ bytes: [UInt8], to name: String) throws(FileFailure) {
    let file = openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard file >= 0 else { throw failure(name) }
    do throws(FileFailure) {
      try FileStatus.write(bytes, to: file, named: shown(name))
    } catch {
      close(file)
      throw error
    }
    guard close(file) == 0 else { throw failure(name) }
  }

  /// A second name for a file in another folder.
  func link(_ name: String, into folder: OpenFolder, as other: String? = nil) throws(FileFailure) {
    guard linkat(descriptor, name, folder.descriptor, other ?? name, 0) == 0 else { throw failure(name) }
  }

  /// Takes the place of a file of that name.
  func move(_ name: String, into folder: OpenFolder, as other: String? = nil) throws(FileFailure) {
    guard renameat(descriptor, name, folder.descriptor, other ?? name) == 0 else {
      throw folder.failure(other ?? name)
    }
  }

  func exchange(_ first: String, _ second: String) throws(FileFailure) {
    guard easement_exchange_names(descriptor, first, second) == 0 else { throw failure(second) }
  }

  func removeFile(_ name: String) throws(FileFailure) {
    guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else { throw failure(name) }
  }

  /// - Returns: whether it was empty and is gone.
  @discardableResult func removeEmptyFolder(_ name: String) -> Bool {
    unlinkat(descriptor, name, AT_REMOVEDIR) == 0
  }

  /// How deep folders may nest before they are left alone.
  static let depthLimit = 64

  /// Everything of that name, whatever it is.
  ///
  /// - Parameter last: what goes after everything else in a folder.
  func removeTree(_ name: String, last: String? = nil, depth: Int = 0) throws(FileFailure) {
    guard depth < Self.depthLimit, try status(of: name) != nil else { return }
    if let folder = try folder(named: name) {
      for inner in try folder.names() where inner != last { try folder.removeTree(inner, depth: depth + 1) }
      if let last { try folder.removeTree(last, depth: depth + 1) }
      removeEmptyFolder(name)
    } else {
      try removeFile(name)
    }
  }

  // MARK: Locking

  /// Waits until no other run has it locked, for as long as it stays open.
  ///
  /// - Returns: false where there are no such locks, as on some network file systems.
  func lock(exclusively: Bool, waiting limit: Duration) throws(FileFailure) -> Bool {
    let end = ContinuousClock.now + limit
    while flock(descriptor, (exclusively ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { return false }
      guard ContinuousClock.now < end else {
        throw FileFailure(path, "another run of easement is writing here; try again when it has ended")
      }
      usleep(20_000)
    }
    return true
  }
}

extension OpenFolder {
  func takePermissions(of other: OpenFolder) throws(FileFailure) {
    var status = stat()
    guard fstat(other.descriptor, &status) == 0, fchmod(descriptor, FileStatus(status).permissions) == 0 else {
      throw FileFailure(path, errno: errno)
    }
  }
}
