import PolicyModel
public import YAMLTree

/// A namespaced policy, as it is written for its namespace.
public struct NamespacedObject: Sendable {
  public let tenant: String
  public let namespace: String
  public let name: String
  public let object: YAMLValue

  public init(tenant: String, namespace: String, name: String, object: YAMLValue) {
    self.tenant = tenant
    self.namespace = namespace
    self.name = name
    self.object = object
  }
}

/// Namespaced policies as Capsule replicates them.
///
/// A GlobalTenantResource puts the same objects into every namespace of a tenant that its selector finds, so each namespace
/// has an entry of its own that asks for its name.
/// https://projectcapsule.dev/docs/replications/global/
struct TenantReplication {
  /// The label by which Capsule knows whose a namespace is.
  static let tenantLabel = "capsule.clastix.io/tenant"

  /// More would not fit into what servers and `kubectl apply` hold, with room to spare.
  static let sizeLimit = 192 << 10

  let tenant: String
  /// Which part of the tenant's policies it has, `.3`; empty for all. Names of tenants have no dots.
  let suffix: String
  let objects: [NamespacedObject]

  /// One for each tenant, and more where one would be too large.
  static func all(of objects: [NamespacedObject]) -> [TenantReplication] {
    let tenants = Dictionary(grouping: objects, by: \.tenant).sorted { $0.key < $1.key }
    return tenants.flatMap { TenantReplication(tenant: $0, suffix: "", objects: $1).parts }
  }

  /// Which part an object is in depends on its name alone, so that a new one changes one part.
  private var parts: [TenantReplication] {
    let digits = max(suffix.utf8.count, 1)
    guard objects.count > 1, digits <= 64, object.text.utf8.count > Self.sizeLimit else { return [self] }
    let groups = Dictionary(grouping: objects) { "\($0.namespace)/\($0.name)".digest.prefix(digits) }.sorted {
      $0.key < $1.key
    }
    return groups.flatMap { TenantReplication(tenant: tenant, suffix: ".\($0)", objects: $1).parts }
  }

  var object: YAMLValue {
    let namespaces = objects.map(\.namespace).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return [
      "apiVersion": "capsule.clastix.io/v1beta2", "kind": "GlobalTenantResource",
      "metadata": [
        "name": .string("easement-\(tenant)\(suffix)"), "labels": .managed,
        "annotations": [SyncWave.annotation: .string(SyncWave.policies.text)],
      ],
      "spec": [
        // Capsule labels each of its tenants with its own name, and keeps that label from being changed.
        "tenantSelector": ["matchLabels": [.namespaceNameLabel: .string(tenant)]],
        "resyncPeriod": "60s", "pruningOnDelete": true,
        // The server would fill in all but `adopt`.
        "cordoned": false, "scope": "Namespace", "settings": ["adopt": true, "force": false],
        "resources": .sequence(namespaces.map(items)),
      ],
    ]
  }

  private func items(of namespace: String) -> YAMLValue {
    [
      "namespaceSelector": ["matchLabels": [.namespaceNameLabel: .string(namespace)]],
      "rawItems": .sequence(objects.filter { $0.namespace == namespace }.map { $0.object.withoutNamespace.inert }),
    ]
  }
}

extension YAMLValue {
  /// The object without the namespace that Capsule gives it.
  fileprivate var withoutNamespace: YAMLValue {
    guard case .mapping(let fields) = self else { return self }
    return .mapping(
      fields.map { field in
        guard field.key == "metadata", case .mapping(let metadata) = field.value else { return field }
        return Entry("metadata", .mapping(metadata.filter { $0.key != "namespace" }))
      })
  }

  /// The value with nothing in it that Capsule would take for a template: `{{namespace}}` in an author's reason is text.
  fileprivate var inert: YAMLValue {
    switch self {
    case .string(let text): .string(text.withBracesApart)
    case .sequence(let elements): .sequence(elements.map(\.inert))
    case .mapping(let entries): .mapping(entries.map { Entry($0.key, $0.value.inert) })
    case .integer, .boolean: self
    }
  }
}

extension String {
  /// No two opening braces stand side by side. Capsule looks for bytes, so a combining mark behind a brace hides nothing.
  fileprivate var withBracesApart: String {
    unicodeScalars.reduce(into: "") { text, scalar in
      if scalar == "{", text.unicodeScalars.last == "{" { text += " " }
      text.unicodeScalars.append(scalar)
    }
  }
}
