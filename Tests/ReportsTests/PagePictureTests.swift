import TestSupport
import Testing

@testable import Reports

/// Only shapes and text come through, whatever a picture holds.
@Suite struct PagePictureTests {
  private static func picture(_ inner: String) -> PagePicture? {
    PagePicture(
      svg: Array(
        """
        <?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">
        <!-- made by a > drawing program -->
        <svg width="10pt" viewBox="0 0 10 10" xmlns="http://www.w3.org/2000/svg">
        <g id="graph0" class="graph" transform="translate(4 100)"><title>g</title>
        <text x="1" y="-9000">the heading</text>
        \(inner)
        </g></svg>
        """.utf8))
  }

  @Test func nodesAndEdgesKeepTheirNames() throws {
    let picture = try #require(
      Self.picture(
        """
        <g id="node1" class="node"><title>shop</title><g id="a_node1"><a xlink:href="x" xlink:title="shop, owned by &quot;us&quot;">
        <ellipse fill="#fff4dc" stroke="black" cx="50" cy="-20" rx="10" ry="5"/><text x="45" y="-18">shop &amp; co</text></a></g></g>
        <g id="edge1" class="edge"><title>shop&#45;&gt;payments</title><path fill="none" stroke="#3e4c59" d="M10,-40C20,-30 30,-30 40,-20"/></g>
        """))
    #expect(picture.markup.contains("class=\"node\" data-node=\"shop\""))
    #expect(picture.markup.contains("data-from=\"shop\" data-to=\"payments\""))
    #expect(picture.markup.contains("<title>shop, owned by &quot;us&quot;</title>"))
    #expect(picture.markup.contains(">shop &amp; co</text>"))
    #expect(!picture.markup.contains("the heading"))
    #expect(picture.markup.hasPrefix("<svg viewBox=\"2 -48 66 41\""), "\(picture.markup.prefix(60))")
  }

  @Test func nothingThatRunsLoadsOrStyles() throws {
    let picture = try #require(
      Self.picture(
        """
        <g class="node" onclick="x()" style="fill:red" id="panel"><title>a"><script>x</script></title>
        <script>alert(1)</script><image href="http://x/"/><foreignObject><b>x</b></foreignObject><use href="#a"/>
        <polygon onload="x()" fill="url(http://x/)" stroke="javascript:x" points="0,0 1,1" class="panel"/>
        <a xlink:href="javascript:x" xlink:title="t"><path d="M0,0" style="x"/></a></g>
        """))
    for word in [
      "script>", "onclick", "onload", "style", "href", "url", "javascript", "image", "foreign", "use", "id=",
    ] {
      #expect(!picture.markup.contains(word), "\(word) in \(picture.markup)")
    }
  }

  @Test func everyTextIsEscapedAnew() throws {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<500 {
      let text = HostileText.random(using: &generator)
      let markup = try #require(
        Self.picture(
          "<g class=\"node\"><title>\(text.escapedForMarkup)</title><text x=\"1\" y=\"2\">\(text.escapedForMarkup)</text></g>"
        )?.markup)
      #expect(markup.contains("data-node=\"\(text.escapedForMarkup)\""))
      #expect(markup.split(separator: "<").count == 6, "\(markup)")
    }
  }

  @Test(arguments: [
    "", "no picture", "<svg", "<svg viewBox=\"0 0 1 1\">", "<svg><g class=\"graph\"/></svg>", "<html></html>",
  ])
  func whatIsNoPictureIsNone(_ text: String) {
    #expect(PagePicture(svg: Array(text.utf8)) == nil)
  }

  @Test func deepNestingIsNoPicture() {
    #expect(Self.picture(String(repeating: "<g class=\"node\">", count: 100_000)) == nil)
  }
}
