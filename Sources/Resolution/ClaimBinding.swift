import Diagnostics
import GraphFormat
import PolicyModel

/// Binds the names in guardrails and assertions.
struct ClaimBinding {
  let platform: PlatformDocument
  let directory: TenantDirectory
  private(set) var findings: [Diagnostic] = []
  private(set) var guardrails: [Guardrail] = []
  private(set) var assertions: [Assertion] = []

  init(platform: PlatformDocument, directory: TenantDirectory) {
    self.platform = platform
    self.directory = directory
  }

  mutating func run() {
    for document in platform.guardrails { bind(document) }
    for document in platform.assertions { bind(document) }
  }

  private mutating func bind(_ document: GuardrailDocument) {
    let from = population(document.from)
    let to = population(document.to)
    let exceptions = document.exceptions.map { exception in
      GuardrailException(
        from: exception.from.map { population($0) } ?? from, to: exception.to.map { population($0) } ?? to,
        span: exception.span)
    }
    guardrails.append(
      Guardrail(
        name: document.name.value, direction: document.deny.value, from: from, to: to,
        ports: ports(document.ports, of: document.to.value), exceptions: exceptions, reason: document.reason,
        span: document.span))
  }

  private mutating func bind(_ document: AssertionDocument) {
    let declared = platform.environments.map(\.value)
    for environment in document.environments where !declared.contains(environment.value) {
      findings.append(.unknownEnvironment(environment, declared: declared))
    }
    assertions.append(
      Assertion(
        name: document.name.value, claim: document.claim, from: population(document.from),
        to: population(document.to), ports: ports(document.ports, of: document.to.value),
        environments: document.environments.map(\.value),
        isTransitive: document.isTransitive, span: document.name.span))
  }

  private mutating func population(_ reference: Located<Reference>) -> Population {
    findings += directory.unboundNames(in: reference)
    return directory.population(of: reference.value)
  }

  /// Named ports mean what the destination calls so.
  private mutating func ports(_ references: [Located<PortReference>], of destination: Reference) -> [EdgePort] {
    let workloads = directory.workloads(meantBy: destination)
    var ports: Set<EdgePort> = []
    for reference in references {
      switch reference.value {
      case .numbered(let range): ports.insert(EdgePort(range: range, name: nil))
      case .named(let name):
        let found = workloads.flatMap { $0.ports(meantBy: [reference]) }
        if found.isEmpty { findings.append(.unknownClaimPort(name, at: reference.span, workloads: workloads)) }
        ports.formUnion(found)
      }
    }
    return ports.sorted()
  }
}

extension TenantDirectory {
  /// Whom a reference of the platform means: a tenant is every pod in its namespaces, labelled or not.
  func population(of reference: Reference) -> Population {
    switch reference {
    case .everyTenant, .tenant, .labelled: .tenants(tenants(meantBy: reference).map(\.name))
    case .workload: .workloads(workloads(meantBy: reference).map(\.id))
    case .not(let inner): .outside(population(of: inner.value))
    case .addresses(let block): .addresses(block)
    case .domain(let pattern): .domain(pattern)
    case .internet: .internet
    case .apiServer: .apiServer
    }
  }
}

extension Diagnostic {
  fileprivate static func unknownClaimPort(_ name: String, at span: Span, workloads: [TenantWorkload]) -> Diagnostic {
    let names = Set(workloads.flatMap(\.ports).map(\.name)).sorted()
    let suggestion = name.nearest(in: names).map { "did you mean \"\($0)\"? " } ?? ""
    return Diagnostic(
      .unknownPort, "the destination declares no port \"\(name)\"", at: span,
      help: suggestion + (names.isEmpty ? "write the number instead" : "its ports are \(names.quotedList)"))
  }
}
