import Foundation
import TestSupport
import Testing

/// What pages of the documentation show of the output is what comes out: each `cat` of a file is followed by the file.
@Suite struct CompileDocumentTests {
  @Test(arguments: [("docs/compile.md", "tiers", 4), ("docs/gitops.md", "gitops", 5)])
  func excerptsAreWhatIsCompiled(_ path: String, _ example: String, _ count: Int) throws {
    let page = Repository.folder(path)
    let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
    let files = try files(below: Repository.folder("Tests/DriverTests/Golden/\(example)/compiled"))
    let excerpt = try Regex<(Substring, Substring, Substring)>(
      "```sh\\ncat out/\(example)/(\\S+)\\n```\\n\\n```yaml\\n((?s:.*?))```")
    var updated = text
    for match in text.matches(of: excerpt) {
      let (whole, name, shown) = match.output
      let file = try #require(files[String(name)], "there is no \(name)")
      #expect(GoldenFolder.isUpdating || shown == file, "\(name)")
      updated = updated.replacingOccurrences(
        of: whole, with: "```sh\ncat out/\(example)/\(name)\n```\n\n```yaml\n\(file)```")
    }
    #expect(text.matches(of: excerpt).count == count)
    if GoldenFolder.isUpdating { try Data(updated.utf8).write(to: page) }
  }
}
