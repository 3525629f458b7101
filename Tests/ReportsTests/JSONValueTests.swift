import Foundation
import TestSupport
import Testing

@testable import Reports

/// What stands in the page's script element.
@Suite struct JSONValueTests {
  @Test func textsSurviveAndEndNothing() throws {
    var generator = SeededGenerator(seed: 1)
    let texts = HostileText.samples + (0..<2000).map { _ in HostileText.random(using: &generator) }
    let written = JSONValue.texts(texts).written
    for scalar: Unicode.Scalar in ["<", ">", "&", "'", "\u{2028}", "\u{2029}", "\n", "\0"] {
      #expect(!written.unicodeScalars.contains(scalar), "U+\(String(scalar.value, radix: 16))")
    }
    let read = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String]
    #expect(read?.map { Array($0.unicodeScalars) } == texts.map { Array($0.unicodeScalars) })
  }

  @Test func shapes() {
    let value = JSONValue.object([
      ("name", .text("a\"b")), ("missing", nil), ("numbers", .numbers([1, -2])), ("truth", .truth(true)),
      ("none", .list([])),
    ])
    #expect(value.written == #"{"name":"a\"b","numbers":[1,-2],"truth":true,"none":[]}"#)
  }
}
