import Diagnostics

/// A part of a text that is filled in before its objects are applied: `${APP}` by Flux or envsubst, `{{ .Values.app }}` by
/// Helm. What is wrong around it says nothing about the objects.
struct Placeholder {
  /// As it stands there, cut where it is long.
  let text: String
  /// What fills it in.
  let isTemplate: Bool

  /// What is longer is a dump, and not written by hand.
  private static let sizeLimit = 1 << 20

  /// The one that explains a finding; nil for a finding that stands for itself.
  init?(behind finding: Diagnostic) {
    guard let span = finding.span, finding.isAboutObjects, span.source.bytes.count <= Self.sizeLimit else { return nil }
    if let line = span.source.line(span.start.line), let found = Placeholder(in: Array(line.utf8)[...]) {
      self = found
    } else if finding.code == .invalidYAML, let found = Placeholder(in: span.source.bytes[...]), found.isTemplate {
      self = found
    } else {
      return nil
    }
  }

  /// The first one in a text.
  private init?(in bytes: ArraySlice<UInt8>) {
    var rest = bytes
    while let start = rest.firstIndex(where: { $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "{") }) {
      rest = rest[start...]
      if rest.starts(with: "{{".utf8) || rest.startsVariable {
        isTemplate = rest.first == UInt8(ascii: "{")
        let end = rest.prefix(60).firstIndex(of: UInt8(ascii: "}")) ?? rest.prefix(60).endIndex - 1
        text = String(decoding: rest[start...end], as: UTF8.self) + (isTemplate ? "}" : "")
        return
      }
      rest = rest.dropFirst()
    }
    return nil
  }

  fileprivate func finding(at span: Span) -> Diagnostic {
    Diagnostic(
      .placeholder, "\"\(text)\" is filled in before the objects are applied, and they cannot be read without that",
      at: span,
      help: isTemplate
        ? "render first: `helm template … | easement access -`"
        : "render first, with `envsubst` or `flux build kustomization`, and read what comes of it")
  }
}

extension ArraySlice<UInt8> {
  /// Whether `${` and a name begin it.
  fileprivate var startsVariable: Bool {
    guard starts(with: "${".utf8), let letter = dropFirst(2).first else { return false }
    return letter == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter | 0x20)
  }
}

extension Diagnostic {
  fileprivate var isAboutObjects: Bool {
    switch code {
    case .invalidYAML, .invalidObject, .unknownObjectField, .unmodelledKind, .duplicateKey: true
    default: false
    }
  }
}

extension [Diagnostic] {
  /// These findings, with one for each source in place of all that placeholders explain.
  var withPlaceholdersExplained: [Diagnostic] {
    var explained: [String: (span: Span, placeholder: Placeholder)] = [:]
    var rest: [Diagnostic] = []
    for finding in self {
      guard let span = finding.span, let placeholder = Placeholder(behind: finding) else {
        rest.append(finding)
        continue
      }
      if let known = explained[span.source.path], known.span <= span { continue }
      explained[span.source.path] = (span, placeholder)
    }
    return rest + explained.values.sorted { $0.span < $1.span }.map { $0.placeholder.finding(at: $0.span) }
  }
}
