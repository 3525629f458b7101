import Diagnostics
import Foundation

/// A path cut into the folder that holds it and its name there.
struct PlacedName {
  let parent: String
  let name: String

  init(_ path: String) {
    let path = path.withoutSlashesAtEnd
    let scalars = path.unicodeScalars
    guard let slash = scalars.lastIndex(of: "/") else {
      (parent, name) = (".", path)
      return
    }
    parent = slash == scalars.startIndex ? "/" : String(scalars[..<slash])
    name = String(scalars[scalars.index(after: slash)...])
  }

  /// Where `path` is in truth: links and dots resolved as far as the path exists.
  init(resolving path: String) {
    let whole = Self.real(path) ?? path
    let placed = PlacedName(whole)
    parent = Self.real(placed.parent) ?? placed.parent
    name = placed.name
  }

  /// The path without links and dots, nil when nothing is there.
  static func real(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// What leads from one real path to another one inside of it, empty for the path itself; nil for any other place.
  static func path(of real: String, below folder: String) -> String? {
    guard !real.isExactly(folder) else { return "" }
    let start = folder.ends(with: "/") ? folder : "\(folder)/"
    return real.begins(with: start) ? String(decoding: real.utf8.dropFirst(start.utf8.count), as: UTF8.self) : nil
  }
}

extension String {
  /// The path without slashes behind its last name.
  var withoutSlashesAtEnd: String {
    var scalars = unicodeScalars[...]
    while scalars.count > 1, scalars.last == "/" { scalars.removeLast() }
    return String(scalars)
  }

  /// The path of something in the folder at this path.
  func appendingPath(_ name: String) -> String { ends(with: "/") ? self + name : "\(self)/\(name)" }
}
