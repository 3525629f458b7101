import Diagnostics

/// A tag, which says of what type a value is: `!!str`. API servers follow YAML's own and ignore all others.
struct YAMLTag {
  /// As people write it.
  let name: String
  private let type: String

  static let remedy = "remove the tag; what has to be text and looks like a number or a boolean goes into quotes"

  /// - Parameter written: in full, as the parser expands it.
  init(_ written: String) {
    let own = "tag:yaml.org,2002:"
    let isOwn = written.begins(with: own)
    type = isOwn ? String(decoding: written.utf8.dropFirst(own.utf8.count), as: UTF8.self) : ""
    name = isOwn ? "!!\(type)" : written
  }

  /// Whether a scalar with this tag means what its characters look like, in quotes or not; else it is text.
  var makesPlain: Bool { ["int", "float", "bool", "null"].contains(type) }

  /// Whether a scalar with these characters can be what the tag says.
  func fits(_ text: ArraySlice<UInt8>) -> Bool {
    let actual = ScalarType(ofPlain: String(decoding: text, as: UTF8.self))
    return switch type {
    case "int": actual == .integer
    case "float": actual == .float || actual == .integer
    case "bool": actual == .boolean
    case "null": actual == .null
    default: true
    }
  }
}
