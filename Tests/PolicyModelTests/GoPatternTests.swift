import PolicyModel
import Testing

/// What Go's package `regexp` compiles. Both tables were held against Go 1.27, as were a million random patterns. (CILV-5)
@Suite struct GoPatternTests {
  @Test(arguments: [
    "", "/", "/v1/.*", "^/a$", "/[]a]", "/[^]a]", "/[a-]", "/[-a]", "/[a\\]]", "/a|", "/|", "/()", "/(?:)*", "/^*",
    "/a*?", "/a+?", "/a??", "/a{2}", "/a{2,}", "/a{2,3}?", "/a{,3}", "/a{", "/a{x}", "/a{02}", "/a}", "/a]",
    "/a{1000}", "/(a{31}){32}", "/(a{0}){1000}", "/(?i)a", "/(?i:a)", "/(?i-s:a)", "/(?s-m)a", "/(?P<n>a)",
    "/(?<n_1>a)", "/\\d\\D\\s\\S\\w\\W", "/\\A\\b\\B\\z", "/\\Qa(\\E", "/\\Qa(", "/\\Q\\E", "/\\pN", "/\\PN",
    "/\\p{Greek}", "/\\p{^Greek}", "/\\p{Any}", "/[\\pN\\d]", "/[[:alpha:]]", "/[[:^alpha:]x]", "/[[:alpha]", "/[[a]",
    "/\\x41", "/\\x{10FFFF}", "/\\x{0000000041}", "/\\012", "/\\12", "/\\0", "/\\a\\f\\n\\r\\t\\v", "/\\.\\/\\_\\ ",
    "/é+", "/[é-中]", "/a*(?i)*",
  ])
  func compiles(_ pattern: String) {
    #expect(GoPattern.fault(in: pattern) == nil)
  }

  @Test(arguments: [
    "*", "/(", "/)", "/a)", "/(a", "/((a)", "/[", "/[a", "/[]", "/[^]", "/[b-a]", "/[a-\\d]", "/|*", "/(*a)", "/(|+)",
    "/a**", "/a+*", "/a++", "/a{2}{3}", "/a{2}*", "/a*??", "/a{1001}", "/a{1001,}", "/a{2,1001}", "/a{3,2}",
    "/a{999999999}", "/(a{100}){11}", "/((a{10}){10}){11}", "/(?", "/(?)a(?", "/(?i", "/(?x)a", "/(?-)a", "/(?i-)a",
    "/(?--i)a", "/(?=a)", "/(?!a)", "/(?<=a)b", "/(?<!a)b", "/(?>a)", "/(?#a)", "/(?P=n)", "/(?P>n)", "/(?P<n",
    "/(?P<>a)", "/(?P<x y>a)", "/(?<x-y>a)", "/\\", "/\\1", "/\\8", "/\\Z", "/\\C", "/\\h", "/\\é", "/\\E", "/[\\b]",
    "/\\p", "/\\p{", "/\\p{}", "/\\p{Nope}", "/\\pQ", "/[\\p{Nope}]", "/[[:nope:]]", "/[[:]:]]", "/\\x", "/\\x4",
    "/\\x4g", "/\\x{", "/\\x{}", "/\\x{4g}", "/\\x{110000}", "/\\x{41",
  ])
  func doesNotCompile(_ pattern: String) {
    #expect(GoPattern.fault(in: pattern) != nil)
  }

  /// A tree of 1,000 levels and 128 MB of instructions are too much, whatever is in them.
  @Test(arguments: [998, 999, 1000, 100_000]) func nesting(_ depth: Int) {
    let pattern = String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth)
    #expect((GoPattern.fault(in: pattern) == nil) == (depth < 1000))
  }

  @Test(arguments: [3355, 3356]) func size(_ length: Int) {
    let pattern = "(?:" + String(repeating: "a", count: length) + "){1000}"
    #expect((GoPattern.fault(in: pattern) == nil) == (length == 3355))
  }
}
