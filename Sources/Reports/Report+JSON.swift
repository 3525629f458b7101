import Diagnostics
import GraphFormat
import Resolution

extension Report {
  /// What the page's script reads. Sentences that occur often stand once, in `strings`.
  var json: JSONValue {
    var strings = StringTable()
    let flows = self.flows.map { $0.json(strings: &strings) }
    return .object([
      ("name", .text(name)), ("today", .text("\(today)")), ("environments", .texts(environments)),
      ("clusters", .list(clusters.map(\.json))), ("tenants", .list(tenants.map(\.json))),
      ("ends", .list(ends.map(\.json))), ("flows", .list(flows)), ("findings", .list(findings.map(\.json))),
      ("strings", .texts(strings.strings)),
    ])
  }
}

/// Texts by the position at which they first occurred.
private struct StringTable {
  private(set) var strings: [String] = []
  private var positions: [String: Int] = [:]

  mutating func position(of text: String) -> Int {
    if let known = positions[text] { return known }
    positions[text] = strings.count
    strings.append(text)
    return strings.count - 1
  }

  mutating func list(_ texts: [String]) -> JSONValue { .numbers(texts.map { position(of: $0) }) }
}

extension [String] {
  /// Nil for none, so that it takes no room.
  fileprivate var ifAny: JSONValue? { isEmpty ? nil : .texts(self) }
}

extension Cluster {
  fileprivate var json: JSONValue {
    .object([
      ("name", .text(name)), ("environments", .texts(environments)), ("enforcement", .text(enforcement.rawValue)),
    ])
  }
}

extension Place {
  var json: JSONValue { .list([.text(path), .number(line)]) }
}

extension ReportedTenant {
  fileprivate var json: JSONValue {
    .object([
      ("name", .text(name)), ("owner", .text(owner)), ("platform", isPlatform ? .truth(true) : nil),
      ("labels", labels.ifAny), ("place", place.json),
      (
        "namespaces",
        .list(
          namespaces.map { .object([("name", .text($0.name)), ("environments", .texts($0.environments))]) })
      ),
      ("workloads", .list(workloads.map(\.json))), ("policies", .list(policies.map(\.json))),
    ])
  }
}

extension ReportedWorkload {
  fileprivate var json: JSONValue {
    .object([
      ("name", .text(name)), ("ports", ports.ifAny), ("namespaces", .texts(namespaces)), ("place", place.json),
    ])
  }
}

extension ReportedPolicy {
  /// Cluster, kind, namespace or `""`, name, rules for ingress and egress.
  fileprivate var json: JSONValue {
    .list([
      .number(cluster), .text(kind), .text(namespace ?? ""), .text(name), .number(ingressRules), .number(egressRules),
    ])
  }
}

extension ReportedEnd {
  fileprivate var json: JSONValue {
    .object([
      ("name", .text(name)), ("kind", kind == .workload ? nil : .text(kind.rawValue)),
      ("tenant", tenant.map(JSONValue.number)),
    ])
  }
}

extension ReportedFlow {
  fileprivate func json(strings: inout StringTable) -> JSONValue {
    .object([
      ("from", .number(from)), ("to", .number(to)), ("agreements", .list(agreements.map(\.json))),
      ("verdicts", verdicts.isEmpty ? nil : .list(verdicts.map { $0.json(strings: &strings) })),
    ])
  }
}

extension EnvironmentPair {
  fileprivate var json: JSONValue { isCrossing ? .texts([from, to]) : .text(from) }
}

extension Agreement {
  fileprivate var json: JSONValue {
    .object([
      ("environments", .list(environments.map(\.json))), ("ports", ports.ifAny), ("requests", requests.ifAny),
      ("need", need?.json), ("grant", grant?.json), ("cause", cause.map(JSONValue.text)),
      ("mandatory", isMandatory ? .truth(true) : nil),
    ])
  }
}

extension Statement {
  fileprivate var json: JSONValue {
    .object([
      ("place", place.json), ("reason", reason.map(JSONValue.text)), ("ticket", ticket.map(JSONValue.text)),
      ("until", until.map { .text("\($0)") }),
    ])
  }
}

extension PolicyVerdict {
  fileprivate func json(strings: inout StringTable) -> JSONValue {
    .object([
      ("cluster", .text(cluster)), ("environments", environments?.json),
      ("source", .number(strings.position(of: source))),
      ("destination", .number(strings.position(of: destination))),
      ("connections", .number(strings.position(of: "\(connections)"))), ("egress", strings.list(egress)),
      ("ingress", strings.list(ingress)),
    ])
  }
}

extension ReportedFinding {
  fileprivate var json: JSONValue {
    .object([
      ("severity", .text(severity.rawValue)), ("code", .text(code)), ("message", .text(message)),
      ("place", place?.json), ("help", help.map(JSONValue.text)), ("tenant", tenant.map(JSONValue.number)),
      (
        "notes",
        notes.isEmpty
          ? nil : .list(notes.map { .object([("message", .text($0.message)), ("place", $0.place?.json)]) })
      ),
    ])
  }
}
