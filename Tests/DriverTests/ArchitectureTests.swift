import Foundation
import TestSupport
import Testing

/// SwiftPM lets a target import what it does not declare; here the table of `Package.swift` counts.
@Suite struct ArchitectureTests {
  /// Modules of the toolchain that the pure targets may use.
  private static let allowedEverywhere: Set<String> = ["Swift", "Synchronization"]

  private static let systemModules: [String: Set<String>] = [
    "easement": ["Foundation", "Glibc"], "Diagnostics": ["Foundation"], "Workers": ["Dispatch"],
  ]

  @Test func targetsImportExactlyWhatTheyDeclare() throws {
    let declared = try PackageTable.declared()
    #expect(
      try names(in: Repository.folder("Sources")).filter { !PackageTable.inC.contains($0) } == declared.keys.sorted())
    for (target, dependencies) in declared.sorted(by: { $0.key < $1.key }) {
      let imported = try SourceTarget(target).imports
      let system = Self.systemModules[target] ?? []
      let strangers = imported.subtracting(dependencies).subtracting(Self.allowedEverywhere).subtracting(system)
      #expect(strangers.sorted() == [], "\(target) imports what it does not declare")
      #expect(dependencies.subtracting(imported).sorted() == [], "\(target) declares what it does not import")
    }
  }

  /// One bug must not hide on both sides of the proof, and the analyzer knows no graph.
  @Test(arguments: [
    ("Analysis", ["GraphFormat", "Resolution", "Lowering", "Manifests", "Driver"]),
    ("Manifests", ["GraphFormat", "Resolution", "Lowering", "Analysis", "Driver"]),
    ("Proof", ["Lowering", "Manifests", "Driver"]), ("Lowering", ["Analysis", "Manifests", "Proof"]),
    ("Reports", ["Lowering", "Manifests", "Diagrams", "Driver"]), ("Resolution", ["Lowering", "Analysis"]),
    ("Guards", ["Lowering", "Manifests", "Analysis"]),
    ("GraphFormat", ["Resolution"]),
  ])
  func walls(_ target: String, _ forbidden: [String]) throws {
    // Through whatever they import as well.
    let declared = try PackageTable.declared()
    var reached: Set<String> = [target]
    var open = [target]
    while let next = open.popLast() {
      for module in declared[next] ?? [] where reached.insert(module).inserted { open.append(module) }
    }
    #expect(reached.intersection(forbidden).sorted() == [])
  }

  /// Files, processes, the terminal, the clock and the environment belong to the executable, threads to one target.
  @Test func onlyTheExecutableTouchesTheWorld() throws {
    let words = [
      "FileManager", "ProcessInfo", "Process", "Subprocess", "Glibc", "FileHandle", "URLSession", "getenv", "Date",
      "fopen", "fputs", "CommandLine", "SystemRandomNumberGenerator", "ContinuousClock", "Task", "DispatchQueue",
    ]
    let calls = ["print(", "debugPrint(", "readLine(", "exit(", ".random(", ".shuffled()", ".randomElement()"]
    for target in try PackageTable.declared().keys.sorted() where target != "easement" {
      let words = target == "Workers" ? words.filter { $0 != "DispatchQueue" } : words
      for (path, line) in try SourceTarget(target).codeLines {
        let tokens = Set(line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
        #expect(tokens.isDisjoint(with: words), "\(path): \(line)")
        for call in calls { #expect(!line.containsCall(call), "\(path): \(line)") }
      }
    }
  }

  /// Where text of strangers is escaped, or files are found by their names, no combining mark may hide a sign: Swift's own
  /// searching compares Characters. `ExactText.swift` has what goes by scalars.
  @Test(arguments: [
    ("Diagnostics", ""), ("YAMLTree", ""), ("easement", "Files/"), ("Driver", "Review/"), ("Analysis", "Formats/"),
    ("Changes", "AccessChanges+"), ("Diagrams", "DOTText"), ("Diagrams", "Markup"), ("Reports", "SVGTree"),
    ("Guards", "TenantReplication"),
  ])
  func hostileTextIsSearchedByScalars(_ target: String, _ part: String) throws {
    let words = [
      "hasPrefix", "hasSuffix", ".replacing(", ".firstRange(", ".ranges(", "trimmingCharacters", ".split(separator: \"",
      "components(separatedBy", "replacingOccurrences",
    ]
    let lines = try SourceTarget(target).codeLines.filter { part.isEmpty || $0.path.contains(part) }
    #expect(!lines.isEmpty)
    for (path, line) in lines {
      for word in words { #expect(!line.contains(word), "\(path): \(line)") }
    }
  }

  /// Nothing crashes on input.
  @Test func nothingTrapsOnPurpose() throws {
    for target in try PackageTable.declared().keys.sorted() {
      for (path, line) in try SourceTarget(target).codeLines {
        for call in ["fatalError(", "preconditionFailure(", "precondition(", "assertionFailure(", "try! ", " as! "] {
          #expect(!line.containsCall(call), "\(path): \(line)")
        }
      }
    }
  }
}

/// The targets of `Package.swift` with the modules that they declare.
private enum PackageTable {
  /// Targets without Swift.
  static let inC: Set<String> = ["CBuild", "CFileSystem", "CGraphviz", "CProcess"]

  /// The modules behind the constants for other packages' products.
  private static let products = [
    "argumentParser": "ArgumentParser", "crypto": "Crypto", "subprocess": "Subprocess",
    "systemPackage": "SystemPackage", "libyaml": "CYaml", "mustache": "Mustache",
    "flyingSocks": "FlyingSocks",
  ]

  static func declared() throws -> [String: Set<String>] {
    let text = String(decoding: try Data(contentsOf: Repository.folder("Package.swift")), as: UTF8.self)
    var table: [String: Set<String>] = [:]
    let stage = /stage\(\s*"(?<name>\w+)"(?:,\s*uses:\s*\[(?<list>[^\]]*)\])?(?:,\s*embeds:\s*"\w+")?,?\s*\)/
    let executable = /executableTarget\(\s*name:\s*"(?<name>\w+)",\s*dependencies:\s*\[(?<list>[^\]]*)\]/
    for match in text.matches(of: stage) { table[String(match.name)] = modules(match.list ?? "") }
    for match in text.matches(of: executable) { table[String(match.name)] = modules(match.list) }
    table["stages"] = nil  // Times the others, and is no part of the tool.
    return table
  }

  private static func modules(_ list: Substring) -> Set<String> {
    Set(
      list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
        .map { $0.hasPrefix("\"") ? String($0.dropFirst().dropLast()) : products[$0] ?? $0 })
  }
}

/// The Swift files of one target.
private struct SourceTarget {
  private let files: [String: String]

  init(_ name: String) throws {
    files = try TestSupport.files(below: Repository.folder("Sources/\(name)")).filter { $0.key.hasSuffix(".swift") }
  }

  var imports: Set<String> {
    Set(
      codeLines.compactMap { _, line in
        line.wholeMatch(of: /\s*(?:public |package |internal |fileprivate |private |@\w+ )*import (?:\w+ )?([\w.]+)\s*/)
          .map { String($0.1.prefix { $0 != "." }) }
      })
  }

  /// Every line outside of comments and text, with its file.
  var codeLines: [(path: String, line: String)] {
    files.sorted { $0.key < $1.key }.flatMap { path, text in
      text.split(separator: "\n").map { line in
        let code = line.prefix { _ in true }.replacing(/"(?:\\.|[^"\\])*"/, with: "\"\"").replacing(/\/\/.*/, with: "")
        return (path, String(code))
      }
    }
  }
}

extension String {
  /// Whether the call stands in the line and is not the end of a longer name or a declaration.
  fileprivate func containsCall(_ call: String) -> Bool {
    var rest = self[...]
    while let range = rest.firstRange(of: call) {
      let before = rest[..<range.lowerBound]
      let isPartOfName =
        call.first?.isLetter == true && (before.last.map { $0.isLetter || $0.isNumber || $0 == "." } ?? false)
      if !isPartOfName && !before.hasSuffix("func ") { return true }
      rest = rest[range.upperBound...]
    }
    return false
  }
}
