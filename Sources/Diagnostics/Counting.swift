extension Int {
  /// `1 tenant`, `2 tenants`, `1,234 policies`
  ///
  /// - Parameter plural: nil for the noun with an `s`.
  public func counted(_ noun: String, _ plural: String? = nil) -> String {
    "\(grouped) \(self == 1 ? noun : plural ?? "\(noun)s")"
  }

  /// `1,234,567`
  public var grouped: String {
    let digits = String(magnitude)
    let marks = digits.enumerated().map { position, digit in
      position > 0 && (digits.count - position).isMultiple(of: 3) ? ",\(digit)" : "\(digit)"
    }
    return (self < 0 ? "-" : "") + marks.joined()
  }
}
