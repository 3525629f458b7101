import Diagnostics
import Resolution

/// A place as the page shows it.
struct PlaceText {
  let text: String
  /// Nil without a host that shows files.
  let link: String?

  init(_ place: Place, _ links: SourceLinks?) {
    text = "\(place.path):\(place.line)"
    link = links?.address(ofLine: place.line, in: place.path)
  }
}

struct ProofLine {
  let look: String
  let sign: String
  let cluster: String
  let verdict: String
  let counts: String

  init(_ proof: ReportedProof) {
    look = proof.holds ? "good" : "bad"
    sign = proof.holds ? "✓" : "✕"
    cluster = proof.cluster
    verdict = proof.holds ? "proved" : "not proved"
    let differences = proof.differenceCount == 0 ? "" : ", \(proof.differenceCount.counted("difference"))"
    counts =
      "\(proof.peerCount.counted("peer")), \(proof.pairCount.counted("pair")), "
      + "\(proof.connectionSetCount.counted("distinct connection set"))\(differences)"
  }
}

struct AssertionLine {
  let look: String
  let sign: String
  let name: String
  let verdict: String
  let words: String
  let failures: [String]
  let place: PlaceText

  init(_ assertion: ReportedAssertion, _ links: SourceLinks?) {
    look = assertion.holds ? "good" : "bad"
    sign = assertion.holds ? "✓" : "✕"
    name = assertion.name
    verdict = assertion.holds ? "holds" : "broken"
    words = assertion.words
    failures = assertion.failures
    place = PlaceText(assertion.place, links)
  }
}

struct GuardrailLine {
  let name: String
  let words: String
  let reason: String?
  let place: PlaceText

  init(_ guardrail: ReportedGuardrail, _ links: SourceLinks?) {
    name = guardrail.name
    words = guardrail.words
    reason = guardrail.reason
    place = PlaceText(guardrail.place, links)
  }
}

struct FindingLine {
  let severity: String
  let code: String
  let message: String
  let help: String?
  let notes: [String]
  let place: PlaceText?

  init(_ finding: ReportedFinding, _ links: SourceLinks?) {
    severity = finding.severity.rawValue
    code = finding.code
    message = finding.message
    help = finding.help
    notes = finding.notes.map { note in
      note.message + (note.place.map { " (\(PlaceText($0, links).text))" } ?? "")
    }
    place = finding.place.map { PlaceText($0, links) }
  }
}

/// The comparison with another state.
struct ChangeList {
  let count: String
  let summary: String
  let flows: [FlowLine]
  let others: [OtherLine]

  struct FlowLine {
    let kind: String
    let sign: String
    let flow: String
    let detail: String
    let owner: String?
    /// Nil for flows that are gone.
    let link: String?
  }

  struct OtherLine {
    let kind: String
    let sign: String
    let category: String
    let name: String
    let detail: String
  }

  init(_ changes: ReportedChanges, of report: Report) {
    count = (changes.flows.count + changes.others.count).grouped
    let kinds = ["gained", "lost", "widened", "narrowed", "altered"]
    let counts = kinds.compactMap { kind -> String? in
      let count = changes.flows.count { $0.kind == kind }
      return count == 0 ? nil : "\(count.counted("flow")) \(kind)"
    }
    let rest = changes.others.isEmpty ? [] : [changes.others.count.counted("other change")]
    let all = counts + rest
    summary = all.isEmpty ? "Nothing changed." : "\(all.listed)."
    flows = changes.flows.map(FlowLine.init)
    others = changes.others.map(OtherLine.init)
  }
}

extension ChangeList.FlowLine {
  fileprivate init(_ change: ReportedFlowChange) {
    let states =
      change.kind == "gained"
      ? change.after : change.kind == "lost" ? change.before : "\(change.before) → \(change.after)"
    let details = [states, change.environments, change.until.map { "until \($0)" } ?? ""]
    self.init(
      kind: change.kind, sign: change.kind == "gained" ? "+" : change.kind == "lost" ? "−" : "±",
      flow: "\(change.source) → \(change.destination)",
      detail: details.filter { !$0.isEmpty }.joined(separator: " · "), owner: change.owner,
      link: change.kind == "lost" ? nil : edgeLink(change.source, change.destination))
  }
}

extension ChangeList.OtherLine {
  fileprivate init(_ change: ReportedOtherChange) {
    let (kind, sign) =
      change.before == nil ? ("gained", "+") : change.after == nil ? ("lost", "−") : ("altered", "±")
    let states = [change.before, change.after].compactMap(\.self)
    self.init(
      kind: kind, sign: sign, category: change.category, name: change.name, detail: states.joined(separator: " → "))
  }
}

/// A tenant in the table for browsers without script.
struct TenantRow {
  let name: String
  let owner: String
  let namespaces: String
  let workloads: String

  init(_ tenant: ReportedTenant) {
    name = tenant.name
    owner = tenant.owner
    namespaces = tenant.namespaces.map(\.name).joined(separator: ", ")
    workloads = tenant.workloads.map { "\($0.name) (\($0.ports.joined(separator: ", ")))" }.joined(separator: ", ")
  }
}

struct FlowRow {
  let from: String
  let to: String
  let ports: String
  let environments: String
  let why: String

  init(_ flow: ReportedFlow, of report: Report) {
    from = report.ends[flow.from].name
    to = report.ends[flow.to].name
    let agreements = flow.agreements
    ports = agreements.flatMap { $0.ports.isEmpty ? ["every port"] : $0.ports }.unrepeated.joined(separator: ", ")
    environments = agreements.flatMap(\.environments).map(\.words).unrepeated.joined(separator: ", ")
    let owners = [flow.from, flow.to].map { end in report.ends[end].tenant.map { report.tenants[$0].owner } ?? "" }
    let words = agreements.flatMap { terms in
      [
        terms.isMandatory ? "mandatory" : nil, terms.cause, terms.need?.words("asked by \(owners[0])"),
        terms.grant?.words("allowed by \(owners[1])"),
      ]
    }
    why = words.compactMap(\.self).unrepeated.joined(separator: " · ")
  }
}

extension Statement {
  /// `allowed by @acme/payments: ADR-112, PAY-991, until 2027-03-31`
  fileprivate func words(_ author: String) -> String {
    let why = [reason, ticket, until.map { "until \($0)" }].compactMap(\.self).joined(separator: ", ")
    return why.isEmpty ? author : "\(author): \(why)"
  }
}
