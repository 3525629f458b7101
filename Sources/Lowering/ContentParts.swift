import Crypto

/// SHA-256 of a text, in lower-case hexadecimal digits.
struct ContentDigest {
  let text: String

  init(of content: String) {
    text = SHA256.hash(data: Array(content.utf8)).reduce(into: "") { text, byte in
      text += byte < 16 ? "0\(String(byte, radix: 16))" : String(byte, radix: 16)
    }
  }
}

/// A part of what does not fit into one object.
struct ContentPart<Item> {
  /// `part-3`; nil for the whole.
  let name: String?
  let items: [Item]
}

/// `items` as they are if they fit, else in up to sixteen parts, and each of these again as far as it must be.
///
/// What an item says decides where it goes, not its place among the others: one more item changes one part.
func parts<Item>(
  of items: [Item], by content: (Item) -> String, fitting fits: ([Item]) -> Bool
) -> [ContentPart<Item>] {
  if fits(items) { return [ContentPart(name: nil, items: items)] }
  let placed = items.map { (digits: Array(ContentDigest(of: content($0)).text), item: $0) }
  return split(placed, at: 0, fits)
}

private func split<Item>(
  _ items: [(digits: [Character], item: Item)], at depth: Int, _ fits: ([Item]) -> Bool
) -> [ContentPart<Item>] {
  let groups = Dictionary(grouping: items) { $0.digits[depth] }.sorted { $0.key < $1.key }
  return groups.flatMap { _, group -> [ContentPart<Item>] in
    let members = group.map(\.item)
    let isAlone = Set(group.map(\.digits)).count == 1
    guard !isAlone, !fits(members) else {
      let digits = group.first.map { String($0.digits[...depth]) } ?? ""
      return [ContentPart(name: "part-\(digits)", items: members)]
    }
    return split(group, at: depth + 1, fits)
  }
}
