import TestSupport

/// A small change to a folder of texts, as an attacker or a tired person makes it.
struct RandomMutation {
  let name: String
  let files: [String: String]

  /// - Parameter folder: whether there is a kustomization to change too.
  init(of files: [String: String], isFolder: Bool, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let paths = files.keys.sorted()
    let path = paths[Int.random(in: paths.indices, using: &random)]
    var changed = files
    let text = files[path] ?? ""
    switch Int.random(in: 0..<(isFolder ? 8 : 5), using: &random) {
    case 0:
      name = "delete \(path)"
      changed[path] = nil
    case 1:
      name = "repeat \(path)"
      changed[path] = "\(text)---\n\(text)"
    case 2, 3:
      let (line, result) = Self.edited(text, &random) { "\($0)\($0.hasSuffix("\"") ? "" : "1")" }
      name = "change the value in line \(line) of \(path)"
      changed[path] = result
    case 4:
      let (line, result) = Self.edited(text, &random) { value in value }
      name = "change the key in line \(line) of \(path)"
      changed[path] = result == text ? Self.withOtherKey(text, line) : result
    case 5:
      name = "move \(path)"
      changed[path] = nil
      changed["moved/\(path)"] = text
    case 6:
      name = "copy \(path) and list it"
      changed["copy.yaml"] = text
      changed["kustomization.yaml"]?.append("- copy.yaml\n")
    default:
      let lines = [
        "patches: [{path: p.yaml}]", "namePrefix: x-", "namespace: other", "components: [c]", "- x.txt", "- ../other",
        "unknown: 1", "configMapGenerator: [{name: a}]", "images: [{name: a}]",
      ]
      let line = lines[Int.random(in: lines.indices, using: &random)]
      name = "add \(line)"
      changed["kustomization.yaml"]?.append("\(line)\n")
    }
    self.files = changed
  }

  /// The text with the value in one of its lines replaced.
  private static func edited(
    _ text: String, _ random: inout SeededGenerator, _ change: (String) -> String
  ) -> (line: Int, text: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let index = Int.random(in: 0..<max(1, lines.count - 1), using: &random)
    if let colon = lines[index].firstRange(of: ": ") ?? lines[index].firstRange(of: "- ") {
      lines[index] = String(lines[index][..<colon.upperBound]) + change(String(lines[index][colon.upperBound...]))
    }
    return (index, lines.joined(separator: "\n"))
  }

  private static func withOtherKey(_ text: String, _ index: Int) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines[index] = lines[index].replacing(":", with: "s:", maxReplacements: 1)
    return lines.joined(separator: "\n")
  }
}
