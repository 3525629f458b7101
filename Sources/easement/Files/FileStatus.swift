import Foundation

/// What stands at a path.
enum FileKind {
  case regular, directory, symbolicLink, other
}

/// A file's kind, size and identity.
struct FileStatus {
  let kind: FileKind
  /// Whether bytes come through it from somebody who writes: a named pipe, or `<(…)` of a shell.
  let isPipe: Bool
  let size: Int
  /// Device and inode: the same for two paths to one file.
  let identity: [UInt64]
  let permissions: mode_t
  /// Seconds and nanoseconds.
  let modified: [Int]

  /// Nil when nothing is there.
  ///
  /// - Parameter followsLinks: whether a symbolic link stands for what it leads to.
  init?(at path: String, followsLinks: Bool) throws(FileFailure) {
    var status = stat()
    guard (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw FileFailure(path, errno: errno)
    }
    self.init(status)
  }

  init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      default: .other
      }
    isPipe = status.st_mode & S_IFMT == S_IFIFO
    size = Int(status.st_size)
    identity = [UInt64(status.st_dev), UInt64(status.st_ino)]
    permissions = status.st_mode & 0o7777
    modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
  }

  /// The names in a folder, in byte order.
  static func names(in folder: String) throws(FileFailure) -> [String] {
    guard let directory = opendir(folder) else { throw FileFailure(folder, errno: errno) }
    return try names(in: directory, folder)
  }

  /// Reads an open folder to its end, and closes it.
  static func names(in directory: OpaquePointer, _ folder: String) throws(FileFailure) -> [String] {
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = try nextEntry(of: directory, folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Nil at the end of the folder. What is left unread for another reason would count as not there.
  private static func nextEntry(
    of directory: OpaquePointer, _ folder: String
  ) throws(FileFailure) -> UnsafeMutablePointer<dirent>? {
    errno = 0
    let entry = readdir(directory)
    guard entry != nil || errno == 0 else { throw FileFailure(folder, errno: errno) }
    return entry
  }

  /// The bytes of a file, at most `limit` of them.
  static func bytes(of path: String, limit: Int) throws(FileFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(path, errno: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileFailure(path, errno: errno) }
    guard FileStatus(status).kind == .regular else { throw FileFailure(path, "it is neither a file nor a folder") }
    let size = Int(status.st_size)
    guard size <= limit else { throw FileFailure(path, "is larger than \(limit >> 20) MB") }
    return try bytes(from: descriptor, named: path, expecting: size, limit: limit)
  }

  /// What somebody writes into a pipe, to its end.
  static func bytes(ofPipe path: String, limit: Int) throws(FileFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(path, errno: errno) }
    defer { close(descriptor) }
    return try bytes(from: descriptor, named: path, limit: limit)
  }

  /// - Parameter size: how many bytes are likely to come.
  static func bytes(
    from descriptor: Int32, named path: String, expecting size: Int = 1 << 16, limit: Int
  ) throws(FileFailure) -> [UInt8] {
    // One byte more than expected, so that the end is seen without another buffer.
    var buffer = [UInt8](repeating: 0, count: max(size, 64) + 1)
    var filled = 0
    while true {
      let room = buffer.count - filled
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress?.advanced(by: filled), room) }
      if count < 0 {
        if errno == EINTR { continue }
        throw errno == EBADF ? FileFailure(path, "is not open for reading") : FileFailure(path, errno: errno)
      }
      filled += count
      guard filled <= limit else { throw FileFailure(path, "is larger than \(limit >> 20) MB") }
      if count == 0 {
        buffer.removeLast(buffer.count - filled)
        return buffer
      }
      // No more than shows that it is too much.
      if filled == buffer.count { buffer.append(contentsOf: repeatElement(0, count: min(filled, limit + 1 - filled))) }
    }
  }

  /// Writes all of it.
  static func write(_ bytes: [UInt8], to descriptor: Int32, named path: String) throws(FileFailure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FileFailure(path, errno: errno) }
      rest = rest.dropFirst(count)
    }
  }
}
