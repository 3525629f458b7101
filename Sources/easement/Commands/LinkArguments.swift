import ArgumentParser
import Diagnostics

/// Where the files of a graph can be looked at.
struct LinkArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Makes links to the graph's files below this address, https only: https://github.com/acme/graph/blob/main",
      valueName: "url"))
  var linkBase: String?

  /// Nil without `--link-base`.
  var links: SourceLinks? { linkBase.flatMap { try? SourceLinks($0) } }

  func validate() throws {
    guard let linkBase else { return }
    do {
      _ = try SourceLinks(linkBase)
    } catch {
      throw ValidationError(
        "--link-base is no address to link to: \(error.message); write one such as "
          + "https://github.com/acme/graph/blob/main")
    }
  }
}
