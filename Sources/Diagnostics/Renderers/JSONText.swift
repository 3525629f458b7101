import Foundation

/// `value` as JSON with sorted keys and a final line break: equal values give equal bytes.
func jsonText(_ value: some Encodable) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  // Only numbers that JSON lacks, such as infinity, can fail to encode; findings have none.
  guard let data = try? encoder.encode(value) else { return "null\n" }
  return String(decoding: data, as: UTF8.self).withUnseenEscapedInJSON + "\n"
}
