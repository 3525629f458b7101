/// Relative paths in one folder, so that it is opened once for all of them.
struct FolderPaths: Sendable {
  /// `.` for files at the top.
  let folder: String
  /// Sorted.
  let names: [String]

  func path(of name: String) -> String { folder == "." ? name : "\(folder)/\(name)" }

  /// Paths by folder, sorted.
  static func grouping(_ paths: some Sequence<String>) -> [FolderPaths] {
    let places = Dictionary(grouping: paths.map { PlacedName($0) }, by: \.parent)
    return places.sorted { $0.key < $1.key }
      .map { FolderPaths(folder: $0.key, names: $0.value.map(\.name).sorted()) }
  }
}
