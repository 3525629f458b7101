import Synchronization
import Testing
import Workers

@Suite struct ConcurrentMapTests {
  @Test(arguments: [0, 1, 2, 63, 64, 65, 127, 1000, 4097])
  func equalsMap(count: Int) {
    let numbers = Array(0..<count)
    #expect(numbers.concurrentMap { $0 * $0 } == numbers.map { $0 * $0 })
    #expect(numbers.concurrentMap(fewest: 65) { $0 * $0 } == numbers.map { $0 * $0 })
  }

  @Test func takesEachElementOnce() {
    let seen = Mutex<[Int: Int]>([:])
    let numbers = Array(0..<1000)
    _ = numbers.concurrentMap { number in seen.withLock { $0[number, default: 0] += 1 } }
    #expect(seen.withLock { $0 } == Dictionary(uniqueKeysWithValues: numbers.map { ($0, 1) }))
  }

  @Test func twoValuesAreEachMadeOnce() {
    let seen = Mutex<[String]>([])
    @Sendable func make(_ name: String) -> String {
      seen.withLock { $0.append(name) }
      return name
    }
    let pair = together({ make("first") }, { together({ make("inner") }, { make("other") }) })
    #expect(pair.0 == "first" && pair.1 == ("inner", "other"))
    #expect(seen.withLock { $0.sorted() } == ["first", "inner", "other"])
  }

  @Test func nests() {
    let rows = Array(0..<100).concurrentMap { row in Array(0..<100).concurrentMap { row * $0 } }
    #expect(rows == (0..<100).map { row in (0..<100).map { row * $0 } })
  }
}
