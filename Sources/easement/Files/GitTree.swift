import Diagnostics
import Foundation
import Subprocess
import SystemPackage

/// What stands after `git:`: a revision, and a path below the root of the repository.
struct GitReference {
  let revision: String
  /// Nil to take the path of the other side.
  let path: String?

  init(revision: String, path: String?) {
    self.revision = revision
    self.path = path
  }

  /// Nil for texts without the prefix.
  init?(_ text: String) throws(FileFailure) {
    guard text.begins(with: "git:") else { return nil }
    let parts = text.parts(at: ":")
    let revision = parts[1]
    let isPlain = revision.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0.value < 0x7F }
    guard !revision.isEmpty, isPlain, !revision.begins(with: "-") else {
      throw FileFailure(text, "is no revision; write git:REV or git:REV:PATH", .inputNotFound)
    }
    self.revision = revision
    path = parts.count > 2 ? parts[2...].joined(separator: ":") : nil
  }
}

/// The files of one revision, read from git's own store: the work tree is neither looked at nor touched.
struct GitTree {
  /// The root of the repository.
  private let root: String
  private let revision: String
  private let path: String

  private static let outputLimit = 1 << 30
  private static let endings = [".yaml", ".yml", ".json"]

  /// - Parameter other: the other side of the comparison, a path on disk; nil to start from the current folder.
  init(_ reference: GitReference, other: String?) async throws {
    revision = reference.revision
    let start = try Self.start(of: other)
    root = try await Self.place("--show-toplevel", of: start.folder)
    guard !root.isEmpty else { throw FileFailure(start.folder, "is no work tree of git", .inputNotFound) }
    let path =
      if let path = reference.path { path } else {
        try await Self.place("--show-prefix", of: start.folder) + start.file
      }
    let parts = path.pathSteps
    guard !parts.contains("..") else { throw FileFailure(path, "leads out of the repository", .inputNotFound) }
    self.path = parts.joined(separator: "/")
  }

  /// What git says of where a folder lies. The line break behind it is git's, any other one belongs to a name.
  private static func place(_ option: String, of folder: String) async throws -> String {
    let answer = try await git(in: folder, ["rev-parse", option])
    return String(decoding: answer.last == UInt8(ascii: "\n") ? answer.dropLast() : answer[...], as: UTF8.self)
  }

  /// The folder to ask from, and the name of the file in it if the path is one.
  private static func start(of other: String?) throws(FileFailure) -> (folder: String, file: String) {
    guard let other, other != "-" else { return (".", "") }
    guard let status = try FileStatus(at: other, followsLinks: true) else {
      throw FileFailure(other, "there is no such file or folder", .inputNotFound)
    }
    if status.kind == .directory { return (other, "") }
    return (PlacedName(other).parent, PlacedName(other).name)
  }

  /// Every YAML and JSON file below the path.
  func sources() async throws -> (sources: [SourceText], findings: [Diagnostic]) {
    let commit = try await object("\(revision)^{commit}")
    let object = try await object("\(commit):\(path)")
    let kind = try await Self.git(in: root, ["cat-file", "-t", object])
    guard String(decoding: kind, as: UTF8.self) == "tree\n" else {
      let name = path.pathSteps.last ?? path
      let entry = Entry(mode: "100644", object: object, path: name)
      return (try await contents(of: [entry], place: { _ in "git:\(revision):\(path)" }), [])
    }
    let listing = try await Self.git(in: root, ["ls-tree", "-r", "-z", object])
    let entries = Entry.entries(in: listing).filter(\.isVisible)
    let files = entries.filter { entry in entry.isFile && Self.endings.contains(where: entry.path.ends) }
    let prefix = path.isEmpty ? "" : "\(path)/"
    let others = entries.filter { !$0.isFile && ($0.isSubmodule || Self.endings.contains(where: $0.path.ends)) }
    return (
      try await contents(of: files, place: { "git:\(revision):\(prefix)\($0)" }),
      others.map { unread("git:\(revision):\(prefix)\($0.path)", $0) }
    )
  }

  private func unread(_ path: String, _ entry: Entry) -> Diagnostic {
    Diagnostic(
      .unreadableFile,
      "\"\(path)\" cannot be read: \(entry.isSubmodule ? "a submodule" : "a symbolic link") of a revision",
      at: Span(startOf: SourceText(path: path, bytes: [])), help: "compare two folders instead")
  }

  /// The identity of what an expression names. `rev-parse` takes it for nothing else.
  private func object(_ expression: String) async throws -> String {
    let answer = try await Self.git(
      in: root, ["rev-parse", "--verify", "--quiet", "--end-of-options", expression],
      missing: "git:\(revision)\(path.isEmpty ? "" : ":\(path)")")
    let name = String(decoding: answer, as: UTF8.self).filter { !$0.isWhitespace }
    guard name.count >= 40, name.allSatisfy(\.isHexDigit) else {
      throw FileFailure("git:\(revision)", "there is no such revision or path", .inputNotFound)
    }
    return name
  }

  // MARK: Blobs

  private struct Entry {
    let mode: String
    let object: String
    let path: String

    var isFile: Bool { mode == "100644" || mode == "100755" }

    var isSubmodule: Bool { mode == "160000" }

    /// Hidden files and folders are left out, as on disk.
    var isVisible: Bool { !path.pathSteps.contains { $0.begins(with: ".") } }

    /// `mode SP type SP object TAB path NUL`, any number of times; sorted by path.
    static func entries(in listing: [UInt8]) -> [Entry] {
      listing.split(separator: 0).compactMap { line in
        guard let tab = line.firstIndex(of: 9) else { return nil }
        let fields = String(decoding: line[..<tab], as: UTF8.self).parts(at: " ")
        guard fields.count == 3 else { return nil }
        return Entry(mode: fields[0], object: fields[2], path: String(decoding: line[(tab + 1)...], as: UTF8.self))
      }.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }
  }

  private func contents(of entries: [Entry], place: (String) -> String) async throws -> [SourceText] {
    guard !entries.isEmpty else { return [] }
    let names = entries.map { $0.object + "\n" }.joined()
    var rest = try await Self.git(in: root, ["cat-file", "--batch"], input: names)[...]
    var sources: [SourceText] = []
    for entry in entries {
      guard let end = rest.firstIndex(of: 10) else { throw Self.broken }
      let header = String(decoding: rest[..<end], as: UTF8.self).parts(at: " ")
      guard header.count == 3, let size = Int(header[2]), size < rest.endIndex - end - 1 else { throw Self.broken }
      let start = end + 1
      sources.append(
        SourceText(
          path: place(entry.path), relativePath: entry.path, bytes: Array(rest[start..<start + size]),
          isNamed: false))
      rest = rest[(start + size + 1)...]
    }
    return sources
  }

  private static let broken = FileFailure("git", "a file of the revision is missing from the repository")

  // MARK: The program

  /// What git prints. No shell is involved, no hook runs and nothing is fetched.
  ///
  /// - Parameter missing: what is not there if git says no.
  private static func git(
    in folder: String, _ arguments: [String], input: String = "", missing: String? = nil
  ) async throws -> [UInt8] {
    let options = ["-C", folder, "--no-pager", "-c", "core.fsmonitor=false"]
    let status: TerminationStatus
    let output: [UInt8]
    let errors: String
    do {
      let result = try await Subprocess.run(
        .name("git"), arguments: Arguments(options + arguments),
        environment: .inherit.updating([
          "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C",
        ]),
        input: .inputWriter, output: .bytes(limit: outputLimit), error: .string(limit: 1 << 16)
      ) { execution in
        // A child that is gone early says so by its status.
        _ = try? await execution.standardInputWriter.write(input)
        try? await execution.standardInputWriter.finish()
      }
      (status, output, errors) = (result.terminationStatus, result.standardOutput, result.standardError)
    } catch {
      throw FileFailure("git", "cannot be started or says too much: \(error)".escapedForTerminal)
    }
    guard case .exited(0) = status else {
      if let missing { throw FileFailure(missing, "there is no such revision or path", .inputNotFound) }
      let reason = errors.parts(at: "\n").first { !$0.isEmpty } ?? "failed"
      throw FileFailure("git", reason.escapedForTerminal, .inputNotFound)
    }
    return output
  }
}
