import PolicyModel
import YAMLTree

extension Guard {
  /// The guard as a ClusterPolicy of Kyverno; nil where none of its kinds is to be expected.
  ///
  /// Kyverno warns of kinds that a cluster does not have, so it is told of those only that it does have.
  /// https://kyverno.io/docs/policy-types/cluster-policy/validate/
  func kyvernoPolicy(knowing isKnown: (ObjectKind) -> Bool) -> YAMLValue? {
    let kinds = requests.kinds.filter(isKnown)
    guard !kinds.isEmpty else { return nil }
    return [
      "apiVersion": "kyverno.io/v1", "kind": "ClusterPolicy", "metadata": metadata,
      "spec": [
        // The server would fill these in. The rule's own `failureAction` decides, not `validationFailureAction`.
        "admission": true, "background": false, "emitWarning": false, "validationFailureAction": "Audit",
        "webhookConfiguration": ["failurePolicy": .string(outage.rawValue)], "rules": [rule(about: kinds)],
      ],
    ]
  }

  private func rule(about kinds: [ObjectKind]) -> YAMLValue {
    let cel: YAMLValue = .fields([
      "generate": false,
      "variables": variables.isEmpty
        ? nil : .sequence(variables.map { ["name": .string($0.name), "expression": .string($0.text)] }),
      "expressions": .sequence(
        validations.map { ["expression": .string($0.expression), "message": .string($0.message)] }),
    ])
    return [
      "name": .string(name), "skipBackgroundRequests": true, "match": ["any": [["resources": resources(kinds)]]],
      "celPreconditions": .sequence(conditions.map { ["name": .string($0.name), "expression": .string($0.text)] }),
      // What stood there before the guard does not earn the right to be changed into more of the same.
      "validate": ["failureAction": "Enforce", "allowExistingViolations": false, "cel": cel],
    ]
  }

  private func resources(_ kinds: [ObjectKind]) -> YAMLValue {
    let names = requests.operations.map { YAMLValue.string($0.rawValue) }
    return .fields([
      "kinds": .sequence(kinds.map { .string($0.kyvernoName) }),
      "names": requests.place.ownNames.map { .sequence($0.map { .string($0) }) },
      "namespaces": requests.place.surroundings.map { .sequence($0.map { .string($0) }) },
      "operations": .sequence(names),
    ])
  }
}

extension Guard.Place {
  fileprivate var ownNames: [String]? { if case .namespaces(let names) = self { names } else { nil } }
  fileprivate var surroundings: [String]? { if case .inNamespaces(let names) = self { names } else { nil } }
}

extension ObjectKind {
  /// `networking.k8s.io/v1/NetworkPolicy`; kinds of the core have no group.
  fileprivate var kyvernoName: String { group.isEmpty ? kind : "\(group)/*/\(kind)" }
}
