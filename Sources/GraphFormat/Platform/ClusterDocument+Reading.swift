import Diagnostics
import YAMLTree

extension MappingShape {
  static let cluster = MappingShape(
    "cluster", "a cluster",
    [
      .required(
        "name", .text(.name), "its name, also that of its folder in the compiled output", example: "name: prod"),
      .required(
        "environments", .nonemptyNames,
        "which environments run there; what runs on two clusters is compiled for both, and what runs on none for nobody",
        example: "environments: [prod]"),
      .required(
        "enforcement", .choice(of: Enforcement.self),
        "which policies its network plugin enforces: NetworkPolicy alone, those of Cilium too, or ClusterNetworkPolicy too",
        example: "enforcement: kubernetes"),
      .optional(
        "ciliumVersion", .text(.ciliumVersion), default: "none",
        "major and minor version of Cilium, in quotes because YAML takes 1.20 for 1.2; before 1.16 it is an error, since agents that old ignore parts of what is compiled",
        example: "ciliumVersion: \"1.18\"",
        on: .cilium(elsewhere: "without effect")),
      .optional(
        "clusterNetworkPolicy", .flag, default: "false",
        "whether the plugin implements ClusterNetworkPolicy (`v1alpha2`) too: guardrails are compiled to it then, without boundaries",
        example: "clusterNetworkPolicy: true", on: .kubernetes(elsewhere: "without effect")),
      .optional(
        "emit", .list(.choice(of: Emission.self), mayBeEmpty: true, isSet: true), default: "none",
        "what is compiled besides policies; `--emit` adds to it for one run", example: "emit: [vap, argocd]"),
      .optional(
        "server", .text(.serverURL), default: "none: Argo CD knows the cluster by its name",
        "URL under which Argo CD knows its API server", example: "server: https://kubernetes.default.svc"),
    ])
}

extension ClusterDocument {
  init?(reading value: AuthoredValue, _ log: inout DiagnosticLog) {
    guard let fields = value.fields(.cluster, &log) else { return nil }
    let name = fields["name"]?.dnsLabel(of: "cluster", &log)
    let environments = fields.names("environments", of: "environment", &log)
    fields["environments"]?.reportIfEmpty(&log)
    let enforcement = fields["enforcement"]?.choice(
      of: Enforcement.self,
      advice: "write `kubernetes` for plugins that enforce NetworkPolicy, as Calico, Antrea and kube-router do", &log)
    let ciliumVersion = fields["ciliumVersion"]?.ciliumVersion(&log)
    let clusterNetworkPolicy = fields["clusterNetworkPolicy"]?.flag(&log)?.value ?? false
    let emit = fields.list("emit", &log) { $0.choice(of: Emission.self, &$1) }
    let server = fields["server"]?.serverURL(&log)?.value
    guard let name, let enforcement else { return nil }
    self.init(
      name: name, environments: environments, enforcement: enforcement, ciliumVersion: ciliumVersion,
      clusterNetworkPolicy: clusterNetworkPolicy,
      emit: emit.unique("emission", { Located($0.value.rawValue, at: $0.span) }, &log), server: server,
      span: value.place)
  }
}

extension AuthoredValue {
  /// `https://kubernetes.default.svc`, without spaces.
  func serverURL(_ log: inout DiagnosticLog) -> Located<String>? {
    guard let text = text(&log) else { return nil }
    let host = ["https://", "http://"].first(where: text.value.hasPrefix).map { text.value.dropFirst($0.count) } ?? ""
    guard !host.isEmpty, host.utf8.allSatisfy((UInt8(ascii: "!")...UInt8(ascii: "~")).contains) else {
      log.report(
        finding(
          .invalidValue, "\"\(text.value)\" is no URL of an API server: write \"https://\", its host and its port",
          help: "write `server: https://kubernetes.default.svc`"))
      return nil
    }
    return text
  }

  /// `"1.18"`. Without quotes, YAML takes 1.20 for the number 1.2.
  fileprivate func ciliumVersion(_ log: inout DiagnosticLog) -> Located<CiliumVersion>? {
    guard let text = node.string else {
      let help = CiliumVersion(text).map {
        "write \"\($0.major).\($0.minor)\" in quotes; without them, YAML takes 1.20 for 1.2"
      }
      log.report(wrongType(expected: "text", help: help))
      return nil
    }
    guard let version = CiliumVersion(text) else {
      log.report(
        finding(
          .invalidValue, "\"\(text)\" is no Cilium version: write the major and minor number",
          help: text.nearestVersion.map { "write \"\($0)\"" } ?? "write `ciliumVersion: \"1.18\"`"))
      return nil
    }
    return Located(version, at: node.span)
  }
}

extension CiliumVersion: LosslessStringConvertible {
  /// Nil unless `text` is two numbers with a dot between them.
  public init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let major = UInt16(parts[0]), let minor = UInt16(parts[1]),
      text == "\(major).\(minor)"
    else { return nil }
    self.init(Int(major), Int(minor))
  }

  public var description: String { "\(major).\(minor)" }
}

extension String {
  /// The version in `v1.18.3`.
  fileprivate var nearestVersion: CiliumVersion? {
    CiliumVersion(drop { $0 == "v" || $0 == "V" }.split(separator: ".").prefix(2).joined(separator: "."))
  }
}
