import Crypto
import Guards
import Manifests
import PolicyModel
import Resolution
import YAMLTree

/// A file of the output folder, before anything is written.
public struct OutputFile: Hashable, Sendable {
  /// Relative to the output folder, with slashes.
  public let path: String
  public let text: String

  /// Name of the file that lists the objects of a cluster.
  public static let kustomization = "kustomization.yaml"

  public init(path: String, text: String) {
    self.path = path
    self.text = text
  }

  public var digest: String { Self.digest(of: Array(text.utf8)) }

  /// SHA-256 in lower-case hexadecimal digits.
  public static func digest(of bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return SHA256.hash(data: bytes).reduce(into: "") { text, byte in
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
  }

  init(_ file: EmittedFile) { self.init(path: file.path, text: YAMLValue.text(of: file.documents)) }
}
