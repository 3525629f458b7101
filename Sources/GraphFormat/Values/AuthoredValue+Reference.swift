import Diagnostics
import PolicyModel
import YAMLTree

extension MappingShape {
  static let reference = MappingShape(
    "reference", "a reference",
    [
      .optional(
        "tenants", .selector, default: "", "the tenants that bear these labels",
        example: "tenants: {compliance: pci}"),
      .optional(
        "not", .reference(.negated), default: "",
        "every pod that the inner reference leaves out, in unmanaged namespaces too, and the world outside",
        example: "not: shop"),
      .optional(
        "cidr", .text(.addressBlock), default: "", "a block of addresses outside the cluster",
        example: "cidr: 203.0.113.0/24"),
      .optional(
        "except", .list(.text(.addressBlock)), default: "", "smaller blocks inside `cidr` that are not meant",
        example: "except: [203.0.113.7/32]"),
      .optional(
        "fqdn", .text(.domain), default: "",
        "a domain name outside the cluster, or a pattern such as `\"*.example.com\"`",
        example: "fqdn: api.example.com", on: .cilium(elsewhere: "an error")),
      .optional(
        "internet", .mark, default: "", "every address outside the cluster", example: "internet: true"),
      .optional("apiServer", .mark, default: "", "the Kubernetes API server", example: "apiServer: true"),
    ])
}

extension AuthoredValue {
  /// Whom something is about, in one of the forms that `place` takes.
  func reference(_ place: ReferencePlace, _ log: inout DiagnosticLog) -> Located<Reference>? {
    let reference: Reference? =
      switch node.kind {
      case .scalar: namedReference(&log)
      case .mapping: mappedReference(&log)
      case .sequence: wrongListReference(place, &log)
      }
    guard let reference else { return nil }
    guard place.forms.contains(reference.form) else {
      log.report(
        finding(
          .invalidReference, "\(reference.form.title) cannot stand \(place.title)", help: place.help))
      return nil
    }
    return Located(reference, at: self.place)
  }

  private func wrongListReference(_ place: ReferencePlace, _ log: inout DiagnosticLog) -> Reference? {
    log.report(wrongType(expected: "a single reference", help: place.help))
    return nil
  }

  // MARK: Names

  private func namedReference(_ log: inout DiagnosticLog) -> Reference? {
    guard let text = node.string else {
      log.report(wrongType(expected: "a reference", help: node.quotingHelp ?? example.map { "write `\($0)`" }))
      return nil
    }
    if text == "*" { return .everyTenant }
    // Which workload is behind it is found out, and said, where all tenants are known.
    if ClusterName(text, isNamespace: { _ in false }) != nil { return .domain(DomainPattern(name: text)) }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, let tenant = parts.first, parts.allSatisfy(\.isDNSLabel) else {
      log.report(invalidName(text, parts: parts))
      return nil
    }
    return parts.count == 2 ? .workload(tenant: tenant, workload: parts[1]) : .tenant(tenant)
  }

  private func invalidName(_ text: String, parts: [String]) -> Diagnostic {
    finding(
      .invalidReference, "\"\(text)\" is neither a tenant nor a workload of one (`tenant/workload`)",
      help: remedy(for: text, parts: parts))
  }

  private func remedy(for text: String, parts: [String]) -> String? {
    if CIDR(text) != nil { return "write `{cidr: \(text)}` for a block of addresses" }
    if let address = IPAddress(text) { return "write `{cidr: \(address)/\(address.family.width)}` for an address" }
    if parts.count == 2, parts[0].isDNSLabel, ["*", ""].contains(parts[1]) {
      return "write \"\(parts[0])\" for every workload of the tenant"
    }
    if parts.count == 1, text.contains("."), text.isDNSSubdomain {
      let pods = text.count { $0 == "." } == 1 ? "write `tenant/workload` for pods of the cluster, or " : "write "
      return pods + "`{fqdn: \(text)}` for a domain name"
    }
    let corrected = parts.prefix(2).compactMap(\.correctedDNSLabel)
    return corrected.count == parts.count ? "did you mean \"\(corrected.joined(separator: "/"))\"?" : nil
  }

  // MARK: Mappings

  private func mappedReference(_ log: inout DiagnosticLog) -> Reference? {
    guard let fields = fields(.reference, &log) else { return nil }
    let present = MappingShape.reference.names.filter { fields[$0] != nil }
    let choices = present.filter { $0 != "except" }
    guard choices.count == 1, let choice = choices.first else {
      // A misspelled field has its own finding.
      let isMisspelled = node.entries.contains { entry in
        !MappingShape.reference.names.contains { entry.key.hasText($0) }
      }
      if !(choices.isEmpty && isMisspelled) { log.report(ambiguous(choices)) }
      return nil
    }
    if let except = fields["except"], choice != "cidr" {
      log.report(except.finding(.invalidReference, "\"except\" narrows a \"cidr\" only", help: "remove \"except\""))
    }
    return fields.reference(choice, &log)
  }

  private func ambiguous(_ choices: [String]) -> Diagnostic {
    let forms = ReferenceForm.allCases.compactMap(\.field)
    return finding(
      .invalidReference,
      choices.isEmpty
        ? "a reference must say whom it means" : "a reference means one thing, but this one has \(choices.quotedList)",
      help: "write one of \(forms.map { "\"\($0)\"" }.sentenceList("or"))")
  }

  /// `true`, which is all that the fields `internet` and `apiServer` can say.
  fileprivate func mark(_ log: inout DiagnosticLog) -> Bool {
    guard let flag = flag(&log) else { return false }
    if !flag.value {
      log.report(finding(.invalidReference, "\(name) can only be true", help: "leave the reference out instead"))
    }
    return flag.value
  }

  /// The name of a host outside the cluster, or a pattern for such names. (CIL-52, CILV-10)
  fileprivate func domain(_ log: inout DiagnosticLog) -> DomainPattern? {
    guard let text = text(&log)?.value else { return nil }
    if let pattern = DomainPattern(authored: text) { return pattern }
    let corrected = text.domainInside.flatMap(DomainPattern.init(authored:))
    log.report(
      finding(
        .invalidReference, "\"\(text)\" is no domain name, nor a pattern for domain names",
        help: corrected.map { "did you mean \"\($0.text)\"?" }
          ?? "write a name such as api.example.com or a pattern such as \"*.example.com\", in lower case and without port and path"
      ))
    return nil
  }
}

extension AuthoredFields {
  /// The reference that the field `choice` makes.
  fileprivate func reference(_ choice: String, _ log: inout DiagnosticLog) -> Reference? {
    guard let value = self[choice] else { return nil }
    switch choice {
    case "tenants": return value.selector(&log).map { .labelled($0.value) }
    case "not": return value.reference(.negated, &log).map { .not($0) }
    case "cidr": return addressBlock(&log).map { .addresses($0) }
    case "fqdn": return value.domain(&log).map { .domain($0) }
    case "internet": return value.mark(&log) ? .internet : nil
    default: return value.mark(&log) ? .apiServer : nil
    }
  }
}

extension Reference {
  fileprivate var form: ReferenceForm {
    switch self {
    case .everyTenant: .everyTenant
    case .tenant: .tenant
    case .workload: .workload
    case .labelled: .labelled
    case .not: .not
    case .addresses: .addresses
    case .domain: .domain
    case .internet: .internet
    case .apiServer: .apiServer
    }
  }
}

extension DomainPattern {
  /// Nil unless `text` is a lower-case domain name, with `*` standing for parts of it. At least one label is literal:
  /// a pattern for every name there is would be the internet under another name.
  fileprivate init?(authored text: String) {
    let isPattern = text.contains("*")
    let plain = String(text.map { $0 == "*" ? "x" : $0 })
    let hasLiteral = text.split(separator: ".").contains { !$0.contains("*") }
    guard plain.isDNSSubdomain, text.contains("."), hasLiteral else { return nil }
    self = isPattern ? DomainPattern(pattern: text) : DomainPattern(name: text)
  }
}

extension String {
  /// The host of a URL, in lower case and without port and final dot.
  fileprivate var domainInside: String? {
    var host = Substring(lowercased())
    if let scheme = host.firstRange(of: "://") { host = host[scheme.upperBound...] }
    host = host.prefix { !"/:?#".contains($0) }
    while host.last == "." { host.removeLast() }
    return host.isEmpty || host == self ? nil : String(host)
  }
}
