import Crypto
public import Diagnostics
import Mustache

/// A report as one HTML file that needs nothing else.
public struct ReportPage: Sendable {
  public let html: String

  /// - Parameters:
  ///   - picture: of the tenants; nil where none can be read.
  ///   - remark: why there is no picture.
  ///   - links: where files can be looked at.
  public init(of report: Report, picture: PagePicture?, remark: String = "", links: SourceLinks? = nil) throws {
    try self.init(of: report, picture: picture, remark: remark, links: links, preview: nil)
  }

  init(of report: Report, picture: PagePicture?, remark: String, links: SourceLinks?, preview: PreviewParts?) throws {
    let content = PageContent(of: report, picture: picture, remark: remark, links: links, preview: preview)
    html = try PageSources.render(PageSources.template, content)
  }
}

/// Escapes what the template inserts, scalar by scalar; Mustache's own escaping lets `"` with a combining mark through.
private struct PageText: MustacheContentType {
  func escapeText(_ text: String) -> String { text.escapedForMarkup }
}

/// The parts of the page that are written by hand, embedded in the program.
enum PageSources {
  static let template = text(PackageResources.page_mustache)
  /// What a preview says while the graph has errors, and the page around it before there is anything else to show.
  static let banner = text(PackageResources.banner_mustache)
  static let emptyPreview = text(PackageResources.empty_mustache)

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

  static let previewStyle = text(PackageResources.preview_css)
  static let previewScript = text(PackageResources.preview_js)

  /// Nothing may load, run or be styled but what is in the file.
  static let policy = policy(scripts: [script], styles: [style])

  /// The script of the preview asks the server it came from.
  static let previewPolicy =
    policy(scripts: [script, previewScript], styles: [style, previewStyle]) + "; connect-src 'self'"

  private static func policy(scripts: [String], styles: [String]) -> String {
    [
      "default-src 'none'", "script-src \(digests(of: scripts))", "style-src \(digests(of: styles))", "img-src data:",
      "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
    ].joined(separator: "; ")
  }

  static func render(_ template: String, _ content: Any) throws -> String {
    MustacheContentTypes.register(PageText(), named: "PAGE")
    return try MustacheTemplate(string: template).render(content)
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func digests(of texts: [String]) -> String {
    texts.map { "'sha256-\(Array(SHA256.hash(data: Array($0.utf8))).base64)'" }.joined(separator: " ")
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
