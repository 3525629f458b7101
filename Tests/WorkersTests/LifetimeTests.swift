import Dispatch
import Foundation
import Testing
import Workers

/// When large values go, and who waits for it.
@Suite struct LifetimeTests {
  /// Its end waits for a sign, and tells whether that came.
  private final class Value: Sendable {
    private let sign: DispatchSemaphore
    private let end: @Sendable (DispatchTimeoutResult) -> Void

    init(awaiting sign: DispatchSemaphore, _ end: @escaping @Sendable (DispatchTimeoutResult) -> Void) {
      (self.sign, self.end) = (sign, end)
    }

    deinit { end(sign.wait(timeout: .now() + 30)) }
  }

  /// The sign comes after the call: whoever took the value apart in place would wait for it in vain.
  @Test(.enabled(if: ProcessInfo.processInfo.activeProcessorCount > 1, "there is one processor"))
  func discardingKeepsNobodyWaiting() {
    let (sign, ended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    discard(
      Value(awaiting: sign) { result in
        #expect(result == .success)
        ended.signal()
      })
    sign.signal()
    #expect(ended.wait(timeout: .now() + 120) == .success, "the value is still there")
  }

  @Test func whatIsKeptNeverGoes() {
    weak var kept: Witness?
    weak var lost: Witness?
    do {
      let values = (Witness(), Witness())
      (kept, lost) = values
      keepUntilExit(values.0)
    }
    #expect(kept != nil)
    #expect(lost == nil)
  }

  private final class Witness: Sendable {}
}
