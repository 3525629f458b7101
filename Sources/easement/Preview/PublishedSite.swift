import Foundation
import Reports
import Synchronization

/// What requests get at this moment: written by the run that follows the files, read by the server.
final class PublishedSite: Sendable {
  private struct State: Sendable {
    var port = 0
    var page = ""
    var version = ""
  }

  private let state = Mutex(State())

  func open(on port: UInt16) { state.withLock { $0.port = Int(port) } }

  func publish(_ page: String, version: String) {
    state.withLock {
      $0.page = page
      $0.version = version
    }
  }

  func answer(method: String, path: String, host: String?) -> PreviewSite.Answer {
    let state = state.withLock { $0 }
    return PreviewSite(port: state.port, page: state.page, version: state.version)
      .answer(method: method, path: path, host: host)
  }
}
