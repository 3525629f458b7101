/// What a proxy lets through on connections that are allowed. (CIL-69)
public enum Layer7Filter: Hashable, Sendable {
  case http([HTTPMatch])
  /// DNS queries by name; answers teach the agent the addresses behind ``DomainPattern``. (CIL-53)
  case dns([DomainPattern])
  /// TLS connections by the name of the server that they ask for. (CIL-70)
  case serverNames([String])
  /// What Kafka's protocol or a parser of its own lets through, in words: agents since 1.20 refuse such policies. (CIL-82)
  case discontinued([String])

  /// Each kind of request that passes, in words: `GET /v1`, `DNS *.example.com`.
  public var words: [String] {
    switch self {
    case .http(let requests): requests.map(\.words)
    case .dns(let names): names.map { "DNS \($0.text)" }
    case .serverNames(let names): names.map { "TLS \($0)" }
    case .discontinued(let words): words
    }
  }
}

/// Requests by method and path, both regular expressions; nil matches any.
public struct HTTPMatch: Hashable, Sendable {
  public let method: String?
  public let path: String?
  /// Whatever else a request must have, in words, sorted: hosts, headers, the server name of its TLS connection.
  public let conditions: [String]

  public init(method: String?, path: String?, conditions: [String] = []) {
    self.method = method
    self.path = path
    self.conditions = conditions.sorted()
  }

  /// `GET /v1`, `any method any path with host example.com`
  public var words: String {
    let request = "\(method ?? "any method") \(path ?? "any path")"
    return conditions.isEmpty ? request : "\(request) with \(conditions.joined(separator: " and "))"
  }
}
