import Foundation

/// A path cut into the folder that holds it and its name there.
struct PlacedName {
  let parent: String
  let name: String

  init(_ path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    guard let slash = path.lastIndex(of: "/") else {
      (parent, name) = (".", path)
      return
    }
    parent = slash == path.startIndex ? "/" : String(path[..<slash])
    name = String(path[path.index(after: slash)...])
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
}
