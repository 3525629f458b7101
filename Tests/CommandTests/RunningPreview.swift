import Foundation
import TestSupport

/// A preview beside a test. What it prints goes to files; it ends with the test at the latest.
final class RunningPreview {
  let port: Int
  private let process: Process
  private let scratch: Scratch

  var processIdentifier: Int32 { process.processIdentifier }

  /// Starts on a port that is free, and waits for the address.
  init(of graph: String, in scratch: Scratch, environment: [String: String] = [:]) async throws {
    self.scratch = scratch
    process = Process()
    process.executableURL = URL(filePath: Tool.path)
    process.arguments = ["preview", graph, "--port", "0", "--today", "2026-12-01"]
    process.currentDirectoryURL = scratch.url
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    try scratch.write("", to: ".output")
    try scratch.write("", to: ".errors")
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: scratch.url.appending(path: ".output"))
    process.standardError = try FileHandle(forWritingTo: scratch.url.appending(path: ".errors"))
    try process.run()
    var address: String?
    try await until {
      address = try scratch.text(of: ".output").wholeMatch(of: /http:\/\/127\.0\.0\.1:(\d+)\/\n/).map { String($0.1) }
      return address != nil
    }
    port = address.flatMap { Int($0) } ?? 0
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  var errors: String { get throws { try scratch.text(of: ".errors") } }

  /// The answer as it comes over the wire; empty if nobody answers.
  func answer(to method: String = "GET", _ path: String = "/", host: String? = nil) async throws -> String {
    let host = host ?? "127.0.0.1:\(port)"
    let lines =
      ["\(method) \(path) HTTP/1.1"] + (host.isEmpty ? [] : ["Host: \(host)"]) + ["Connection: close", "", ""]
    let request = lines.joined(separator: "\\r\\n")
    return try await Tool.bash("exec 3<>/dev/tcp/127.0.0.1/\(port) && printf '\(request)' >&3 && cat <&3").output
  }

  /// The page, once it is what is waited for.
  func page(where condition: (String) -> Bool) async throws -> String {
    var page = ""
    try await until {
      page = try await answer()
      return condition(page)
    }
    return page
  }

  var version: String {
    get async throws {
      try await answer(to: "GET", "/version").split(separator: "\r\n\r\n").last.map(String.init) ?? ""
    }
  }

  /// Sends a signal and waits for the end.
  func end(by signal: Int32) async throws -> Int32 {
    kill(process.processIdentifier, signal)
    try await until { !process.isRunning }
    return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }
}

/// Asks until the answer is yes.
///
/// - Throws: when it has been no for too long, even for a busy machine.
func until(_ condition: () async throws -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(90)
  while !(try await condition()) {
    guard ContinuousClock.now < deadline else { throw TooLate() }
    try await Task.sleep(for: .milliseconds(20))
  }
}

struct TooLate: Error {}
