import Foundation

/// One file that is written whole or not at all.
enum SingleFile {
  static func replace(_ path: String, with bytes: [UInt8]) throws(FileFailure) {
    if let status = try FileStatus(at: path, followsLinks: true), status.kind != .regular {
      // A device such as /dev/stdout is written to, never replaced.
      guard status.kind == .other else { throw FileFailure(path, "is a folder") }
      return try write(bytes, toDevice: path)
    }
    try StagedFolder.makeFolders(StagedFolder.parent(of: path))
    let temporary = "\(path).easement-\(getpid())"
    do throws(FileFailure) {
      try StagedFolder.write(bytes, to: temporary)
      guard rename(temporary, path) == 0 else { throw FileFailure(path, errno: errno) }
    } catch {
      unlink(temporary)
      throw FileFailure(path, error.reason, error.status)
    }
  }

  private static func write(_ bytes: [UInt8], toDevice path: String) throws(FileFailure) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(path, errno: errno) }
    defer { close(descriptor) }
    guard bytes.withUnsafeBytes({ Foundation.write(descriptor, $0.baseAddress, $0.count) }) == bytes.count else {
      throw FileFailure(path, errno: errno)
    }
  }
}
