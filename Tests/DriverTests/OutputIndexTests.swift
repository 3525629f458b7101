import Driver
import Testing

@Suite struct OutputIndexTests {
  private static let files = ["b/x.yaml": "1", "a/namespaces/n/y.yaml": "2", "a/k.yaml": "3"]
    .map { OutputFile(path: $0.key, text: $0.value) }

  @Test func textAndIndexAreTheSame() {
    let index = OutputIndex(of: Self.files)
    #expect(OutputIndex(parsing: index.text) == index)
    #expect(index.paths == ["a/k.yaml", "a/namespaces/n/y.yaml", "b/x.yaml"])
    #expect(OutputIndex(parsing: "") == OutputIndex(of: []))
  }

  /// Any cut and any other byte is noticed, or is another digest or name.
  @Test func damageIsNoticed() {
    let index = OutputIndex(of: Self.files)
    let bytes = Array(index.text.utf8)
    for length in 1..<bytes.count {
      let cut = OutputIndex(parsing: String(decoding: bytes[..<length], as: UTF8.self))
      #expect(cut == nil || bytes[length - 1] == UInt8(ascii: "\n"), "\(length)")
    }
    for place in bytes.indices {
      for byte in [0, 10, 32, 46, 47, 65, 127] as [UInt8] where bytes[place] != byte {
        var other = bytes
        other[place] = byte
        #expect(OutputIndex(parsing: String(decoding: other, as: UTF8.self)) != index)
      }
    }
  }

  @Test func changesAreToldApart() {
    let known = OutputIndex(
      of: ["c/same", "c/changed", "c/edited", "c/gone", "c/left", "c/lost"].map { OutputFile(path: $0, text: "old") })
    let wanted = OutputIndex(of: [
      OutputFile(path: "c/same", text: "old"), OutputFile(path: "c/changed", text: "new"),
      OutputFile(path: "c/edited", text: "new"), OutputFile(path: "c/new", text: "new"),
    ])
    let old = OutputFile(path: "", text: "old").digest
    let mine = OutputFile(path: "", text: "mine").digest
    let changes = OutputChanges(
      from: ["c/same": old, "c/changed": old, "c/edited": mine, "c/gone": old, "c/left": mine],
      indexedAs: known, to: wanted)
    #expect(changes.added == ["c/new"])
    #expect(changes.changed == ["c/changed"])
    #expect(changes.edited == ["c/edited", "c/left"])
    #expect(changes.removed == ["c/gone"])
    #expect(changes.written == ["c/changed", "c/edited", "c/new"])
    #expect(changes.unwanted == ["c/gone", "c/left"])
    #expect(
      changes.text(limit: 2)
        == "c: 1 to add, 1 to change, 2 edited by hand, 1 to remove\n  ~ changed\n  ! edited\n  … and 3 more; --all shows them\n"
    )
  }

  @Test func anIndexAloneCanBeStale() {
    let wanted = OutputIndex(of: Self.files)
    let found = wanted.digests
    #expect(!OutputChanges(from: found, indexedAs: wanted, to: wanted).isStale)
    let unlisted = OutputChanges(from: found, indexedAs: OutputIndex(of: []), to: wanted)
    #expect(unlisted.isEmpty && unlisted.isStale)
    #expect(unlisted.text(limit: nil) == "easement.sha256: not up to date\n")
    #expect(OutputChanges(from: found, indexedAs: wanted, to: wanted, isUnfinished: true).isStale)
  }
}
