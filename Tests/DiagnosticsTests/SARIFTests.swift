import Diagnostics
import Foundation
import Testing

/// What SARIF 2.1.0 requires of a log, so that services that read it accept ours. (OASIS, sections 3.13 to 3.28)
@Suite struct SARIFTests {
  private let log: [String: Any]
  private let run: [String: Any]
  private let results: [[String: Any]]

  init() throws {
    let text = SampleFindings.all.renderedAsSARIF()
    log = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    run = try #require((log["runs"] as? [[String: Any]])?.first)
    results = try #require(run["results"] as? [[String: Any]])
  }

  @Test func logNamesItsVersion() {
    #expect(log["version"] as? String == "2.1.0")
    #expect((log["$schema"] as? String)?.contains("sarif") == true)
  }

  @Test func toolListsEveryRuleThatResultsName() throws {
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    #expect((driver["name"] as? String)?.isEmpty == false)
    let rules = try #require(driver["rules"] as? [[String: Any]]).compactMap { $0["id"] as? String }
    #expect(Set(rules).count == rules.count)
    let named = results.compactMap { $0["ruleId"] as? String }
    #expect(named.count == results.count && Set(named).isSubset(of: rules))
  }

  @Test func resultsHaveTextLevelAndPlace() throws {
    #expect(results.count == SampleFindings.all.count)
    for result in results {
      #expect(((result["message"] as? [String: Any])?["text"] as? String)?.isEmpty == false)
      #expect(["error", "warning", "note"].contains(result["level"] as? String))
      for location in result["locations"] as? [[String: Any]] ?? [] { try checkPlace(location) }
      for location in result["relatedLocations"] as? [[String: Any]] ?? [] where location["physicalLocation"] != nil {
        try checkPlace(location)
      }
    }
    #expect(results.contains { ($0["locations"] as? [Any])?.isEmpty == false })
  }

  private func checkPlace(_ location: [String: Any]) throws {
    let place = try #require(location["physicalLocation"] as? [String: Any])
    let uri = try #require((place["artifactLocation"] as? [String: Any])?["uri"] as? String)
    #expect(!uri.isEmpty && !uri.contains(" "))
    if let region = place["region"] as? [String: Any] {
      let line = try #require(region["startLine"] as? Int)
      #expect(line >= 1)
      if let end = region["endLine"] as? Int { #expect(end >= line) }
      if let column = region["startColumn"] as? Int { #expect(column >= 1) }
    }
  }
}
