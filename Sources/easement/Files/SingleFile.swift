import Foundation

/// One file that is written whole or not at all.
enum SingleFile {
  static func replace(_ path: String, with bytes: [UInt8]) throws(FileFailure) {
    if let status = try FileStatus(at: path, followsLinks: true), status.kind != .regular {
      // A device such as /dev/stdout is written to, never replaced.
      guard status.kind == .other else { throw FileFailure(path, "is a folder") }
      return try write(bytes, toDevice: path)
    }
    let place = PlacedName(path)
    do throws(FileFailure) {
      let parent = try OpenFolder.making(place.parent)
      try Interruption.deferred { () throws(FileFailure) in try replace(place.name, in: parent, with: bytes) }
    } catch {
      throw FileFailure(path, error.reason, error.status)
    }
  }

  private static func replace(_ name: String, in parent: OpenFolder, with bytes: [UInt8]) throws(FileFailure) {
    if try parent.lock(exclusively: true, waiting: .seconds(30)) {
      for leftover in try StagedFolder.leftovers(of: name, in: parent) { try? parent.removeTree(leftover) }
    }
    let temporary = StagedFolder.temporaryName(for: name)
    do throws(FileFailure) {
      try parent.write(bytes, to: temporary)
      try parent.move(temporary, into: parent, as: name)
    } catch {
      try? parent.removeFile(temporary)
      throw error
    }
  }

  private static func write(_ bytes: [UInt8], toDevice path: String) throws(FileFailure) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(path, errno: errno) }
    defer { close(descriptor) }
    do throws(FileFailure) {
      try FileStatus.write(bytes, to: descriptor, named: path)
    } catch {
      // Nobody reading any more is no failure.
      guard error.code == EPIPE else { throw error }
    }
  }
}
