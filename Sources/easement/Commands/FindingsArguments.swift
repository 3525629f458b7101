import ArgumentParser
import Diagnostics
import Foundation

/// How findings are shown, and how many.
struct FindingsArguments: ParsableArguments {
  typealias Format = FindingsForm.Format

  @OptionGroup var form: FindingsForm
  @OptionGroup var amount: AmountArguments

  /// Prints findings on standard error, where they do not mix with a result.
  func remark(_ findings: [Diagnostic]) { form.remark(findings, limit: amount.limit) }

  static func rendered(_ findings: [Diagnostic], as format: Format, limit: Int?, style: DiagnosticStyle) -> String {
    FindingsForm.rendered(findings, as: format, limit: limit, style: style)
  }
}

/// How findings are shown.
struct FindingsForm: ParsableArguments {
  enum Format: String, OutputForm {
    case text, json, github, sarif
  }

  @Option(name: .customLong("diagnostics"), help: "How findings are printed: text, json, github or sarif.")
  var format = Format.text

  @OptionGroup var colour: ColourArguments

  /// Prints findings on standard error, where they do not mix with a result.
  func remark(_ findings: [Diagnostic], limit: Int? = 50) {
    let findings = findings.wanted
    guard !findings.isEmpty || format != .text else { return }
    Console.complain(Self.rendered(findings, as: format, limit: limit, style: colour.style(for: STDERR_FILENO)))
  }

  /// - Parameter limit: how many findings of one code people see; programs get all.
  static func rendered(_ findings: [Diagnostic], as format: Format, limit: Int?, style: DiagnosticStyle) -> String {
    switch format {
    case .text:
      let limited = FindingLimit(findings, limit: limit)
      return limited.shown.renderedAsText(style: style, counting: findings) + limited.remark
    case .json: return findings.renderedAsJSON()
    case .github: return findings.renderedAsGitHubCommands()
    case .sarif: return findings.renderedAsSARIF()
    }
  }
}

extension [Diagnostic] {
  /// Those that a run prints: errors alone if it is to be quiet.
  var wanted: [Diagnostic] { Verbosity.isQuiet ? filter { $0.severity == .error } : self }
}

/// How many findings people see.
struct AmountArguments: ParsableArguments {
  @Flag(help: "Show every finding, not only the first 50 of each code.")
  var all = false

  var limit: Int? { all ? nil : 50 }
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
enum ResultFormat: String, OutputForm {
  case text, json
}

/// A form of output. The word for text is understood in both spellings, of which each command names one: as the ending of
/// a file, or beside names of other programs' forms.
protocol OutputForm: CaseIterable, ExpressibleByArgument, RawRepresentable<String> {}

extension OutputForm {
  init?(argument: String) {
    let other = ["text": "txt", "txt": "text"][argument]
    guard let form = Self(rawValue: argument) ?? other.flatMap(Self.init(rawValue:)) else { return nil }
    self = form
  }
}
