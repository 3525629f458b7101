import FlyingFox
import FlyingSocks
import Foundation
import Reports

/// HTTP on 127.0.0.1. What is answered stands in `PreviewSite`; no request reaches a file.
struct PreviewServer {
  private let site: PublishedSite

  init(_ site: PublishedSite) { self.site = site }

  /// Serves until `work` is done.
  ///
  /// - Parameters:
  ///   - port: 0 for any that is free.
  ///   - work: gets the port, and begins when the server listens.
  /// - Throws: what keeps the server from listening.
  func serve(on port: UInt16, during work: @escaping @Sendable (UInt16) async throws -> Void) async throws {
    let server = HTTPServer(
      address: try .inet(ip4: "127.0.0.1", port: port), logger: .disabled, handler: SiteHandler(site: site))
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        group.addTask {
          try await server.waitUntilListening(timeout: 60)
          guard case .ip4(_, let port) = await server.listeningAddress else { throw SocketError.unsupportedAddress }
          try await work(port)
        }
        try await group.next()
        await server.stop()
        group.cancelAll()
      }
    } catch let error as SocketError {
      throw FileFailure.refused(port, error)
    }
  }
}

private struct SiteHandler: HTTPHandler {
  let site: PublishedSite

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    let method = request.method.rawValue
    let answer = site.answer(method: method, path: request.target.path(), host: request.headers[.host])
    var headers = HTTPHeaders()
    for header in answer.headers { headers[HTTPHeader(header.first ?? "")] = header.last }
    let body = Data(answer.body.utf8)
    // A server says of HEAD how long the answer would be.
    headers[.contentLength] = "\(body.count)"
    return HTTPResponse(
      statusCode: HTTPStatusCode(answer.status, phrase: answer.reason), headers: headers,
      body: method == "HEAD" ? Data() : body)
  }
}

extension FileFailure {
  fileprivate static func refused(_ port: UInt16, _ error: SocketError) -> FileFailure {
    let place = "127.0.0.1:\(port)"
    return switch error {
    case .failed(_, EADDRINUSE, _):
      FileFailure(place, "another program listens there; take another port with `--port`, or any with `--port 0`")
    case .failed(_, let code, _): FileFailure(place, errno: code)
    default: FileFailure(place, "cannot be listened on: \(error.localizedDescription)")
    }
  }
}
