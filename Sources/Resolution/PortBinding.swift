import Diagnostics
import GraphFormat
import PolicyModel

extension TenantWorkload {
  /// The ports that `references` mean on this workload, all of them when there are none. Unknown ones are left out.
  func ports(meantBy references: [Located<PortReference>]) -> [EdgePort] {
    if references.isEmpty { return ports.map { EdgePort(range: $0.range, name: $0.name) } }
    return Set(references.flatMap { ports(meantBy: $0.value) }).sorted()
  }

  private func ports(meantBy reference: PortReference) -> [EdgePort] {
    switch reference {
    case .named(let name): ports.filter { $0.name == name }.map { EdgePort(range: $0.range, name: name) }
    case .numbered(let range):
      declares(range) ? [EdgePort(range: range, name: ports.first { $0.range == range }?.name)] : []
    }
  }

  /// Whether pods of this workload listen on all of `range`.
  private func declares(_ range: PortRange) -> Bool {
    range.connections.isSubset(of: ConnectionSet(uniting: ports.map(\.range.connections)))
  }

  /// Findings about port references that this workload does not declare.
  func unboundPorts(in references: [Located<PortReference>]) -> [Diagnostic] {
    references.filter { ports(meantBy: $0.value).isEmpty }.map(unknownPort)
  }

  private func unknownPort(_ reference: Located<PortReference>) -> Diagnostic {
    let declared = ports.map { "\($0.name) (\($0.range))" }.joined(separator: ", ")
    let place = Note("\"\(id)\" is declared here", at: span)
    if case .numbered(let range) = reference.value, range.ports.count == 1,
      let port = ports.first(where: { $0.service == range.ports.lowerBound })
    {
      return Diagnostic(
        .servicePort,
        "pods of \"\(id)\" listen on \(port.range), policies see the port after the Service has translated it",
        at: reference.span, notes: [place], help: "write `\(port.name)` instead of `\(range)`")
    }
    let suggestion: String? =
      if case .named(let name) = reference.value { name.nearest(in: ports.map(\.name)) } else { nil }
    return Diagnostic(
      .unknownPort, "\"\(id)\" declares no port \"\(reference.value)\"", at: reference.span, notes: [place],
      help: (suggestion.map { "did you mean \"\($0)\"? " } ?? "")
        + (declared.isEmpty ? "it declares no ports" : "its ports are \(declared)"))
  }
}

extension [EdgePort] {
  /// What both lists open, with the names of this one where they still fit.
  func intersection(_ other: [EdgePort]) -> [EdgePort] {
    var result: Set<EdgePort> = []
    for port in self {
      for candidate in other where candidate.range.transport == port.range.transport {
        let ports = port.range.ports.clamped(to: candidate.range.ports)
        guard ports.overlaps(port.range.ports), ports.overlaps(candidate.range.ports) else { continue }
        let range = PortRange(port.range.transport, ports)
        let name = range == candidate.range ? candidate.name : range == port.range ? port.name : nil
        result.insert(EdgePort(range: range, name: name))
      }
    }
    return result.sorted()
  }

  var connections: ConnectionSet { ConnectionSet(uniting: map(\.range.connections)) }
}
