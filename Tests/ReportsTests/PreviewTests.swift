import Diagnostics
import Testing

@testable import Reports

/// What is in view while a graph changes.
@Suite struct PreviewTests {
  private static func view(_ text: String) throws -> Preview.View {
    Preview.View(report: try SampleReport(text: text).report, picture: nil, remark: "none")
  }

  private static func error(_ message: String) -> Diagnostic { Diagnostic(.needWithoutGrant, message, at: nil) }

  private static let warning = Diagnostic(.unusedGrant, "nobody asks for it", at: nil)

  @Test func beginsWithNothing() throws {
    var preview = Preview(session: "a")
    let start = try preview.page()
    #expect(start.contains("Reading the graph") && !start.contains("class=\"trouble\""))
    preview.update(nil, findings: [Self.error("the first mistake")])
    let broken = try preview.page()
    #expect(broken.contains("The graph has 1 error. There is nothing to show yet."))
    #expect(broken.contains("error[need-without-grant]: the first mistake") && broken.contains("No graph yet"))
  }

  @Test func lastSoundStateStaysInView() throws {
    var preview = Preview(session: "a")
    preview.update(try Self.view("first words"), findings: [Self.warning])
    let sound = try preview.page()
    #expect(sound.contains("first words") && !sound.contains("class=\"trouble\""))

    #expect(!preview.wants(viewWithErrors: true) && preview.wants(viewWithErrors: false))
    preview.update(try Self.view("broken words"), findings: [Self.warning, Self.error("a mistake")])
    let broken = try preview.page()
    #expect(broken.contains("The graph has 1 error. What follows is its last state without errors."))
    #expect(broken.contains("<pre>error[need-without-grant]: a mistake\n</pre>"))
    #expect(broken.contains("first words") && !broken.contains("broken words"))
    #expect(!broken.contains("warning[unused-grant]"))

    preview.fail("graph: there is no such file or folder")
    let gone = try preview.page()
    #expect(gone.contains("<pre>graph: there is no such file or folder</pre>") && !gone.contains("a mistake"))
    #expect(gone.contains("first words"))

    preview.update(try Self.view("second words"), findings: [])
    let mended = try preview.page()
    #expect(mended.contains("second words") && !mended.contains("first words"))
    #expect(!mended.contains("class=\"trouble\""))
  }

  @Test func whatCanBeReadIsShownUntilAllCanBe() throws {
    var preview = Preview(session: "a")
    preview.update(try Self.view("first words"), findings: [Self.error("a mistake")])
    #expect(try preview.page().contains("The graph has 1 error. What follows is what can be read of it."))
    #expect(preview.wants(viewWithErrors: true))
    preview.update(try Self.view("second words"), findings: [Self.error("a mistake"), Self.error("another")])
    #expect(try preview.page().contains("The graph has 2 errors. What follows is what can be read of it."))
    #expect(try preview.page().contains("second words"))
    preview.update(try Self.view("third words"), findings: [])
    #expect(try preview.page().contains("third words"))
    #expect(!preview.wants(viewWithErrors: true))
  }

  @Test func eachStateHasAVersionThatItsPageKnows() throws {
    var preview = Preview(session: "a")
    var versions: [String] = []
    for step in 0..<4 {
      if step == 1 { preview.update(try Self.view("words"), findings: []) }
      if step == 2 { preview.update(nil, findings: [Self.error("a mistake")]) }
      if step == 3 { preview.fail("gone") }
      #expect(try preview.page().contains("<meta name=\"preview-version\" content=\"\(preview.version)\">"))
      versions.append(preview.version)
    }
    #expect(Set(versions).count == 4)
    #expect(Preview(session: "b").version != versions.first)
  }

  @Test func manyErrorsAreCounted() throws {
    var preview = Preview(session: "a")
    preview.update(nil, findings: (1...1234).map { Self.error("mistake \($0).") })
    let page = try preview.page()
    #expect(page.contains("The graph has 1,234 errors.") && page.contains("and 1,214 more"))
    #expect(page.contains("mistake 20.") && !page.contains("mistake 21."))
  }

  /// The script asks the server for the version; a page that is written to a file asks nobody.
  @Test func onlyPreviewsAskForMore() throws {
    var preview = Preview(session: "a")
    preview.update(try Self.view("words"), findings: [])
    let page = try preview.page()
    let file = try ReportPage(of: try SampleReport(text: "words").report, picture: nil, remark: "none").html
    #expect(page.contains("connect-src &#39;self&#39;") && page.contains("fetch(\"/version\""))
    for word in ["preview", "connect-src", "fetch("] { #expect(!file.contains(word), "\(word)") }
    #expect(!page.contains("unsafe-inline"))
    // The one is the other with four insertions.
    #expect(file.contains("</style>\n</head>") && file.contains("</p>\n<main id=\"main\""))
    #expect(file.hasSuffix("</script>\n</body>\n</html>\n"))
  }

  @Test func noErrorBecomesMarkup() throws {
    func tags(_ text: String) throws -> [Substring] {
      var preview = Preview(session: "a")
      preview.update(nil, findings: [Diagnostic(.needWithoutGrant, text, at: nil, notes: [Note(text)], help: text)])
      let empty = try preview.page()
      preview.update(try Self.view("words"), findings: [])
      preview.fail(text)
      return (empty + (try preview.page())).matches(of: /<\/?[a-zA-Z!][^<>]*>/).map(\.output)
    }
    let plain = try tags("words")
    for text in HostileText.samples { #expect(try tags(text) == plain, "\(text.debugDescription)") }
  }
}
