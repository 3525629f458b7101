/// What a preview answers: one page and its version, to the machine it runs on.
///
/// A page of the network can make a browser ask 127.0.0.1 under a name of its own (DNS rebinding) and read the answer.
/// The browser then says that name as the host, and gets nothing.
public struct PreviewSite: Sendable {
  /// What goes back.
  public struct Answer: Hashable, Sendable {
    public let status: Int
    public let reason: String
    /// Names and values.
    public let headers: [[String]]
    public let body: String
  }

  private let port: Int
  private let page: String
  private let version: String

  /// - Parameter port: on which it is served.
  public init(port: Int, page: String, version: String) {
    self.port = port
    self.page = page
    self.version = version
  }

  /// - Parameters:
  ///   - path: as it was sent, without the query.
  ///   - host: the value of the request's header, if it has one.
  public func answer(method: String, path: String, host: String?) -> Answer {
    guard let host, isOwn(host) else {
      return .text(421, "Misdirected Request", "this preview is for http://127.0.0.1:\(port)/ only\n")
    }
    guard method == "GET" || method == "HEAD" else {
      return .text(405, "Method Not Allowed", "a preview is only read\n", [["Allow", "GET, HEAD"]])
    }
    switch path {
    case "/": return Answer(200, "OK", type: "text/html", page)
    case "/version": return .text(200, "OK", version + "\n")
    default: return .text(404, "Not Found", "there is only one page: http://127.0.0.1:\(port)/\n")
    }
  }

  /// The default port is left out by browsers.
  private func isOwn(_ host: String) -> Bool {
    let names = ["127.0.0.1", "localhost"]
    return names.map { "\($0):\(port)" }.contains(host.lowercased()) || port == 80 && names.contains(host.lowercased())
  }
}

extension PreviewSite.Answer {
  /// Never kept, never guessed at, never inside of another page.
  fileprivate init(_ status: Int, _ reason: String, type: String, _ body: String, _ headers: [[String]] = []) {
    self.status = status
    self.reason = reason
    self.body = body
    self.headers =
      headers + [
        ["Cache-Control", "no-store"], ["Content-Security-Policy", "frame-ancestors 'none'"],
        ["Content-Type", "\(type); charset=utf-8"], ["Cross-Origin-Opener-Policy", "same-origin"],
        ["Cross-Origin-Resource-Policy", "same-origin"], ["Referrer-Policy", "no-referrer"],
        ["X-Content-Type-Options", "nosniff"],
      ]
  }

  fileprivate static func text(_ status: Int, _ reason: String, _ body: String, _ headers: [[String]] = []) -> Self {
    Self(status, reason, type: "text/plain", body, headers)
  }
}
