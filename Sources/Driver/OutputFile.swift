import Crypto
import Manifests
import PolicyModel
import Workers

/// A file of the output folder, before anything is written.
public struct OutputFile: Hashable, Sendable {
  /// Relative to the output folder, with slashes.
  public let path: String
  public let text: String
  /// SHA-256 of the text in lower-case hexadecimal digits.
  public let digest: String

  /// Name of the file that lists the objects of a cluster.
  public static let kustomization = "kustomization.yaml"

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

  /// One file an object, and the kustomization that lists them.
  static func files(of policies: PolicySet, cluster: String) throws(InexpressiblePolicy) -> [OutputFile] {
    var files = try policies.policies.concurrentMap { policy throws(InexpressiblePolicy) in
      OutputFile(path: "\(cluster)/\(policy.pathInCluster)", text: try Manifest(policy).text)
    }
    files.sort { $0.path < $1.path }
    let list = Manifest(kustomizationOf: policies.policies.map(\.pathInCluster).sorted())
    return files + [OutputFile(path: "\(cluster)/\(kustomization)", text: list.text)]
  }
}

extension Policy {
  /// Relative to the cluster's folder.
  fileprivate var pathInCluster: String {
    "\(id.namespace.map { "namespaces/\($0)" } ?? "clusterwide")/\(id.name).yaml"
  }
}
