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
    let kustomization = Manifest(kustomizationOf: policies.policies.map(\.pathInCluster).sorted())
    return files + [OutputFile(path: "\(cluster)/kustomization.yaml", text: kustomization.text)]
  }
}

extension Policy {
  /// Relative to the cluster's folder.
  fileprivate var pathInCluster: String {
    "\(id.namespace.map { "namespaces/\($0)" } ?? "clusterwide")/\(id.name).yaml"
  }
}

/// The list of the files that Easement owns in an output folder, each with its digest.
///
/// Its text is what `sha256sum --check` reads.
public struct OutputIndex: Hashable, Sendable {
  /// Name of the file in the output folder.
  public static let fileName = "easement.sha256"

  /// Digests by path.
  public let digests: [String: String]

  public init(of files: [OutputFile]) {
    digests = Dictionary(files.map { ($0.path, $0.digest) }) { first, _ in first }
  }

  /// Nil unless every line is a digest and a path that stays inside the folder.
  public init?(parsing text: String) {
    var digests: [String: String] = [:]
    for line in text.split(separator: "\n") {
      guard let gap = line.firstRange(of: "  ") else { return nil }
      let (digest, path) = (String(line[..<gap.lowerBound]), String(line[gap.upperBound...]))
      guard digest.utf8.count == 64, digest.allSatisfy(\.isHexDigit), Self.isInside(path) else { return nil }
      digests[path] = digest
    }
    self.digests = digests
  }

  private init(digests: [String: String]) { self.digests = digests }

  /// This index without the files of some folders.
  public func keeping(_ isKept: (String) -> Bool) -> OutputIndex {
    OutputIndex(digests: digests.filter { isKept($0.key) })
  }

  public func merging(_ other: OutputIndex) -> OutputIndex {
    OutputIndex(digests: digests.merging(other.digests) { _, new in new })
  }

  public var paths: [String] { digests.keys.sorted() }

  public var text: String { paths.map { "\(digests[$0] ?? "")  \($0)\n" }.joined() }

  private static func isInside(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return !parts.contains("") && !parts.contains("..") && !parts.contains(".")
  }
}
