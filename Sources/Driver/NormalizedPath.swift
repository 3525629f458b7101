extension String {
  /// Without steps that lead nowhere.
  var normalizedPath: String {
    guard hasIdleSteps else { return self }
    var parts: [Substring] = []
    for part in split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// Whether some step may be empty, `.` or `..`; thousands of paths have none.
  private var hasIdleSteps: Bool {
    var startsStep = true
    for (index, byte) in utf8.enumerated() {
      if startsStep, byte == UInt8(ascii: ".") || (byte == UInt8(ascii: "/") && index > 0) { return true }
      startsStep = byte == UInt8(ascii: "/")
    }
    return startsStep
  }

  var lastName: String { split(separator: "/").last.map(String.init) ?? self }

  var parentPath: String {
    let parts = split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast().joined(separator: "/")
  }
}
