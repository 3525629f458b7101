/// What differs after a file was written, replaced or opened to readers.
struct FileStamp: Equatable {
  let path: String
  private let size: Int
  private let identity: [UInt64]
  private let modified: [Int]
  private let permissions: UInt32

  init(path: String, _ status: FileStatus) {
    self.path = path
    size = status.size
    identity = status.identity
    modified = status.modified
    permissions = UInt32(status.permissions)
  }
}
