import Crypto
import Manifests
import PolicyModel

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

  /// One file an object, and the kustomization that lists them.
  static func files(of policies: PolicySet, cluster: String) throws(InexpressiblePolicy) -> [OutputFile] {
    var files: [OutputFile] = []
    for policy in policies.policies {
      let folder = policy.id.namespace.map { "namespaces/\($0)" } ?? "clusterwide"
      files.append(OutputFile(path: "\(folder)/\(policy.id.name).yaml", text: try Manifest(policy).text))
    }
    files.sort { $0.path < $1.path }
    let kustomization = Manifest(kustomizationOf: files.map(\.path))
    files.append(OutputFile(path: Self.kustomization, text: kustomization.text))
    return files.map { OutputFile(path: "\(cluster)/\($0.path)", text: $0.text) }
  }
}
