import Foundation
import TestSupport
import Testing

/// What the documentation tells people to type works.
///
/// Blocks fenced as `sh` are run, those of one page in one shell, in a copy of the examples. What such a block prints on
/// standard output has to be the block of `text` right behind it, if there is one. Blocks that need a cluster, a build or
/// somebody's own files are fenced as `console` or `text` and are not run.
@Suite struct DocumentationTests {
  private static let pages: [String] = {
    let docs = (try? names(in: Repository.folder("docs"))) ?? []
    return ["README.md"] + docs.filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }
  }()

  @Test(arguments: pages)
  func commandsWork(_ page: String) async throws {
    let blocks = try Self.blocks(of: page)
    guard !blocks.isEmpty else { return }
    let scratch = try Scratch()
    try scratch.copy("examples", to: "examples")
    let script = blocks.enumerated().map { index, block in
      "echo '# \(block.script.firstLine)' >&2\n{\n\(block.script)} > \"$SCRATCH\"/.printed-\(index)\n"
    }.joined().replacingOccurrences(of: "/tmp/", with: "\(scratch.path)/")
    let outcome = try await Tool.bash("set -e\nSCRATCH=$PWD\n" + script, in: scratch)
    #expect(outcome.status == 0, "\(page):\n\(outcome.errors)")
    for (index, block) in blocks.enumerated() {
      guard let promised = block.output, scratch.exists(".printed-\(index)") else { continue }
      #expect(try scratch.text(of: ".printed-\(index)") == promised, "\(page): \(block.script)")
    }
  }

  @Test func somethingIsRun() throws {
    let blocks = try Self.pages.flatMap { try Self.blocks(of: $0) }.filter { $0.script.contains("easement ") }
    #expect(blocks.count >= 3)
    #expect(blocks.count { $0.output != nil } >= 10)
  }

  /// Pictures are what the tool draws today; `make gallery` draws them again.
  @Test func picturesAreFresh() async throws {
    let outcome = try await Tool.bash("scripts/gallery \"$(command -v easement)\" --check")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  /// Pages link to pages and headings that exist.
  @Test(arguments: pages)
  func linksLeadSomewhere(_ page: String) throws {
    let text = try Self.text(of: page)
    let folder = Repository.folder(page).deletingLastPathComponent()
    for match in text.matches(of: /\]\((?<path>[^)#:\s]*)(?:#(?<heading>[^)\s]+))?\)/) {
      let file = match.path.isEmpty ? Repository.folder(page) : folder.appending(path: String(match.path))
      #expect(FileManager.default.fileExists(atPath: file.path), "\(page) links to \(match.0)")
      guard let heading = match.heading, file.pathExtension == "md" else { continue }
      let target = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      #expect(Self.headings(of: target).contains(String(heading)), "\(page) links to \(match.0)")
    }
  }

  private static func text(of page: String) throws -> String {
    String(decoding: try Data(contentsOf: Repository.folder(page)), as: UTF8.self)
  }

  /// Scripts, each with what it prints if the page says so.
  private static func blocks(of page: String) throws -> [(script: String, output: String?)] {
    let block = /(?m)^```sh\n((?:(?!```).*\n)*)```\n(?:\n```text\n((?:(?!```).*\n)*)```$)?/
    return try text(of: page).matches(of: block).map { (String($0.1), $0.2.map(String.init)) }
  }

  /// The anchors that forges make of headings.
  private static func headings(of text: String) -> Set<String> {
    Set(
      text.matches(of: /(?m)^#+ (.+)$/).map { match in
        match.1.lowercased().filter { $0.isLetter || $0.isNumber || "- _".contains($0) }
          .replacingOccurrences(of: " ", with: "-")
      })
  }
}

extension String {
  fileprivate var firstLine: Substring { self.prefix { $0 != "\n" }.prefix { $0 != "'" } }
}
