import Crypto

extension String {
  /// SHA-256 of the text in lower-case hexadecimal digits.
  var digest: String {
    SHA256.hash(data: Array(utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
