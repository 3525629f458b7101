extension String {
  /// A DNS-1123 label of at most 63 characters: what namespaces and everything in the graph are named. (LIM-1, LIM-2)
  var isDNSLabel: Bool {
    (1...63).contains(utf8.count) && utf8.allSatisfy { $0.isLowercaseAlphanumeric || $0 == .hyphen }
      && hasEnds { $0.isLowercaseAlphanumeric }
  }

  /// DNS-1123 labels with dots between them, at most 253 characters.
  var isDNSSubdomain: Bool {
    (1...253).contains(utf8.count)
      && split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
        label.utf8.allSatisfy { $0.isLowercaseAlphanumeric || $0 == .hyphen }
          && String(label).hasEnds { $0.isLowercaseAlphanumeric }
      }
  }

  /// The name of a container port. (LIM-6)
  var isPortName: Bool { portNameFault == nil }

  /// What is wrong with a port's name; nil when nothing is. (LIM-6, NPV-4)
  var portNameFault: String? {
    if utf8.count > 15 { return "port names have at most 15 characters" }
    guard !isEmpty, utf8.allSatisfy({ $0.isLowercaseAlphanumeric || $0 == .hyphen }) else {
      return "port names consist of lower-case letters, digits and \"-\""
    }
    if !hasEnds({ $0.isLowercaseAlphanumeric }) { return "port names start and end with a letter or digit" }
    if contains("--") { return "port names have no two \"-\" in a row" }
    return utf8.contains(where: \.isLowercaseLetter) ? nil : "port names have at least one letter"
  }

  /// What is wrong with a label's key; nil when nothing is. (LIM-3)
  var labelKeyFault: String? {
    if contains(":") {
      return "keys in Kubernetes have no source and \":\" before them, as those in Cilium's selectors do"
    }
    if isReservedByCilium { return "Cilium makes up labels under this name, and no pod in Kubernetes bears one" }
    let parts = split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2, !parts[0].isDNSSubdomain {
      return "what stands before \"/\" in a label's key is a lower-case domain name of at most 253 characters"
    }
    guard let name = parts.last, !name.isEmpty, name.isLabelText else {
      return
        "a label's key has 1 to 63 letters, digits, \"-\", \"_\" and \".\", and starts and ends with a letter or digit"
    }
    return nil
  }

  /// Whether Cilium gives a pod labels of this key for what Kubernetes says elsewhere: its namespace, the labels of that, its
  /// service account, its cluster. (CIL-32)
  var isReservedByCilium: Bool { hasPrefix("io.cilium.k8s.") || self == "io.kubernetes.pod.namespace" }

  /// What is wrong with a label's value; nil when nothing is. (LIM-3)
  var labelValueFault: String? {
    isLabelText
      ? nil
      : "a label's value has at most 63 letters, digits, \"-\", \"_\" and \".\", and starts and ends with a letter or digit"
  }

  private var isLabelText: Bool {
    isEmpty
      || utf8.count <= 63 && utf8.allSatisfy { $0.isAlphanumeric || "-_.".utf8.contains($0) }
        && hasEnds { $0.isAlphanumeric }
  }

  private func hasEnds(_ condition: (UInt8) -> Bool) -> Bool {
    guard let first = utf8.first, let last = utf8.last else { return false }
    return condition(first) && condition(last)
  }

  /// The DNS-1123 label nearest to this text; nil when nothing is left of it.
  var correctedDNSLabel: String? {
    let bytes = lowercased().utf8.map { $0.isLowercaseAlphanumeric ? $0 : .hyphen }
    let runs = bytes.prefix(63).split(separator: .hyphen).map { String(decoding: $0, as: UTF8.self) }
    return runs.isEmpty ? nil : runs.joined(separator: "-")
  }
}

extension UInt8 {
  static let hyphen = UInt8(ascii: "-")

  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
  var isLowercaseLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
  var isLowercaseAlphanumeric: Bool { isDigit || isLowercaseLetter }
  var isAlphanumeric: Bool { isLowercaseAlphanumeric || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
}
