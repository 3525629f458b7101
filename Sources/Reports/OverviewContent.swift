import Diagnostics
import GraphFormat

extension Report {
  /// What the graph is about, in a sentence.
  var lead: String {
    let places = environments.count == 1 ? "in \(environments[0])" : "in \(environments.listed)"
    let hosts = clusters.count == 1 ? "one cluster" : clusters.count.counted("cluster")
    let kinds = FlowKind.allCases.map { kind in (kind, flows.count { FlowKind($0) == kind }) }.filter { $0.1 > 0 }
    let words = kinds.map { "\($0.1.grouped) \($0.1 == 1 ? $0.0.words.one : $0.0.words.many)" }
    return "\(tenants.count.counted("tenant")) \(places), on \(hosts). Everything between them and with the outside is "
      + "closed, except for DNS and \(flows.count.counted("flow"))\(words.isEmpty ? "" : ": \(words.listed)")."
  }

  /// Whether both ends belong to different tenants.
  func isCrossTenant(_ flow: ReportedFlow) -> Bool {
    guard let from = ends[flow.from].tenant, let to = ends[flow.to].tenant else { return false }
    return from != to
  }

  func isOutside(_ flow: ReportedFlow) -> Bool { ends[flow.from].tenant == nil || ends[flow.to].tenant == nil }

  /// As the page's script reads it.
  func link(to flow: ReportedFlow) -> String { edgeLink(ends[flow.from].name, ends[flow.to].name) }
}

/// `#/edge/shop/checkout/to/payments/api`
func edgeLink(_ source: String, _ destination: String) -> String {
  "#/edge/\(source.percentEncoded)/to/\(destination.percentEncoded)"
}

extension ReportedFlow {
  /// The last day of the whole flow; nil if a part of it has no end.
  var until: CalendarDate? {
    let days = agreements.map(\.until)
    return days.contains { $0 == nil } ? nil : days.compactMap(\.self).max()
  }

  /// The first day after which less is open.
  var firstEnd: CalendarDate? { agreements.compactMap(\.until).min() }
}

/// A sentence with a sign, so that no colour has to say it.
struct VerdictLine {
  let look: String
  let sign: String
  let text: String

  static func lines(of report: Report) -> [VerdictLine] {
    [proof(of: report), assertions(of: report), errors(of: report)].compactMap(\.self)
  }

  private static func proof(of report: Report) -> VerdictLine? {
    guard let proofs = report.proofs else { return nil }
    let pairs = proofs.reduce(0) { $0 + $1.pairCount }
    if proofs.allSatisfy(\.holds) {
      return VerdictLine(
        look: "good", sign: "✓",
        text:
          "Proved: the compiled policies allow what the graph says, and nothing else (\(pairs.grouped) pairs compared)")
    }
    let broken = proofs.filter { !$0.holds }.map(\.cluster).listed
    return VerdictLine(look: "bad", sign: "✕", text: "Not proved on \(broken): policies and graph disagree")
  }

  private static func assertions(of report: Report) -> VerdictLine? {
    let broken = report.assertions.count { !$0.holds }
    guard !report.assertions.isEmpty else { return nil }
    if broken == 0 {
      let count = report.assertions.count
      let text = count == 1 ? "The one assertion holds" : "All \(count.grouped) assertions hold"
      return VerdictLine(look: "good", sign: "✓", text: text)
    }
    return VerdictLine(
      look: "bad", sign: "✕", text: "\(broken.grouped) of \(report.assertions.count.counted("assertion")) broken")
  }

  private static func errors(of report: Report) -> VerdictLine? {
    let errors = report.findings.count { $0.severity == .error }
    guard errors > 0 else { return nil }
    return VerdictLine(
      look: "bad", sign: "✕", text: "The graph has \(errors.counted("error")): nothing is compiled until they are gone")
  }
}

/// A number that leads somewhere.
struct Figure {
  let number: String
  let noun: String
  let link: String

  static func figures(of report: Report) -> [Figure] {
    let workloads = report.tenants.reduce(0) { $0 + $1.workloads.count }
    let policies = report.tenants.reduce(0) { $0 + $1.policies.count }
    return [
      Figure(report.tenants.count, "tenant", "#/tenants"), Figure(workloads, "workload", "#/tenants"),
      Figure(
        report.flows.count(where: report.isCrossTenant), "flow between tenants", "flows between tenants",
        "#/flows?kind=cross"),
      Figure(
        report.flows.count(where: report.isOutside), "flow with the outside", "flows with the outside",
        "#/flows?kind=outside"),
      Figure(policies, "policy", "policies", "#/tenants"),
      Figure(report.guardrails.count, "guardrail", "#/checks"),
    ]
  }

  private init(_ count: Int, _ noun: String, _ plural: String? = nil, _ link: String) {
    number = count.grouped
    self.noun = count == 1 ? noun : plural ?? "\(noun)s"
    self.link = link
  }

  private init(_ count: Int, _ noun: String, _ link: String) { self.init(count, noun, nil, link) }
}

/// Flows that end soon, the first ones first.
struct EndingList {
  let items: [Item]
  let more: String?

  struct Item {
    let flow: String
    let detail: String
    let until: String
    let look: String
    let link: String
  }

  private static let limit = 6

  init(of report: Report) {
    let all = report.flows.compactMap { flow in flow.firstEnd.map { (flow: flow, end: $0) } }
    let order = all.sorted { ($0.end, $0.flow.from, $0.flow.to) < ($1.end, $1.flow.from, $1.flow.to) }
    items = order.prefix(Self.limit).map { item in
      let days = item.end.dayNumber - report.today.dayNumber
      let terms = item.flow.agreements.first { $0.until == item.end }
      let detail = ((terms?.reasons ?? []) + (terms?.tickets ?? [])).joined(separator: " · ")
      return Item(
        flow: "\(report.ends[item.flow.from].name) → \(report.ends[item.flow.to].name)",
        detail: detail.isEmpty ? days.daysLeft : "\(days.daysLeft) · \(detail)", until: "\(item.end)",
        look: days <= 14 ? "warning" : "notice", link: report.link(to: item.flow))
    }
    more = order.count > Self.limit ? (order.count - Self.limit).grouped : nil
  }
}

extension Int {
  fileprivate var daysLeft: String { self <= 0 ? "ends today" : self == 1 ? "ends tomorrow" : "\(counted("day")) left" }
}

extension [String] {
  /// `a, b and c`
  var listed: String {
    guard let last, count > 1 else { return first ?? "" }
    return "\(dropLast().joined(separator: ", ")) and \(last)"
  }
}
