public import PolicyModel

extension DomainPattern {
  /// Whether a name outside the cluster is meant. Case and a final dot do not count.
  ///
  /// Cilium: `*` is a run of characters without a dot, a leading `**.` one or more labels, a lone `*` any name (CIL-52).
  /// The policy API: only a leading `*.`, which is one or more labels (CNP-15).
  public func matches(_ name: String, in api: PolicyAPI) -> Bool {
    let name = name.domainLabels
    guard isPattern else { return text.domainLabels == name }
    if text == "*" { return true }
    let labels = text.domainLabels
    let spansLabels = labels.first == "**" || (!api.isCilium && labels.first == "*")
    guard spansLabels else { return labels.count == name.count && zip(labels, name).allSatisfy(matchesLabel) }
    let tail = labels.dropFirst()
    return name.count > tail.count && zip(tail, name.suffix(tail.count)).allSatisfy(matchesLabel)
  }
}

extension String {
  fileprivate var domainLabels: [Substring] {
    let name = lowercased()
    return (name.hasSuffix(".") ? name.dropLast() : name[...]).split(separator: ".", omittingEmptySubsequences: false)
  }
}

/// Whether one label fits a pattern in which `*` is any run of characters, the empty run too.
private func matchesLabel(_ pattern: Substring, _ label: Substring) -> Bool {
  let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
  guard pieces.count > 1, let first = pieces.first, let last = pieces.last else { return pattern == label }
  guard label.hasPrefix(first), label.hasSuffix(last), label.utf8.count >= first.utf8.count + last.utf8.count
  else { return false }
  var rest = label.dropFirst(first.count).dropLast(last.count)
  for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
    guard let found = rest.firstRange(of: piece) else { return false }
    rest = rest[found.upperBound...]
  }
  return true
}
