import PolicyModel
import YAMLTree

extension Guard {
  /// The guard as objects of the API server's own admission: a policy, and the binding that puts it in force. What a server
  /// would fill in is written, so that a second apply finds nothing to do.
  ///
  /// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
  var admissionPolicy: [YAMLValue] {
    let version: YAMLValue = "admissionregistration.k8s.io/v1"
    return [
      [
        "apiVersion": version, "kind": "ValidatingAdmissionPolicy", "metadata": metadata,
        "spec": .fields([
          "failurePolicy": "Fail", "matchConstraints": matchConstraints,
          "matchConditions": .sequence(conditions.map { ["name": .string($0.name), "expression": .string($0.text)] }),
          "variables": variables.isEmpty
            ? nil : .sequence(variables.map { ["name": .string($0.name), "expression": .string($0.text)] }),
          "validations": .sequence(
            validations.map {
              ["expression": .string($0.expression), "message": .string($0.message), "reason": "Forbidden"]
            }),
        ]),
      ],
      [
        "apiVersion": version, "kind": "ValidatingAdmissionPolicyBinding", "metadata": metadata,
        "spec": ["policyName": .string(name), "validationActions": ["Deny"]],
      ],
    ]
  }

  /// Kinds that a cluster does not have do no harm here.
  private var matchConstraints: YAMLValue {
    let groups = requests.kinds.map(\.group).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let rules = groups.map { group -> YAMLValue in
      [
        "apiGroups": [.string(group)], "apiVersions": ["*"],
        "operations": .sequence(requests.operations.map { .string($0.rawValue) }),
        "resources": .sequence(requests.kinds.filter { $0.group == group }.flatMap(\.resources)), "scope": "*",
      ]
    }
    return [
      "matchPolicy": "Equivalent", "namespaceSelector": namespaceSelector, "objectSelector": .mapping([]),
      "resourceRules": .sequence(rules),
    ]
  }

  /// For a namespace and its subresources, the selector is about the namespace itself.
  private var namespaceSelector: YAMLValue {
    switch requests.place {
    case .anywhere: .mapping([])
    case .inNamespaces(let names), .namespaces(let names):
      [
        "matchExpressions": [
          [
            "key": .string(.namespaceNameLabel), "operator": "In", "values": .sequence(names.map { .string($0) }),
          ]
        ]
      ]
    }
  }
}

extension ObjectKind {
  /// `namespaces`, `namespaces/status`
  fileprivate var resources: [YAMLValue] {
    [.string(plural)] + subresources.map { .string("\(plural)/\($0)") }
  }
}
