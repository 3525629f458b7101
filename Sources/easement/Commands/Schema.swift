public import ArgumentParser
import Diagnostics
public import GraphFormat

struct Schema: SpeakingCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of the graph's documents, for editors.",
    discussion: """
      The schema (draft 2020-12) describes every field of a Platform and a Tenant: meaning, default and an example. It \
      sees one document at a time; what documents say about each other is what `easement check` is for.

      In VS Code with the YAML extension, begin a file with
        # yaml-language-server: $schema=../easement.schema.json

      Example: easement schema > easement.schema.json
      """)

  @Option(
    help: ArgumentHelp("Describe documents of this kind only: Platform or Tenant.", valueName: "kind"))
  var kind: GraphKind?
  @OptionGroup var verbosity: VerbosityArguments

  func run() throws {
    let text = Progress.during("describing the documents", counting: { $0.utf8.count.counted("byte") }) {
      GraphSchema(of: kind).text
    }
    try Console.print(text)
  }
}

extension GraphKind: ExpressibleByArgument {}
