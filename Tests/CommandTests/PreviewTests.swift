import Foundation
import TestSupport
import Testing

/// The page that follows the files, over the wire.
@Suite(.timeLimit(.minutes(5))) struct PreviewTests {
  private static let grant = "graph/tenants/payments.yaml"

  private static func started(_ environment: [String: String] = [:]) async throws -> (RunningPreview, Scratch) {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    return (try await RunningPreview(of: "graph", in: scratch, environment: environment), scratch)
  }

  @Test func followsTheFiles() async throws {
    let (preview, scratch) = try await Self.started()
    let first = try await preview.page { $0.contains("data-node=\"payments\"") }
    #expect(first.contains("card payments") && !first.contains("class=\"trouble\""))
    #expect(first.contains("Proved: the compiled policies allow what the graph says, and nothing else"))
    #expect(first.contains("connect-src &#39;self&#39;"))
    let firstVersion = try await preview.version
    #expect(first.contains("content=\"\(firstVersion.dropLast())\""))

    let text = try scratch.text(of: Self.grant)
    try scratch.write(text.replacing("card payments", with: "fresh words"), to: Self.grant)
    let second = try await preview.page { $0.contains("fresh words") }
    #expect(!second.contains("card payments"))
    #expect(try await preview.version != firstVersion)

    // A file more, and one less.
    let shop = try scratch.text(of: "graph/tenants/shop.yaml")
    try scratch.write(
      shop.replacing("name: shop", with: "name: kiosk").replacing("{shop: prod}", with: "{kiosk: prod}")
        .replacing(#/ +needs:\n.*\n/#, with: ""), to: "graph/tenants/kiosk.yaml")
    _ = try await preview.page { $0.contains("data-node=\"kiosk\"") }
    try scratch.remove("graph/tenants/kiosk.yaml")
    _ = try await preview.page { $0.contains("data-node=\"payments\"") && !$0.contains("data-node=\"kiosk\"") }
    #expect(try await preview.end(by: SIGTERM) == 0)
  }

  @Test func keepsTheLastSoundState() async throws {
    let (preview, scratch) = try await Self.started()
    let text = try scratch.text(of: Self.grant)
    let sound = try await preview.page { $0.contains("data-node=\"payments\"") }
    #expect(sound.contains("card payments"))

    // Names that nobody bears, text that is no YAML, no folder at all.
    try scratch.write(text.replacing("shop/checkout", with: "shop/nobody"), to: Self.grant)
    let broken = try await preview.page { $0.contains("error[unknown-workload]") }
    #expect(broken.contains("What follows is its last state without errors."))
    #expect(broken.contains("data-node=\"payments\"") && broken.contains("card payments"))
    #expect(try preview.errors.contains("error[unknown-workload]"))

    try scratch.write("kind: [", to: Self.grant)
    let torn = try await preview.page { $0.contains("error[invalid-yaml]") }
    #expect(torn.contains("card payments") && !torn.contains("unknown-workload]"))

    try FileManager.default.moveItem(atPath: "\(scratch.path)/graph", toPath: "\(scratch.path)/elsewhere")
    let gone = try await preview.page { $0.contains("graph: there is no such file or folder") }
    #expect(gone.contains("card payments"))

    try scratch.write(text.replacing("card payments", with: "mended words"), to: "elsewhere/tenants/payments.yaml")
    try FileManager.default.moveItem(atPath: "\(scratch.path)/elsewhere", toPath: "\(scratch.path)/graph")
    let mended = try await preview.page { $0.contains("mended words") }
    #expect(!mended.contains("class=\"trouble\""))
    #expect(try await preview.end(by: SIGINT) == 0)
  }

  @Test func beginsWithABrokenGraph() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "graph")
    let text = try scratch.text(of: Self.grant)
    try scratch.write("kind: [", to: Self.grant)
    let preview = try await RunningPreview(of: "graph", in: scratch)
    _ = try await preview.page { $0.contains("error[invalid-yaml]") }
    try scratch.write(text, to: Self.grant)
    let mended = try await preview.page { $0.contains("data-node=\"payments\"") }
    #expect(!mended.contains("class=\"trouble\""))
    #expect(try await preview.end(by: SIGTERM) == 0)
  }

  @Test func servesNobodyElseAndNothingElse() async throws {
    let (preview, scratch) = try await Self.started()
    _ = try await preview.page { $0.contains("card payments") }
    for host in ["evil.example:\(preview.port)", "evil.example", "127.0.0.1", "localhost:1", ""] {
      let answer = try await preview.answer(to: "GET", "/", host: host)
      #expect(answer.hasPrefix("HTTP/1.1 421 ") && !answer.contains("payments"), "\(host): \(answer)")
    }
    #expect(try await preview.answer(to: "GET", "/", host: "localhost:\(preview.port)").contains("card payments"))
    #expect(try await preview.answer(to: "POST", "/").hasPrefix("HTTP/1.1 405 "))
    for path in ["/graph/platform.yaml", "/../graph/platform.yaml", "/etc/passwd", "/%2e%2e/etc/passwd"] {
      #expect(try await preview.answer(to: "GET", path).hasPrefix("HTTP/1.1 404 "), "\(path)")
    }
    let head = try await preview.answer(to: "HEAD")
    #expect(head.hasPrefix("HTTP/1.1 200 ") && head.hasSuffix("\r\n\r\n"))
    #expect(head.contains(/Content-Length: \d{5,}\r\n/), "\(head)")
    #expect(!head.lowercased().contains("access-control-"))
    // Bytes that are no request at all.
    _ = try await Tool.bash("head -c 20000 /dev/urandom > /dev/tcp/127.0.0.1/\(preview.port)")
    _ = try await Tool.bash(
      "printf 'GET / HTTP/1.1\\r\\nContent-Length: -1\\r\\n\\r\\n' > /dev/tcp/127.0.0.1/\(preview.port)")
    #expect(try await preview.answer().hasPrefix("HTTP/1.1 200 "))

    // Only this machine can connect at all.
    let listening = String(preview.port, radix: 16, uppercase: true)
    let sockets = try await Tool.bash("grep -hiE ':0*\(listening) [0-9A-F]+:0000 0A' /proc/net/tcp /proc/net/tcp6")
    let lines = sockets.output.split(separator: "\n")
    #expect(lines.count == 1 && lines.first?.contains("0100007F:") == true, "\(sockets.output)")
    #expect(try scratch.contents().keys.filter { !$0.hasPrefix("graph/") }.sorted() == [".errors", ".output"])
    #expect(try await preview.end(by: SIGTERM) == 0)
  }

  /// However it is asked to end, also in the middle of a layout: no process is left, and the port is free again.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP], [false, true])
  func endsCleanly(_ signal: Int32, _ isDrawing: Bool) async throws {
    let mark = UUID().uuidString
    let (preview, _) = try await Self.started(["EASEMENT_MARK": mark])
    if isDrawing {
      try await until {
        let layout = try await Tool.bash("cat /proc/\(preview.processIdentifier)/task/*/children")
        return try !layout.output.isEmpty || preview.errors.contains("shown after")
      }
    } else {
      _ = try await preview.page { $0.contains("data-node=\"payments\"") }
    }
    #expect(try await preview.end(by: signal) == 0)
    #expect(try await Tool.bash("grep -lsa EASEMENT_MARK=\(mark) /proc/[0-9]*/environ").output == "")
    #expect(try await Tool.bash(": < /dev/tcp/127.0.0.1/\(preview.port)").status != 0)
    #expect(try !preview.errors.contains("interrupted"))
  }

  @Test func portInUseIsOneLine() async throws {
    let (preview, _) = try await Self.started()
    let second = try await Tool.run("preview", "examples/quickstart", "--port", "\(preview.port)")
    #expect(second.status == 74 && second.output == "")
    #expect(
      second.errors
        == "easement: 127.0.0.1:\(preview.port): another program listens there; take another port with `--port`, or any "
        + "with `--port 0`\n")
    #expect(try await preview.end(by: SIGTERM) == 0)
    #expect(try await Tool.run("preview", "nowhere", "--port", "0").status == 66)
    #expect(try await Tool.run("preview", "examples/quickstart", "--port", "70000").status == 64)
  }
}
