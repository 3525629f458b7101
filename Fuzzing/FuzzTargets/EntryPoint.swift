import Foundation

/// What libFuzzer calls, again and again, with bytes of its own making.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  target.run(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// Chosen once: one program serves all targets.
private let target = FuzzTarget(rawValue: ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? "") ?? .yaml

/// A part of the tool that meets the texts of strangers.
enum FuzzTarget: String {
  case yaml, graph, manifests, dot

  func run(_ bytes: [UInt8]) {
    switch self {
    case .yaml: fuzzYAML(bytes)
    case .graph: fuzzGraph(bytes)
    case .manifests: fuzzManifests(bytes)
    case .dot: fuzzDOT(bytes)
    }
  }
}

/// Ends the process, and libFuzzer keeps the input, when what has to hold does not.
func demand(_ holds: Bool, _ promise: String) {
  guard !holds else { return }
  FileHandle.standardError.write(Data("broken promise: \(promise)\n".utf8))
  abort()
}
