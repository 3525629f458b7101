import Reports
import Testing

/// Who gets what from a preview.
@Suite struct PreviewSiteTests {
  private static let site = PreviewSite(port: 8642, page: "<!doctype html>", version: "a-7")

  private static func answer(
    _ method: String, _ path: String, host: String? = "127.0.0.1:8642", of site: PreviewSite = site
  ) -> PreviewSite.Answer {
    site.answer(method: method, path: path, host: host)
  }

  private static func header(_ name: String, of answer: PreviewSite.Answer) -> String? {
    answer.headers.first { $0.first == name }?.last
  }

  @Test(arguments: ["GET", "HEAD"], ["127.0.0.1:8642", "localhost:8642", "LOCALHOST:8642"])
  func servesPageAndVersion(_ method: String, _ host: String) {
    let page = Self.answer(method, "/", host: host)
    #expect(page.status == 200 && page.body == "<!doctype html>")
    #expect(Self.header("Content-Type", of: page) == "text/html; charset=utf-8")
    let version = Self.answer(method, "/version", host: host)
    #expect(version.status == 200 && version.body == "a-7\n")
    #expect(Self.header("Content-Type", of: version) == "text/plain; charset=utf-8")
  }

  @Test(arguments: [
    nil, "", "127.0.0.1", "localhost", "127.0.0.1:80", "127.0.0.1:86421", "localhost:8643", "evil.example:8642",
    "127.0.0.1:8642.evil.example", "localhost.evil.example:8642", "127.0.0.1:8642, 127.0.0.1:8642", " 127.0.0.1:8642",
    "127.0.0.1:8642@evil.example", "[::1]:8642", "0.0.0.0:8642", "127.0.0.2:8642", "127.0.0.1:08642",
  ])
  func refusesOtherHosts(_ host: String?) {
    for path in ["/", "/version", "/nothing"] {
      let answer = Self.answer("GET", path, host: host)
      #expect(answer.status == 421 && !answer.body.contains("doctype") && !answer.body.contains("a-7"))
    }
  }

  @Test func defaultPortNeedsNoNumber() {
    let site = PreviewSite(port: 80, page: "page", version: "1")
    #expect(Self.answer("GET", "/", host: "localhost", of: site).status == 200)
    #expect(Self.answer("GET", "/", host: "evil.example", of: site).status == 421)
  }

  @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "get", ""])
  func isOnlyRead(_ method: String) {
    let answer = Self.answer(method, "/")
    #expect(answer.status == 405 && Self.header("Allow", of: answer) == "GET, HEAD")
  }

  @Test(arguments: [
    "", "//", "/index.html", "/version/", "/../etc/passwd", "/%2e%2e/etc/passwd", "/etc/passwd", "/platform.yaml",
    "http://127.0.0.1:8642/", "*", "/.", "/%2F",
  ])
  func knowsNoOtherPath(_ path: String) { #expect(Self.answer("GET", path).status == 404) }

  @Test func letsNoOtherPageIn() {
    for answer in [Self.answer("GET", "/"), Self.answer("GET", "/version"), Self.answer("GET", "/", host: "evil")] {
      #expect(!answer.headers.contains { $0.first?.lowercased().hasPrefix("access-control") == true })
      #expect(Self.header("Cross-Origin-Resource-Policy", of: answer) == "same-origin")
      #expect(Self.header("Content-Security-Policy", of: answer) == "frame-ancestors 'none'")
      #expect(Self.header("Cache-Control", of: answer) == "no-store")
      #expect(Self.header("X-Content-Type-Options", of: answer) == "nosniff")
    }
  }
}
