import Diagnostics
import Testing

/// A mark behind a sign makes one Character of both, and is a scalar of its own here.
@Suite struct ExactTextTests {
  @Test func marksHideNothing() {
    #expect("/\u{301}a".begins(with: "/") && !"/\u{301}a".hasPrefix("/"))
    #expect("a\u{600}.yaml".ends(with: ".yaml") && !"a\u{600}.yaml".hasSuffix(".yaml"))
    #expect("a\"\u{301}".holds("\"") && !"a\"\u{301}".contains("\""))
    #expect("a,\u{301}b".parts(at: ",") == ["a", "\u{301}b"])
    #expect("a/\u{301}b//./c/".pathSteps == ["a", "\u{301}b", "c"])
    #expect("\"\u{301}".replacingScalars { $0 == "\"" ? "x" : nil } == "x\u{301}")
  }

  /// Nor are two spellings one text.
  @Test func spellingsDiffer() {
    #expect("\u{E9}" == "e\u{301}" && !"\u{E9}".isExactly("e\u{301}"))
    #expect(!"\u{212A}".isExactly("K") && !"e\u{301}".begins(with: "\u{E9}"))
    #expect("".begins(with: "") && "a".ends(with: "") && "a".isExactly("a") && !"a".ends(with: "ba"))
    #expect("".parts(at: ",") == [""] && ",".parts(at: ",") == ["", ""])
  }

  /// Two files whose names look alike have places of their own.
  @Test func spansAreOfFiles() {
    let spans = ["caf\u{E9}", "cafe\u{301}"].map { Span(startOf: SourceText(path: $0, "")) }
    #expect(spans[0] != spans[1] && Set(spans).count == 2)
    #expect((spans[0] < spans[1]) != (spans[1] < spans[0]))
  }
}
