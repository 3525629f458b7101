import PolicyModel
import Testing

@Suite struct AddressTests {
  @Test("Every address survives its text form") func roundTrip() {
    for seed in UInt64(0)..<2000 {
      var random = SeededGenerator(seed: seed)
      for family in AddressFamily.allCases {
        let address = random.address(family)
        #expect(IPAddress(address.description) == address, "seed \(seed): \(address)")
        let block = random.block()
        #expect(CIDR(block.description) == block, "seed \(seed): \(block)")
      }
    }
  }

  @Test(
    "IPv6 is written as RFC 5952 has it",
    arguments: [
      ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("0:0:0:0:0:0:0:0", "::"), ("::1", "::1"), ("1::", "1::"),
      ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
      ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("::ffff:192.0.2.1", "::ffff:c000:201"),
      ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ])
  func canonical(text: String, canonical: String) { #expect(IPAddress(text)?.description == canonical) }

  @Test(
    "NPV-8: sloppy addresses are none",
    arguments: [
      "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.+4", "1.2.3.-0", " 1.2.3.4", "1.2.3.4 ", "a.b.c.d", ":",
      ":::",
      "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "::g", "::+1", "::-0", "1:2:3:4:5:6:7:8::", "::1.2.3",
      "::1.2.3.4:5",
      "1.2.3.4::", "::%eth0", "[::1]", "1:",
    ])
  func notAnAddress(text: String) { #expect(IPAddress(text) == nil) }

  @Test(
    "NPV-8: a block has no bits beyond its prefix",
    arguments: [
      "10.0.0.1/8", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08", "10.0.0.0/8/8",
      "/8",
      "::1/127", "::/129", "10.0.0.0/ 8",
    ])
  func notABlock(text: String) { #expect(CIDR(text) == nil) }

  @Test("Blocks are ranges that share a prefix") func ranges() throws {
    let ten = try #require(CIDR("10.0.0.0/8"))
    #expect(ten.range == 0x0A00_0000...0x0AFF_FFFF)
    #expect(CIDR.all(.ipv6).range == 0...UInt128.max)
    #expect(CIDR.all(.ipv4).range == 0...0xFFFF_FFFF)
    #expect(try ten.contains(#require(CIDR("10.1.0.0/16"))))
    #expect(try !#require(CIDR("10.1.0.0/16")).contains(ten))
    #expect(ten.contains(ten))
    #expect(!CIDR.all(.ipv6).contains(ten), "NP-28: families never meet")
    let host = try #require(IPAddress("10.9.8.7"))
    #expect(CIDR(enclosing: host, prefixLength: 8) == ten)
    #expect(CIDR(enclosing: host, prefixLength: 99).description == "10.9.8.7/32")
  }

  @Test("A block contains another when its range does") func containment() {
    for seed in UInt64(0)..<2000 {
      var random = SeededGenerator(seed: seed)
      let (a, b) = (random.block(), random.block())
      #expect(a.contains(b) == AddressSet([b]).isSubset(of: AddressSet([a])), "seed \(seed): \(a) \(b)")
    }
  }

  @Test("NP-26, NP-27: a block without its exceptions") func exceptions() throws {
    let block = AddressBlock(
      try #require(CIDR("10.0.0.0/8")), except: [try #require(CIDR("10.1.0.0/16")), try #require(CIDR("10.1.0.0/16"))])
    #expect(block.exceptions.count == 1)
    #expect(block.addresses.ipv4.intervals == [0x0A00_0000...0x0A00_FFFF, 0x0A02_0000...0x0AFF_FFFF])
    #expect(block.addresses.ipv6.isEmpty)
  }

  @Test("Blocks sort by family, address and width") func order() {
    let texts = ["::/0", "10.0.0.0/16", "9.0.0.0/8", "10.0.0.0/8"]
    #expect(
      texts.compactMap(CIDR.init).sorted().map(\.description) == ["9.0.0.0/8", "10.0.0.0/8", "10.0.0.0/16", "::/0"])
  }
}
