/// The alphabets of Kubernetes. (LIM-1, LIM-3, LIM-6)
extension String {
  /// A name such as a namespace has: lower-case letters, digits and inner `-`, at most 63.
  var isDNSLabel: Bool { utf8.count <= 63 && utf8.isDNSLabel }

  /// Labels with dots between them, at most 253.
  var isDNSSubdomain: Bool { utf8.count <= 253 && utf8.isSubdomain }

  /// A label key: an optional subdomain and `/`, then a name of at most 63. (NPV-11)
  var isQualifiedName: Bool {
    let parts = utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard let name = parts.last, parts.count <= 2, (1...63).contains(name.count), name.isLabelText else { return false }
    return parts.count == 1 || (parts[0].count <= 253 && parts[0].isSubdomain)
  }

  /// A label value: at most 63, may be empty. (NPV-11)
  var isLabelValue: Bool { utf8.isEmpty || (utf8.count <= 63 && utf8.isLabelText) }

  /// A port name: at most 15, lower-case letters, digits and single inner `-`, with a letter. (NPV-4)
  var isPortName: Bool { utf8.isPortName(upperCase: false) }

  /// The same with either case, as Cilium takes it. (CIL-62)
  var isServiceName: Bool { utf8.isPortName(upperCase: true) }
}

extension Collection<UInt8> {
  fileprivate var isDNSLabel: Bool {
    hasAlphanumericEnds && allSatisfy { $0.isLowerAlphanumeric || $0 == .hyphen }
  }

  fileprivate var isSubdomain: Bool {
    split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(\.isDNSLabel)
  }

  fileprivate var hasAlphanumericEnds: Bool {
    var last: UInt8?
    for byte in self { last = byte }
    guard let first, let last else { return false }
    return first.isAlphanumeric && last.isAlphanumeric
  }

  fileprivate var isLabelText: Bool {
    hasAlphanumericEnds && allSatisfy { $0.isAlphanumeric || "-_.".utf8.contains($0) }
  }

  fileprivate func isPortName(upperCase: Bool) -> Bool {
    guard (1...15).contains(count), hasAlphanumericEnds, contains(where: \.isLetter) else { return false }
    var previous: UInt8 = 0
    for byte in self {
      if byte == .hyphen, previous == .hyphen { return false }
      guard byte == .hyphen || byte.isLowerAlphanumeric || (upperCase && byte.isAlphanumeric) else { return false }
      previous = byte
    }
    return true
  }
}

extension UInt8 {
  fileprivate static let hyphen = UInt8(ascii: "-")

  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
  fileprivate var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
  fileprivate var isAlphanumeric: Bool { isDigit || isLetter }
  fileprivate var isLowerAlphanumeric: Bool {
    isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
  }
}
