import ArgumentParser
import Diagnostics
import Driver
import Foundation

struct Check: SpeakingCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look for mistakes in a graph and print them.",
    discussion: """
      Reads every document of the graph, binds all names, matches needs with grants and tests the assertions. Writes \
      nothing. Warnings and notices leave the exit status at 0, errors make it 1.

      Example: easement check examples/acme --format github
      """)

  @OptionGroup var graph: GraphArguments

  // Elsewhere findings come beside a result, here they are it: both names fit.
  @Option(
    name: [.customShort("f"), .customLong("format"), .customLong("diagnostics")],
    help: "How findings are printed: text, json, github or sarif.")
  var format = FindingsArguments.Format.text

  @OptionGroup var amount: AmountArguments
  @OptionGroup var colour: ColourArguments
  @OptionGroup var verbosity: VerbosityArguments

  func run() throws {
    let compilation = try graph.compile()
    let style = colour.style(for: STDOUT_FILENO)
    try Console.print(
      FindingsArguments.rendered(compilation.findings.wanted, as: format, limit: amount.limit, style: style))
    if format == .text, !Verbosity.isQuiet, let summary = compilation.summary { try Console.print(summary) }
    if compilation.hasErrors { throw ExitStatus.findings.code }
  }
}
