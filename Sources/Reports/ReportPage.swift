import Crypto
import Mustache

/// A report as one HTML file that needs nothing else.
public struct ReportPage: Sendable {
  public let html: String

  /// - Parameters:
  ///   - picture: of the tenants; nil where none can be read.
  ///   - remark: why there is no picture.
  ///   - links: where files can be looked at.
  public init(of report: Report, picture: PagePicture?, remark: String = "", links: LinkBase? = nil) throws {
    MustacheContentTypes.register(PageText(), named: "PAGE")
    let template = try MustacheTemplate(string: PageSources.template)
    html = template.render(PageContent(of: report, picture: picture, remark: remark, links: links))
  }
}

/// Where the files of a graph can be looked at: `https://github.com/acme/graph/blob/main/`.
public struct LinkBase: Hashable, Sendable {
  private let address: String

  /// Nil unless the address is one of a page behind TLS.
  public init?(_ text: String) {
    let rest = text.unicodeScalars.dropFirst("https://".count)
    guard text.hasPrefix("https://"), let first = rest.first, first != "/",
      rest.allSatisfy({ $0.isASCII && $0.value > 0x20 && !"\"'<>\\^`{|}#".unicodeScalars.contains($0) })
    else { return nil }
    address = text.hasSuffix("/") ? text : text + "/"
  }

  /// The base alone, for scripts that add path and line.
  var text: String { address }

  func link(to place: Place) -> String {
    address + place.path.percentEncoded + "#L\(place.line)"
  }
}

extension String {
  /// For the path of an address, slashes kept.
  var percentEncoded: String {
    let digits = Array("0123456789ABCDEF")
    return utf8.reduce(into: "") { text, byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E:
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default: text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }
}

/// Escapes what the template inserts, scalar by scalar; Mustache's own escaping lets `"` with a combining mark through.
private struct PageText: MustacheContentType {
  func escapeText(_ text: String) -> String { text.escapedForMarkup }
}

/// The parts of the page that are written by hand, embedded in the program.
enum PageSources {
  static let template = text(PackageResources.page_mustache)

  static let style = [
    PackageResources.base_css, PackageResources.parts_css, PackageResources.views_css, PackageResources.picture_css,
    PackageResources.media_css,
  ].map(text).joined(separator: "\n")

  /// One function around everything, so that no name leaks.
  static let script =
    "(() => {\n\"use strict\";\n"
    + [
      PackageResources.dom_js, PackageResources.model_js, PackageResources.filters_js, PackageResources.flows_js,
      PackageResources.matrix_js, PackageResources.matrixorder_js, PackageResources.neighbours_js,
      PackageResources.tenant_js, PackageResources.panel_js, PackageResources.search_js, PackageResources.picture_js,
      PackageResources.theme_js, PackageResources.main_js,
    ].map(text).joined(separator: "\n") + "\n})();\n"

  /// Nothing may load, run or be styled but what is in the file.
  static let policy = [
    "default-src 'none'", "script-src '\(digest(of: script))'", "style-src '\(digest(of: style))'", "img-src data:",
    "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
  ].joined(separator: "; ")

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func digest(of text: String) -> String {
    "sha256-" + Array(SHA256.hash(data: Array(text.utf8))).base64
  }
}

extension [UInt8] {
  /// RFC 4648, with padding.
  fileprivate var base64: String {
    let alphabet = [Character]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    return stride(from: 0, to: count, by: 3).reduce(into: "") { text, start in
      let group = self[start..<Swift.min(start + 3, count)]
      let bits = group.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
      for digit in 0...group.count { text.append(alphabet[bits >> (18 - 6 * digit) & 63]) }
      text += String(repeating: "=", count: 3 - group.count)
    }
  }
}
