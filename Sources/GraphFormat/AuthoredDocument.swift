import Diagnostics
import YAMLTree

/// A YAML document that belongs to the graph: its `apiVersion` says so.
struct AuthoredDocument {
  static let group = "easement.dev"
  static let version = "easement.dev/v1alpha1"

  let kind: GraphKind
  let root: AuthoredValue

  /// The fields of a document, with those that every Kubernetes object has.
  func fields(_ log: inout DiagnosticLog) -> AuthoredFields? {
    root.fields(kind.shape, &log)
  }
}

/// The kinds of documents of a graph.
public enum GraphKind: String, Sendable, CaseIterable {
  case platform = "Platform"
  case tenant = "Tenant"

  var shape: MappingShape { self == .platform ? .platform : .tenant }
}

extension MappingShape {
  static let platform = document(
    .platform, "a platform", name: "acme", spec: .mapping(.platformSpec), about: "what the platform team owns",
    example: "{environments: [dev, prod], clusters: […]}")
  static let tenant = document(
    .tenant, "a tenant", name: "payments", spec: .mapping(.tenantSpec), about: "what the team owns",
    example: "{owner: \"@acme/payments\", namespaces: {payments: prod}}")

  private static func document(
    _ kind: GraphKind, _ title: String, name: String, spec: ValueForm, about meaning: String, example: String
  ) -> MappingShape {
    MappingShape(
      kind.rawValue, title,
      [
        .required(
          "apiVersion", .choice([AuthoredDocument.version]), "the version of the format",
          example: "apiVersion: \(AuthoredDocument.version)"),
        .required("kind", .choice([kind.rawValue]), "what the document describes", example: "kind: \(kind.rawValue)"),
        .required("metadata", .mapping(.metadata), "its name and labels", example: "metadata: {name: \(name)}"),
        .required("spec", spec, meaning, example: "spec: \(example)"),
      ])
  }
}

/// How a YAML document relates to the graph.
enum Membership {
  case member(AuthoredDocument)
  /// Another tool's document.
  case stranger
  /// Meant for the graph, but with a version or kind that nobody can read.
  case unreadable(Diagnostic)

  init(of node: YAMLNode) {
    let version = node["apiVersion"].map { AuthoredValue($0, name: "\"apiVersion\"") }
    let kind = node["kind"].map { AuthoredValue($0, name: "\"kind\"") }
    if let inner = node.graphDocumentInList {
      self = .unreadable(.inList(inner))
      return
    }
    guard let version else {
      self = kind?.isKnownKind == true && node["spec"] != nil ? .unreadable(.noVersion(of: node)) : .stranger
      return
    }
    guard version.isOfGroup || kind?.isKnownKind == true && version.isNearGroup else {
      self = .stranger
      return
    }
    self = Self.judge(node, version: version, kind: kind)
  }

  private static func judge(_ node: YAMLNode, version: AuthoredValue, kind: AuthoredValue?) -> Membership {
    guard version.text == AuthoredDocument.version else { return .unreadable(.unknownVersion(version)) }
    let root = AuthoredValue(node, name: "the document")
    guard let kind else {
      return .unreadable(
        root.finding(
          .missingField, "a document of the graph needs the field \"kind\"",
          help: "add `kind: Tenant` or `kind: Platform`"))
    }
    guard let known = GraphKind(rawValue: kind.text) else { return .unreadable(.unknownKind(kind)) }
    return .member(AuthoredDocument(kind: known, root: AuthoredValue(node, name: known.title)))
  }
}

extension YAMLNode {
  /// A document of the graph among the items of a `List`; nil where this is none.
  fileprivate var graphDocumentInList: YAMLNode? {
    guard let kind = self["kind"]?.text, kind.hasSuffix("List"), let items = self["items"] else { return nil }
    return items.elements.first { item in
      item["apiVersion"].map { AuthoredValue($0, name: "").isOfGroup } ?? false
    }
  }
}

extension AuthoredValue {
  fileprivate var isOfGroup: Bool { text == AuthoredDocument.group || text.begins(with: "\(AuthoredDocument.group)/") }

  fileprivate var isKnownKind: Bool { GraphKind(rawValue: text) != nil }

  /// Whether this is most likely a misspelling of the group.
  fileprivate var isNearGroup: Bool { (text.parts(at: "/").first ?? "").nearest(in: [AuthoredDocument.group]) != nil }
}

extension GraphKind {
  fileprivate var title: String { self == .platform ? "a platform" : "a tenant" }
}

extension Diagnostic {
  fileprivate static func noVersion(of node: YAMLNode) -> Diagnostic {
    AuthoredValue(node, name: "the document").finding(
      .missingField, "a document of the graph needs the field \"apiVersion\"",
      help: "add `apiVersion: \(AuthoredDocument.version)`")
  }

  fileprivate static func inList(_ item: YAMLNode) -> Diagnostic {
    AuthoredValue(item, name: "the document").finding(
      .unknownKind, "a document of the graph stands by itself, not among the items of a list",
      help: "write it as a document of its own, with `---` between two of them")
  }

  fileprivate static func unknownVersion(_ version: AuthoredValue) -> Diagnostic {
    version.finding(
      .unknownVersion, "\"\(version.text)\" is no version of the graph format that this release reads",
      help: "write \"\(AuthoredDocument.version)\"")
  }

  fileprivate static func unknownKind(_ kind: AuthoredValue) -> Diagnostic {
    let kinds = GraphKind.allCases.map(\.rawValue)
    return kind.finding(
      .unknownKind, "\"\(kind.text)\" is no kind of the graph format",
      help: kind.text.didYouMean(kinds) + "the kinds are \(kinds.quotedList)")
  }
}
