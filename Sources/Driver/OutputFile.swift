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
  /// SHA-256 of the text in lower-case hexadecimal digits.
  public let digest: String

  /// Name of the file that lists the objects of a cluster.
  public static let kustomization = "kustomization.yaml"

  /// The names under which kustomize looks for such a file; it refuses a folder that has two of them.
  public static let kustomizationNames = [kustomization, "kustomization.yml", "Kustomization"]

  public init(path: String, text: String) {
    self.path = path
    self.text = text
    digest = Self.digest(of: Array(text.utf8))
  }

  /// SHA-256 in lower-case hexadecimal digits.
  public static func digest(of bytes: [UInt8]) -> String {
    let digits = "0123456789abcdef".utf8.map { $0 }
    let text = SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  init(_ file: EmittedFile) { self.init(path: file.path, text: YAMLValue.text(of: file.documents)) }
}
