import Diagnostics
import GraphFormat

/// What the template inserts. Mustache reads the properties by their names.
struct PageContent {
  let policy: String
  let style = PageSources.style
  let script = PageSources.script
  let name: String
  let today: String
  let lead: String
  let verdicts: [VerdictLine]
  let figures: [Figure]
  let picture: Drawing?
  let pictureRemark: String
  let ending: EndingList
  let look: [FindingLine]
  /// Nil for none, so that no zero is shown.
  let attention: String?
  let proofs: [ProofLine]
  let assertions: [AssertionLine]
  let guardrails: [GuardrailLine]
  let findings: [FindingLine]
  let findingCounts: String
  let findingsLeft: String?
  let changes: ChangeList?
  let tenantRows: [TenantRow]
  let flowRows: [FlowRow]
  let flowsLeft: String?
  let json: String
  /// Nil in a file.
  let preview: PreviewParts?

  /// How many rows of one kind are written into the page: beyond that it opens slowly, and nobody reads on.
  private static let findingLimit = 500
  private static let flowLimit = 5000

  struct Drawing {
    let markup: String
    let notes: [String]
  }

  init(of report: Report, picture: PagePicture?, remark: String, links: SourceLinks?, preview: PreviewParts?) {
    let findings = report.findings.sorted { $0.severity < $1.severity }
    let lines = findings.prefix(Self.findingLimit).map { FindingLine($0, links) }
    policy = preview == nil ? PageSources.policy : PageSources.previewPolicy
    name = report.name
    today = "\(report.today)"
    lead = report.lead
    verdicts = VerdictLine.lines(of: report)
    figures = Figure.figures(of: report)
    self.picture = picture.map { Drawing(markup: $0.markup, notes: $0.notes) }
    pictureRemark = remark
    ending = EndingList(of: report)
    look = Array(lines.prefix(6))
    let problems = findings.count { $0.severity != .notice } + report.assertions.count { !$0.holds }
    attention = problems == 0 ? nil : problems.grouped
    proofs = (report.proofs ?? []).map(ProofLine.init)
    assertions = report.assertions.map { AssertionLine($0, links) }
    guardrails = report.guardrails.map { GuardrailLine($0, links) }
    self.findings = lines
    findingCounts = findings.map(\.severity).counted
    findingsLeft = findings.count > Self.findingLimit ? (findings.count - Self.findingLimit).grouped : nil
    changes = report.changes.map { ChangeList($0, of: report) }
    tenantRows = report.tenants.map(TenantRow.init)
    flowRows = report.flows.prefix(Self.flowLimit).map { FlowRow($0, of: report) }
    flowsLeft = report.flows.count > Self.flowLimit ? (report.flows.count - Self.flowLimit).grouped : nil
    json =
      JSONValue.object([("report", report.json), ("linkBase", links.map { .texts([$0.front, $0.back]) })]).written
    self.preview = preview
  }
}

extension [Severity] {
  /// `2 errors, 1 notice`
  fileprivate var counted: String {
    Severity.allCases.compactMap { severity in
      let count = self.count { $0 == severity }
      return count == 0 ? nil : count.counted(severity.rawValue)
    }.joined(separator: ", ")
  }
}
