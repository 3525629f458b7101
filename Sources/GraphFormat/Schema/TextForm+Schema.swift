import YAMLTree

extension TextForm {
  /// The rules as a pattern that JSON Schema shares with every regular expression engine.
  ///
  /// A pattern cannot do arithmetic: bits beyond a prefix and the 29th of February are left to `easement check`.
  var pattern: String {
    switch self {
    case .text: "\\S"
    case .name: "^\(Self.label)$"
    case .workloadName: "^(?:\\*|\(Self.label))$"
    case .portName: "^\(Self.port)$"
    case .date: "^(?!0000)[0-9]{4}-(?:\(Self.days))$"
    case .ciliumVersion: "^(?:0|[1-9][0-9]{0,4})\\.(?:0|[1-9][0-9]{0,4})$"
    case .addressBlock:
      "^(?:\(Self.ipv4)/(?:[0-9]|[12][0-9]|3[0-2])|\(Self.ipv6)/(?:[0-9]|[1-9][0-9]|1[01][0-9]|12[0-8]))$"
    case .address: "^(?:\(Self.ipv4)|\(Self.ipv6))$"
    case .domain: "^(?=.{1,253}$)(?=(?:.*\\.)?[-a-z0-9]+(?:\\.|$))\(Self.wildLabel)(?:\\.\(Self.wildLabel))+$"
    case .labelKey:
      "^(?!io\\.cilium\\.k8s\\.)(?!io\\.kubernetes\\.pod\\.namespace$)(?:(?=[^/]{1,253}/)\(Self.domainLabel)(?:\\.\(Self.domainLabel))*/)?\(Self.labelText)$"
    case .labelValue: "^(?:\(Self.labelText))?$"
    case .httpMethod: "^[^\\sa-z]+$"
    case .httpPath: "^/\\S*$"
    case .serviceAccount: "^\(Self.label)/(?=.{1,253}$)\(Self.domainLabel)(?:\\.\(Self.domainLabel))*$"
    case .folder: "^(?:\\.|(?!\\.{1,2}(?:/|$))[-_.A-Za-z0-9]+(?:/(?!\\.{1,2}(?:/|$))[-_.A-Za-z0-9]+)*)$"
    case .serverURL: "^https?://[!-~]+$"
    }
  }

  /// What the pattern asks for, in words.
  var explanation: String {
    switch self {
    case .text: "text that is not empty"
    case .name: Self.nameRule
    case .workloadName: "the name of a workload of this tenant, or \"*\" for all of them"
    case .portName:
      "the name of a port: at most 15 lower-case letters, digits and \"-\", at least one of them a letter"
    case .date: "a day of the calendar, YYYY-MM-DD"
    case .ciliumVersion: "major and minor number in quotes, such as \"1.18\""
    case .addressBlock: "a block of IPv4 or IPv6 addresses, such as 10.0.0.0/8, without bits beyond the prefix"
    case .address: "an IPv4 or IPv6 address"
    case .domain: "a lower-case domain name, or a pattern such as \"*.example.com\""
    case .labelKey: "the key of a label of Kubernetes"
    case .labelValue: "the value of a label of Kubernetes"
    case .httpMethod: "an HTTP method in capitals"
    case .httpPath: "a regular expression for paths, which start with \"/\" and have no spaces"
    case .serviceAccount: "a service account: its namespace, \"/\" and its name"
    case .folder:
      "a folder relative to the root of the repository: parts of letters, digits, \"-\", \"_\" and \".\", or \".\" for the root"
    case .serverURL: "a URL that begins with \"https://\""
    }
  }

  private static let nameRule =
    "a name: 1 to 63 lower-case letters, digits and \"-\", with a letter or digit at both ends"

  /// (LIM-1)
  static let label = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?"
  /// The name of a container port. (LIM-6, NPV-4)
  static let port = "(?=[-0-9]*[a-z])(?!.*--)[a-z0-9](?:[-a-z0-9]{0,13}[a-z0-9])?"
  private static let labelText = "[A-Za-z0-9](?:[-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?"
  private static let domainLabel = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
  private static let wildLabel = "[a-z0-9*](?:[-a-z0-9*]*[a-z0-9*])?"
  private static let days =
    "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9])"
  private static let octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
  private static let ipv4 = "\(octet)(?:\\.\(octet)){3}"
  /// The marks of such an address, with at most one `::`.
  private static let ipv6 = "(?=[^/]*:)(?!.*::.*::)(?!.*:::)[0-9A-Fa-f:]{2,39}(?:\(ipv4))?"
}
