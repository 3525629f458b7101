import ArgumentParser
import Diagnostics
import Foundation

/// How findings are shown.
struct FindingsArguments: ParsableArguments {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, github, sarif
  }

  @Option(name: .customLong("diagnostics"), help: "How findings are printed: text, json, github or sarif.")
  var format = Format.text

  @OptionGroup var colour: ColourArguments

  /// Prints findings on standard error, where they do not mix with a result.
  func remark(_ findings: [Diagnostic]) {
    guard !findings.isEmpty || format != .text else { return }
    Console.remark(Self.rendered(findings, as: format, style: colour.style(for: STDERR_FILENO)))
  }

  static func rendered(_ findings: [Diagnostic], as format: Format, style: DiagnosticStyle) -> String {
    switch format {
    case .text: findings.renderedAsText(style: style)
    case .json: findings.renderedAsJSON()
    case .github: findings.renderedAsGitHubCommands()
    case .sarif: findings.renderedAsSARIF()
    }
  }
}

/// Whether text for people has colours.
struct ColourArguments: ParsableArguments {
  enum When: String, CaseIterable, ExpressibleByArgument {
    case auto, always, never
  }

  @Option(name: .customLong("color"), help: "When to use colours: auto, always or never. NO_COLOR is honoured.")
  var when = When.auto

  func style(for descriptor: Int32) -> DiagnosticStyle {
    switch when {
    case .always: return .ansi
    case .never: return .plain
    case .auto:
      let environment = ProcessInfo.processInfo.environment
      let isRefused = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
      return Console.isTerminal(descriptor) && !isRefused ? .ansi : .plain
    }
  }
}

/// How a result is printed.
enum ResultFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json
}
