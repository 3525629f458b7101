import PolicyModel
import Testing

/// What every set of ports, connections and addresses has in common.
private protocol Algebra: Hashable {
  func union(_ other: Self) -> Self
  func intersection(_ other: Self) -> Self
  func subtracting(_ other: Self) -> Self
  func isSubset(of other: Self) -> Bool
  var isEmpty: Bool { get }
}

extension IntervalSet: Algebra {}
extension ConnectionSet: Algebra {}
extension AddressSet: Algebra {}

/// The laws of sets over random values. A failure names its seed.
@Suite struct SetLawTests {
  static let seeds: Range<UInt64> = 0..<1500

  @Test("Sets of numbers obey the laws and say what membership says") func intervals() {
    for seed in Self.seeds {
      var random = SeededGenerator(seed: seed)
      let (a, b, c) = (random.set(of: UInt8.self), random.set(of: UInt8.self), random.set(of: UInt8.self))
      checkLaws(a, b, c, seed)
      for value in UInt8.min...UInt8.max {
        let (inA, inB) = (a.contains(value), b.contains(value))
        #expect(a.union(b).contains(value) == (inA || inB), "seed \(seed)")
        #expect(a.intersection(b).contains(value) == (inA && inB), "seed \(seed)")
        #expect(a.subtracting(b).contains(value) == (inA && !inB), "seed \(seed)")
        #expect(inA == a.intervals.contains { $0.contains(value) }, "seed \(seed)")
      }
      for set in [a, a.union(b), a.intersection(b), a.subtracting(b)] { checkCanonical(set, seed) }
      #expect(a.isDisjoint(with: b) == a.intersection(b).isEmpty)
    }
  }

  @Test("Sets of addresses are as wide as a family and never overflow") func wideIntervals() {
    for seed in Self.seeds {
      var random = SeededGenerator(seed: seed)
      let (a, b, c) = (random.set(of: UInt128.self), random.set(of: UInt128.self), random.set(of: UInt128.self))
      checkLaws(a, b, c, seed)
      for set in [a.union(b), a.intersection(b), a.subtracting(b)] { checkCanonical(set, seed) }
    }
  }

  @Test("Connections obey the laws") func connections() {
    for seed in Self.seeds {
      var random = SeededGenerator(seed: seed)
      let (a, b) = (random.connections(), random.connections())
      checkLaws(a, b, random.connections(), seed)
      checkComplement(a, in: .all, seed)
      #expect(a.union(b).isAll == (a.union(b) == .all))
      #expect(TransportProtocol.allCases.allSatisfy { !a.contains($0, 0) }, "port 0 does not exist")
      if let example = a.example {
        #expect(a.contains(example.transport, example.port))
      } else {
        #expect(a.isEmpty)
      }
    }
  }

  @Test("Addresses obey the laws, one family at a time") func addresses() {
    for seed in Self.seeds {
      var random = SeededGenerator(seed: seed)
      let (a, b) = (random.addresses(), random.addresses())
      checkLaws(a, b, random.addresses(), seed)
      checkComplement(a, in: .all, seed)
      for family in AddressFamily.allCases {
        let address = random.address(family)
        #expect(a.union(b).contains(address) == (a.contains(address) || b.contains(address)), "seed \(seed)")
        #expect(a.subtracting(b).contains(address) == (a.contains(address) && !b.contains(address)), "seed \(seed)")
      }
    }
  }

  private func checkLaws<Value: Algebra>(_ a: Value, _ b: Value, _ c: Value, _ seed: UInt64) {
    #expect(a.union(b) == b.union(a), "seed \(seed)")
    #expect(a.intersection(b) == b.intersection(a), "seed \(seed)")
    #expect(a.union(b.union(c)) == a.union(b).union(c), "seed \(seed)")
    #expect(a.intersection(b.intersection(c)) == a.intersection(b).intersection(c), "seed \(seed)")
    #expect(a.intersection(b.union(c)) == a.intersection(b).union(a.intersection(c)), "seed \(seed)")
    #expect(a.union(b.intersection(c)) == a.union(b).intersection(a.union(c)), "seed \(seed)")
    #expect(a.subtracting(b.union(c)) == a.subtracting(b).intersection(a.subtracting(c)), "seed \(seed)")
    #expect(a.subtracting(b).union(a.intersection(b)) == a, "seed \(seed)")
    #expect(a.union(a) == a && a.intersection(a) == a && a.subtracting(a).isEmpty, "seed \(seed)")
    #expect(a.isSubset(of: b) == (a.union(b) == b), "seed \(seed)")
    #expect(a.isSubset(of: b) == a.subtracting(b).isEmpty, "seed \(seed)")
    #expect(a.intersection(b).isSubset(of: a) && a.isSubset(of: a.union(b)), "seed \(seed)")
    #expect((a == b) == (a.isSubset(of: b) && b.isSubset(of: a)), "seed \(seed)")
  }

  private func checkComplement<Value: Algebra>(_ a: Value, in all: Value, _ seed: UInt64) {
    let rest = all.subtracting(a)
    #expect(a.isSubset(of: all) && a.union(rest) == all && a.intersection(rest).isEmpty, "seed \(seed)")
    #expect(all.subtracting(rest) == a, "seed \(seed)")
  }

  private func checkCanonical<Bound>(_ set: IntervalSet<Bound>, _ seed: UInt64) {
    for (left, right) in zip(set.intervals, set.intervals.dropFirst()) {
      #expect(left.upperBound < right.lowerBound && right.lowerBound - left.upperBound > 1, "seed \(seed): \(set)")
    }
  }

  @Test("Connections read as people write them") func descriptions() {
    #expect(ConnectionSet.all.description == "All Connections")
    #expect(ConnectionSet.none.description == "No Connections")
    let mixed = ConnectionSet(.udp, 53...53).union(ConnectionSet(.tcp, PortSet([80...80, 443...445, 81...81])))
    #expect(mixed.description == "TCP 80-81,443-445,UDP 53")
    #expect(
      ConnectionSet.all.subtracting(ConnectionSet(.tcp, 80...80)).description
        == "SCTP 1-65535,TCP 1-79,81-65535,UDP 1-65535")
    #expect(mixed.example?.port == 80)
  }
}
