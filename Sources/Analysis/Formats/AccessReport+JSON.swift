import Diagnostics
public import PolicyModel
import Workers

extension AccessReport {
  /// A stable document, keys sorted, one line for each pair, UTF-8:
  ///
  /// ```json
  /// {"entries": [
  ///   {"connections": {"TCP": [{"first": 80, "last": 80}]},
  ///    "destination": {"kind": "Deployment", "name": "api", "namespace": "shop", "type": "workload"},
  ///    "source": {"first": "0.0.0.0", "last": "255.255.255.255", "role": "External", "type": "addresses"}}
  /// ], "version": 1}
  /// ```
  ///
  /// Connections have a key for each protocol that has ports, `SCTP`, `TCP` and `UDP`. An end is a `workload`, a range of
  /// `addresses`, or an `entity` or a `domain` with its `name`. An entry in which a proxy lets only some requests through has `filtered`,
  /// the part of its connections where that is so, and `requests`, parts of them with the `filters` that a request has to
  /// pass, each a list of what it lets through. Entries are in the order of the text format.
  public var jsonParts: AccessReportParts {
    let peers = peers.concurrentMap(\.json)
    let layout = AccessReportParts.Layout(
      opening: "{\"entries\":[", before: "\n", separator: ",\n", closing: "],\"version\":1}\n")
    return AccessReportParts(report: self, layout: layout) { entries, _ in
      entries.map { entry in
        "{\"connections\":\(entry.connections.json),\"destination\":\(peers[entry.destination]),"
          + (entry.filtered.isEmpty
            ? "" : "\"filtered\":\(entry.filtered.json),\"requests\":\(entry.requests.map(\.json).jsonList),")
          + "\"source\":\(peers[entry.source])}"
      }
    }
  }
}

extension Peer {
  /// The peer as one object of JSON.
  public var json: String {
    switch self {
    case .workload(let workload):
      "{\"kind\":\(workload.kind.jsonString),\"name\":\(workload.name.jsonString),"
        + "\"namespace\":\(workload.namespace.jsonString),\"type\":\"workload\"}"
    case .addresses(let peer):
      "{\"first\":\"\(peer.first)\",\"last\":\"\(peer.last)\",\"role\":\"\(peer.role)\",\"type\":\"addresses\"}"
    case .entity(let entity): "{\"name\":\"\(entity.rawValue)\",\"type\":\"entity\"}"
    case .domain(let name): "{\"name\":\(name.jsonString),\"type\":\"domain\"}"
    }
  }
}

extension PassingRequests {
  fileprivate var json: String {
    "{\"connections\":\(connections.json),\"filters\":\(filters.map { $0.map(\.jsonString).jsonList }.jsonList)}"
  }
}

extension [String] {
  /// Texts of JSON as a list.
  fileprivate var jsonList: String { "[\(joined(separator: ","))]" }
}

extension ConnectionSet {
  /// Ranges of ports by protocol, as one object of JSON.
  public var json: String {
    let protocols = TransportProtocol.allCases.filter { !self[$0].isEmpty }.map { transport in
      let ranges = self[transport].intervals.map { "{\"first\":\($0.lowerBound),\"last\":\($0.upperBound)}" }
      return "\"\(transport.rawValue)\":[\(ranges.joined(separator: ","))]"
    }
    return "{\(protocols.joined(separator: ","))}"
  }
}

extension String {
  /// The text in quotes, with what JSON forbids inside them escaped, and what steers a terminal too.
  var jsonString: String {
    if isPlainInJSON { return "\"\(self)\"" }
    let escaped = unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case _ where scalar.isUnseen: text += scalar.jsonEscape
      default: text.unicodeScalars.append(scalar)
      }
    }
    return "\"\(escaped)\""
  }
}

extension String {
  /// Whether nothing in it needs an escape, judged by its bytes: true of almost every name.
  fileprivate var isPlainInJSON: Bool {
    utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
  }
}
