import Driver
import Testing

/// When a change is taken up.
@Suite struct SettlingTests {
  private static func accepted(_ states: String, patience: Int = 10) -> String {
    var settling = Settling<Character>(patience: patience)
    return String(states.map { settling.accepts($0) ? $0 : "." })
  }

  @Test(arguments: [
    ("aaaa", "a..."),  // The first at once, and never again.
    ("aabbbb", "a..b.."),  // Another once it was seen twice.
    ("aabcddd", "a....d."),  // In between nothing is taken up.
    ("aabaa", "a...."), ("aabbaab", "a..b.a."),  // Back where it was is no news; back where it had been is.
  ])
  func takesUpWhatRests(_ states: String, _ accepted: String) {
    #expect(Self.accepted(states) == accepted)
  }

  @Test func doesNotWaitForever() { #expect(Self.accepted("abcdefgh", patience: 3) == "a...e...") }
}
