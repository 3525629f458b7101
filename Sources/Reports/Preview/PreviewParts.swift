import Diagnostics

/// What a preview adds to a page. Mustache reads the properties by their names.
struct PreviewParts {
  let version: String
  let style = PageSources.previewStyle
  let script = PageSources.previewScript
  /// Markup.
  let banner: String

  /// - Parameter remark: what the page shows in spite of the trouble.
  init(_ trouble: Trouble?, remark: String, version: String) throws {
    self.version = version
    banner = try PageSources.render(
      PageSources.banner, Banner(trouble: trouble.map { TroubleText($0, remark: remark) }))
  }
}

private struct Banner {
  let trouble: TroubleText?
}

private struct TroubleText {
  let headline: String
  let texts: [String]
  let left: String?

  init(_ trouble: Trouble, remark: String) {
    headline = "The graph has \(trouble.count.counted("error")). \(remark)"
    texts = trouble.texts
    let rest = trouble.count - trouble.texts.count
    left = rest > 0 ? rest.grouped : nil
  }
}

/// The page of a preview that has nothing to show yet.
struct EmptyPreviewPage {
  let html: String

  init(_ trouble: Trouble?, version: String, isStarting: Bool) throws {
    let parts = try PreviewParts(trouble, remark: "There is nothing to show yet.", version: version)
    html = try PageSources.render(PageSources.emptyPreview, Content(parts, isStarting: isStarting))
  }

  private struct Content {
    let policy = PageSources.previewPolicy
    let pageStyle = PageSources.style
    let version: String
    let style: String
    let script: String
    let banner: String
    let title: String
    let lead: String

    init(_ parts: PreviewParts, isStarting: Bool) {
      version = parts.version
      style = parts.style
      script = parts.script
      banner = parts.banner
      title = isStarting ? "Reading the graph …" : "No graph yet"
      lead = "The page appears here as soon as the graph can be read."
    }
  }
}
