import ArgumentParser
import Foundation
import GraphFormat

/// What every cluster emits besides policies, for one run.
struct EmissionArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What is compiled too, on every cluster: \(Emission.allCases.map(\.rawValue).joined(separator: ", ")); separated by commas, or repeated. "
        + "The graph's own `emit` makes a choice last.", valueName: "what"),
    completion: EmissionList.completion)
  var emit: [EmissionList] = []

  var emissions: [Emission] { emit.flatMap(\.emissions) }
}

/// `kyverno,argocd`
struct EmissionList: ExpressibleByArgument {
  let emissions: [Emission]

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false)
    let emissions = words.compactMap { Emission(rawValue: $0.trimmingCharacters(in: .whitespaces)) }
    guard !words.isEmpty, emissions.count == words.count else { return nil }
    self.emissions = emissions
  }

  static var allValueStrings: [String] { Emission.allCases.map(\.rawValue) }

  /// What can follow the last comma of a word: what is not in the list yet.
  static let completion = CompletionKind.custom { words, index, _ in
    let word = words.indices.contains(index) ? words[index] : ""
    let listed = word.split(separator: ",", omittingEmptySubsequences: false).dropLast()
    let rest = allValueStrings.filter { !listed.contains($0[...]) }
    return rest.map { (listed + [$0[...]]).joined(separator: ",") }
  }
}
