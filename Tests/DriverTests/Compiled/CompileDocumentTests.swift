import Foundation
import TestSupport
import Testing

/// What `docs/compile.md` shows is what comes out: each `cat` of a file is followed by the file.
@Suite struct CompileDocumentTests {
  private static let page = Repository.folder("docs/compile.md")
  private static let golden = Repository.folder("Tests/DriverTests/Golden/tiers/compiled")

  @Test func excerptsAreWhatIsCompiled() throws {
    let page = String(decoding: try Data(contentsOf: Self.page), as: UTF8.self)
    let files = try files(below: Self.golden)
    var shown = 0
    var updated = page
    for match in page.matches(of: /```sh\ncat out\/tiers\/(?<path>\S+)\n```\n\n(?:```yaml\n(?<text>(?s:.*?))```|@@\w+)/)
    {
      shown += 1
      let text = try #require(files[String(match.path)], "there is no \(match.path)")
      #expect(GoldenFolder.isUpdating || match.text.map(String.init) == text, "\(match.path)")
      updated = updated.replacingOccurrences(
        of: String(match.0), with: "```sh\ncat out/tiers/\(match.path)\n```\n\n```yaml\n\(text)```")
    }
    #expect(shown == 4)
    if GoldenFolder.isUpdating { try Data(updated.utf8).write(to: Self.page) }
  }
}
