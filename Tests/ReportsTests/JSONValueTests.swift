import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Reports

/// What stands in the page's script element.
@Suite struct JSONValueTests {
  @Test func textsSurviveAndEndNothing() throws {
    var generator = SeededGenerator(seed: 1)
    let texts = HostileText.samples + [Unseen.text] + (0..<2000).map { _ in HostileText.random(using: &generator) }
    let written = JSONValue.texts(texts).written
    for scalar: Unicode.Scalar in ["<", ">", "&", "'"] {
      #expect(!written.unicodeScalars.contains(scalar), "U+\(String(scalar.value, radix: 16))")
    }
    #expect(written.unicodeScalars.filter(\.isUnseen).isEmpty)
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
