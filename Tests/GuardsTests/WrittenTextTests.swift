import Foundation
import TestSupport
import Testing
import YAMLTree

@testable import Guards

/// Objects hold texts as they are, whatever reads them.
@Suite struct WrittenTextTests {
  private static let script = """
    import json, sys, yaml
    expected, written = (open(path, encoding="utf-8").read() for path in sys.argv[1:])
    print(sum(a != b for a, b in zip(json.loads(expected), yaml.safe_load(written), strict=True)), "differ")
    """

  @Test(.enabled(if: Python.has("yaml"), "PyYAML is missing"))
  func yamlHoldsEveryText() throws {
    // NUL and its like cannot stand in YAML at all but by an escape, which PyYAML reads as well.
    let folder = FileManager.default.temporaryDirectory.appending(path: "easement-yaml-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let samples = HostileScalars.samples
    let (expected, written) = (folder.appending(path: "expected"), folder.appending(path: "written"))
    try JSONEncoder().encode(samples).write(to: expected)
    try Data(YAMLValue.sequence(samples.map(YAMLValue.string)).text.utf8).write(to: written)
    let run = try Python.run(["-c", Self.script, expected.path, written.path])
    #expect(String(decoding: run.output, as: UTF8.self) == "0 differ\n")
  }

  /// Capsule replaces from two braces on, byte by byte, in whatever an object says.
  @Test func nothingIsATemplateToCapsule() {
    let texts = HostileScalars.samples + ["{{\u{301}x}}", "{\u{301}{{", "{{{\u{301}{", "a{\u{20DD}{{b"]
    let objects = texts.enumerated().map { index, text in
      NamespacedObject(
        tenant: "shop", namespace: "shop", name: "p\(index)",
        object: ["metadata": ["name": "p", "annotations": ["reason": .string(text)]]])
    }
    for replication in TenantReplication.all(of: objects) {
      let bytes = Array(replication.object.text.utf8)
      #expect(!zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "{") && $1 == UInt8(ascii: "{") })
    }
  }
}
