/// Stages with the time that each took: the best of a few rounds, since whatever disturbs a round only makes it longer.
struct StageClock {
  private let byteCount: Int
  private var stages: [(name: String, seconds: Double)] = []

  init(byteCount: Int) { self.byteCount = byteCount }

  @discardableResult
  mutating func time<Result>(_ name: String, _ work: () throws -> Result) rethrows -> Result {
    let clock = ContinuousClock()
    var (best, result) = (Double.infinity, try work())
    for _ in 0..<3 {
      let start = clock.now
      result = try work()
      best = min(best, start.duration(to: clock.now) / .seconds(1))
    }
    stages.append((name, best))
    return result
  }

  var json: String {
    let list = stages.map { "\"\($0.name)\": \(($0.seconds * 10_000).rounded() / 10_000)" }
    return "{\"bytes\": \(byteCount), \"stages\": {\(list.joined(separator: ", "))}}"
  }
}
