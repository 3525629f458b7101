/// Searching in text byte by byte.
///
/// Swift's own searching compares Characters, and a combining mark makes one Character of itself and the sign before it: a
/// quote, a slash or a blank with a mark behind it is not found, while two spellings of `é` are equal. Text from a file, and
/// names of files, are searched and compared with these.
extension StringProtocol {
  public func begins(with start: some StringProtocol) -> Bool { utf8.starts(with: start.utf8) }

  public func ends(with end: some StringProtocol) -> Bool { utf8.suffix(end.utf8.count).elementsEqual(end.utf8) }

  public func holds(_ scalar: Unicode.Scalar) -> Bool { unicodeScalars.contains(scalar) }

  /// Whether both have the same bytes.
  public func isExactly(_ other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }

  /// What stands between the separators, empty parts too.
  public func parts(at separator: Unicode.Scalar) -> [String] {
    unicodeScalars.split(separator: separator, omittingEmptySubsequences: false).map { part in
      String(String.UnicodeScalarView(part))
    }
  }

  /// The text with something else in the place of some scalars.
  ///
  /// - Parameter replacement: nil for a scalar that stays.
  public func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
    unicodeScalars.reduce(into: "") { text, scalar in
      if let other = replacement(scalar) { text += other } else { text.unicodeScalars.append(scalar) }
    }
  }
}

extension String {
  /// The steps of a path; empty ones and `.` lead nowhere and are left out.
  public var pathSteps: [String] { parts(at: "/").filter { !$0.isEmpty && !$0.isExactly(".") } }
}
