import Foundation
import Subprocess
import SystemPackage
import TestSupport

/// The built program, started as people start it.
enum Tool {
  /// Beside the test program, where SwiftPM builds both; `EASEMENT` names another one.
  static let path =
    ProcessInfo.processInfo.environment["EASEMENT"]
    ?? URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "easement").path

  struct Outcome {
    /// Minus the signal's number, if one ended it.
    let status: Int
    let output: String
    let errors: String
  }

  /// Tests begin all at once. More programs than this at a time would only keep each other from ending in time.
  private static let turns = Turns(3 * ProcessInfo.processInfo.activeProcessorCount)

  /// Runs in `folder`, or else in the checkout.
  static func run(_ arguments: String..., input: String = "", in folder: Scratch? = nil) async throws -> Outcome {
    try await start(path, arguments, input: input, in: folder)
  }

  /// A script in which `easement` is the built program.
  static func bash(_ script: String, in folder: Scratch? = nil) async throws -> Outcome {
    try await start("/bin/bash", ["-c", script], input: "", in: folder)
  }

  private static func start(
    _ program: String, _ arguments: [String], input: String, in folder: Scratch?
  ) async throws -> Outcome {
    await turns.take()
    defer { Task { await turns.give() } }
    let folders = [URL(filePath: path).deletingLastPathComponent().path, ProcessInfo.processInfo.environment["PATH"]]
    let result = try await Subprocess.run(
      .path(FilePath(program)), arguments: Arguments(arguments),
      environment: .inherit.updating(["PATH": folders.compactMap(\.self).joined(separator: ":"), "NO_COLOR": "1"]),
      workingDirectory: FilePath(folder?.path ?? Repository.root.path),
      input: .fileDescriptor(try file(holding: input), closeAfterSpawningProcess: true),
      output: .bytes(limit: 64 << 20), error: .string(limit: 16 << 20))
    let status =
      switch result.terminationStatus {
      case .exited(let code): Int(code)
      case .signaled(let number): -Int(number)
      }
    return Outcome(
      status: status, output: String(decoding: result.standardOutput, as: UTF8.self), errors: result.standardError)
  }

  /// A file that is gone as soon as it is closed: a program may end before it has read its input, and a pipe would break then.
  private static func file(holding text: String) throws -> FileDescriptor {
    let place = FileManager.default.temporaryDirectory.appending(path: "easement-input-\(UUID().uuidString)")
    try Data(text.utf8).write(to: place)
    defer { try? FileManager.default.removeItem(at: place) }
    return try FileDescriptor.open(FilePath(place.path), .readOnly)
  }
}

/// Lets so many in at a time, in the order in which they came.
private actor Turns {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ count: Int) { free = count }

  func take() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func give() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

/// A folder of a test's own, gone when the test is.
final class Scratch: Sendable {
  let url: URL
  var path: String { url.path }

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "easement-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ text: String, to name: String) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func text(of name: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: url.appending(path: name).path) }

  /// Every file below it by its relative path.
  func contents() throws -> [String: String] { try files(below: url) }

  func remove(_ name: String) throws { try FileManager.default.removeItem(at: url.appending(path: name)) }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: url.appending(path: name).path, withDestinationPath: target)
  }

  /// A copy of a folder of the repository.
  func copy(_ source: String, to name: String) throws {
    try FileManager.default.copyItem(at: Repository.folder(source), to: url.appending(path: name))
  }
}
