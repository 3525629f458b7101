import Analysis
import Manifests
import PolicyModel
import Testing

/// One line about a pair of peers: `a/x -> world: TCP 80`, with `all` and `none` for everything and nothing.
///
/// A peer is a pod, an address, `world`, `own-node`, `other-node`, `api-server` outside of the cluster, or `name:…`.
/// After the pair may stand `egress` or `ingress` for one end's say alone, `ICMP`, or `filtered` for the part that a proxy
/// narrows. `a/x: absent` says that there is no such pod.
struct Expectation {
  let text: String

  func check(_ evaluation: PolicyEvaluation) throws {
    let halves = text.split(separator: ": ", maxSplits: 1).map(String.init)
    try #require(halves.count == 2)
    let (question, answer) = (halves[0], halves[1])
    if answer == "absent" {
      #expect(workload(question, evaluation) == nil, "\(text)")
      return
    }
    let words = question.split(separator: " ").map(String.init)
    try #require(words.count >= 3 && words[1] == "->")
    let source = try peer(words[0], evaluation)
    let destination = try peer(words[2], evaluation)
    #expect(try said(source, destination, words.dropFirst(3).first, evaluation) == answer, "\(text)")
  }

  private func said(
    _ source: Peer, _ destination: Peer, _ part: String?, _ evaluation: PolicyEvaluation
  ) throws -> String {
    let verdict = evaluation.verdict(from: source, to: destination)
    switch part {
    case "ICMP": return verdict.icmp.rawValue
    case "egress": return verdict.egress.connections.words
    case "ingress": return verdict.ingress.connections.words
    case "filtered": return verdict.filtered.words
    default:
      let whole = evaluation.graph(of: [source, destination]).connections(from: 0, to: 1)
      let plain = evaluation.graph(of: [source, destination], leavingOutFiltered: true).connections(from: 0, to: 1)
      #expect(whole == verdict.connections && plain == verdict.unfiltered, "the graph says otherwise: \(text)")
      return verdict.connections.words
    }
  }

  private func workload(_ text: String, _ evaluation: PolicyEvaluation) -> Workload? {
    evaluation.inventory.workloads.first { "\($0.namespace)/\($0.name)" == text }
  }

  private func peer(_ text: String, _ evaluation: PolicyEvaluation) throws -> Peer {
    switch text {
    case "world": return try address("203.0.113.7", .external)
    case "own-node": return try address("192.168.0.1", .ownNode)
    case "other-node": return try address("192.168.0.2", .remoteNode)
    case "api-server": return try address("198.51.100.1", .apiServer(onNode: false))
    case _ where text.hasPrefix("name:"): return .domain(String(text.dropFirst(5)))
    case _ where text.contains("/"): return .workload(try #require(workload(text, evaluation), "no pod \(text)"))
    default: return try address(text, .external)
    }
  }

  private func address(_ text: String, _ role: AddressRole) throws -> Peer {
    let address = try #require(IPAddress(text))
    return .addresses(AddressPeer(family: address.family, range: address.value...address.value, role: role))
  }
}

extension ConnectionSet {
  fileprivate var words: String { isAll ? "all" : isEmpty ? "none" : description }
}
