import Diagnostics
import GraphFormat
import PolicyModel

// Who may give a tenant a label: a tenant that labels itself decides whom the platform's rules are about.

extension GraphDocument {
  func labelFindings() -> [Diagnostic] {
    let owned = Set(platform.labels.map(\.key.value))
    let used = selectedKeys
    let own = platform.labels.flatMap(contradictions)
    let undeclared = used.filter { !owned.contains($0.key) }.sorted { $0.key < $1.key }
    let lines = declaration(of: undeclared.map(\.key))
    return own
      + undeclared.flatMap { key, place in
        writers(of: key).map { undeclaredLabel(key, usedAt: place, by: $0, declaredBy: lines) }
      }
      + selfGivenLabels(besides: owned.union(used.keys))
  }

  // MARK: Labels that the platform gives

  private func contradictions(to label: LabelDocument) -> [Diagnostic] {
    var known: [Diagnostic] = []
    let bearers = label.bearers(among: tenants.map(\.name.value), &known)
    return tenants.compactMap { tenant in
      guard let written = tenant.labels[label.key.value], bearers[tenant.name.value] != written else { return nil }
      return contradiction(to: label, by: tenant, writing: written)
    }
  }

  private func contradiction(
    to label: LabelDocument, by tenant: TenantDocument, writing written: String
  ) -> Diagnostic {
    let bearers = Set((label.values.first { $0.value.value == written }?.bearers ?? []).map(\.value))
    let line = "\(written.asEntry): \(Self.list(bearers.union([tenant.name.value])))"
    let key = label.key.value
    return Diagnostic(
      .platformLabel,
      "the platform gives the label \"\(key)\", and \"\(tenant.name.value)\" cannot give it to itself",
      at: tenant.labelSpans[key] ?? tenant.name.span,
      notes: [Note("the platform gives it here", at: label.key.span)],
      help: "remove it, or ask the platform team to write `\(line)` there")
  }

  // MARK: Labels by which the platform selects

  /// The keys by which rules of the platform select tenants, each with one place where that is so.
  private var selectedKeys: [String: Span] {
    let guardrails = platform.guardrails.flatMap { guardrail in
      [guardrail.from, guardrail.to] + guardrail.exceptions.flatMap { [$0.from, $0.to].compactMap(\.self) }
    }
    let mandatory = tenants.filter { $0.role == .platform }.flatMap { tenant in
      tenant.grants.filter { $0.mandatory?.value == true }.map(\.to)
        + tenant.needs.filter { $0.mandatory?.value == true }.map(\.to)
    }
    let references = guardrails + platform.assertions.flatMap { [$0.from, $0.to] } + mandatory
    return Dictionary(references.flatMap { reference in reference.value.labelKeys.map { ($0, reference.span) } }) {
      first, _ in first
    }
  }

  /// The tenants that give themselves a label. Files of tenants with the platform's role are the platform's.
  private func writers(of key: String) -> [TenantDocument] {
    tenants.filter { $0.role != .platform && $0.labels[key] != nil }
  }

  private func undeclaredLabel(
    _ key: String, usedAt place: Span, by tenant: TenantDocument, declaredBy lines: String
  ) -> Diagnostic {
    Diagnostic(
      .platformLabel,
      "a rule of the platform selects tenants by the label \"\(key)\", and \"\(tenant.name.value)\" cannot give it to itself",
      at: tenant.labelSpans[key] ?? tenant.name.span, notes: [Note("the rule is here", at: place)],
      help: "let the platform team write \(lines), without the tenants that are not meant")
  }

  /// How the platform says who bears some labels now: `labels: {compliance: {pci: [payments]}}`.
  private func declaration(of keys: [String]) -> String {
    let labels = keys.compactMap { key -> String? in
      let values = Dictionary(grouping: writers(of: key)) { $0.labels[key] ?? "" }.sorted { $0.key < $1.key }
      let entries = values.map { "\($0.key.asEntry): \(Self.list(Set($0.value.map(\.name.value))))" }
      return entries.isEmpty ? nil : "\(key.asEntry): {\(entries.joined(separator: ", "))}"
    }
    let text = labels.joined(separator: ", ")
    return platform.labels.isEmpty ? "`labels: {\(text)}` in its spec" : "`\(text)` under its `labels`"
  }

  private static func list(_ names: Set<String>) -> String {
    "[\(names.sorted().map(\.asEntry).joined(separator: ", "))]"
  }

  // MARK: Labels by which tenants grant

  private func selfGivenLabels(besides known: Set<String>) -> [Diagnostic] {
    tenants.flatMap { tenant in
      tenant.grants.compactMap { grant in
        grant.to.value.labelKeys.first { !known.contains($0) }.map { selfGivenLabel($0, grant) }
      }
    }
  }

  private func selfGivenLabel(_ key: String, _ grant: GrantDocument) -> Diagnostic {
    Diagnostic(
      .selfGivenLabel, "this grant goes by the label \"\(key)\", which every tenant can give itself", at: grant.to.span,
      help: "name the tenants, or let the platform team "
        + (writers(of: key).isEmpty ? "give the label in its `labels`" : "write \(declaration(of: [key]))"))
  }
}

extension Reference {
  /// The keys of labels that it goes by.
  fileprivate var labelKeys: [String] {
    switch self {
    case .labelled(let selector): selector.requirements.map(\.key)
    case .not(let inner): inner.value.labelKeys
    case .everyTenant, .tenant, .workload, .addresses, .domain, .internet, .apiServer: []
    }
  }
}
