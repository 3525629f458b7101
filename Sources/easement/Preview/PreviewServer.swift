import FlyingSocks
import Foundation
import Reports

/// HTTP on 127.0.0.1, one answer for each connection. What is answered stands in `PreviewSite`; no request reaches a file.
///
/// FlyingFox's own server would bring libcurl along, which every start of the tool would pay for.
struct PreviewServer {
  private let site: PublishedSite

  init(_ site: PublishedSite) { self.site = site }

  /// How long a browser may take for one exchange.
  private static let patience = Duration.seconds(10)

  /// Serves until `work` is done.
  ///
  /// - Parameters:
  ///   - port: 0 for any that is free.
  ///   - work: gets the port, and begins when the server listens.
  /// - Throws: what keeps the server from listening.
  func serve(on port: UInt16, during work: @escaping @Sendable (UInt16) async throws -> Void) async throws {
    do {
      let socket = try Socket(domain: AF_INET)
      defer { try? socket.close() }
      let chosen = try Self.listen(on: port, socket)
      let pool = SocketPool.make()
      try await pool.prepare()
      let listener = try AsyncSocket(socket: socket, pool: pool)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await pool.run() }
        group.addTask { await accept(from: listener) }
        group.addTask { try await work(chosen) }
        try await group.next()
        group.cancelAll()
      }
    } catch let error as SocketError {
      throw FileFailure.refused(port, error)
    }
  }

  /// - Returns: the port.
  private static func listen(on port: UInt16, _ socket: Socket) throws -> UInt16 {
    // A port that was served a moment ago is free.
    try socket.setValue(true, for: .localAddressReuse)
    try socket.bind(to: .inet(ip4: "127.0.0.1", port: port))
    try socket.listen()
    guard case .ip4(_, let chosen) = try socket.sockname() else { throw SocketError.unsupportedAddress }
    return chosen
  }

  private func accept(from listener: AsyncSocket) async {
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        if let connection = try? await listener.accept() {
          group.addTask { await answerInTime(on: connection) }
        } else {
          // Too many files are open, or the other side is gone already.
          try? await Task.sleep(for: .milliseconds(50))
        }
      }
    }
  }

  private func answerInTime(on connection: AsyncSocket) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { try? await answer(on: connection) }
      group.addTask { try? await Task.sleep(for: Self.patience) }
      await group.next()
      group.cancelAll()
    }
    try? connection.close()
  }

  private func answer(on connection: AsyncSocket) async throws {
    var head: [UInt8] = []
    while !PreviewRequest.isWhole(head), head.count < PreviewRequest.limit {
      head += try await connection.read(atMost: 4096)
    }
    let request = PreviewRequest.isWhole(head) ? PreviewRequest(head: head) : nil
    try await connection.write(Data(site.answer(to: request).bytes))
    // Closed with something unread, a connection would take the answer back; the other side closes first.
    shutdown(connection.socket.file.rawValue, Int32(SHUT_WR))
    var rest = 1 << 20
    while rest > 0 { rest -= try await connection.read(atMost: 4096).count }
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
