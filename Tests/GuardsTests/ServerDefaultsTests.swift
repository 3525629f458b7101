import Diagnostics
import Driver
import Testing
import YAMLTree

/// What a server would fill in is written, so that what is read back is what was sent: an apply that changes nothing says so,
/// and no tool finds a difference for ever.
@Suite struct ServerDefaultsTests {
  /// For each kind that is written, the fields that its server gives a value where they are missing. `[]` is each element of
  /// a list; a field counts where the mapping around it is there.
  ///
  /// Built-in kinds: `defaults.go` of their API group in Kubernetes. Others: `default:` in their custom resource definitions,
  /// cilium.io/v2, policy.networking.k8s.io/v1alpha2, kyverno.io/v1, capsule.clastix.io/v1beta2, argoproj.io/v1alpha1.
  private static let defaults: [String: [String]] = [
    "NetworkPolicy": ["spec.policyTypes", "spec.ingress[].ports[].protocol", "spec.egress[].ports[].protocol"],
    "CiliumClusterwideNetworkPolicy": ["ingress", "ingressDeny", "egress", "egressDeny"].map {
      "spec.\($0)[].icmps[].fields[].family"
    },
    "ClusterNetworkPolicy": [],
    "ValidatingAdmissionPolicy": [
      "spec.failurePolicy", "spec.matchConstraints.matchPolicy", "spec.matchConstraints.namespaceSelector",
      "spec.matchConstraints.objectSelector", "spec.matchConstraints.resourceRules[].scope",
    ],
    "ValidatingAdmissionPolicyBinding": [],
    "ClusterPolicy": [
      "spec.admission", "spec.background", "spec.emitWarning", "spec.validationFailureAction",
      "spec.rules[].skipBackgroundRequests", "spec.rules[].validate.allowExistingViolations",
      "spec.rules[].validate.cel.generate",
    ],
    "GlobalTenantResource": [
      "spec.cordoned", "spec.pruningOnDelete", "spec.resyncPeriod", "spec.scope", "spec.settings",
      "spec.settings.adopt",
      "spec.settings.force",
    ],
    "Application": [], "AppProject": [],
  ]

  @Test func everyDefaultIsWritten() throws {
    var kinds: Set<String> = []
    for file in try Self.files() where !file.path.hasSuffix("kustomization.yaml") {
      for object in try Self.objects(in: file) {
        let kind = try #require(object["kind"]?.text)
        let fields = try #require(Self.defaults[kind], "no defaults are known of \(kind)")
        kinds.insert(kind)
        let missing = fields.filter { !object.has($0.split(separator: ".")[...]) }
        #expect(missing == [], "\(file.path)")
      }
    }
    #expect(kinds == Set(Self.defaults.keys))
  }

  /// Everything that can be written, but for tests of Kyverno, whose objects nobody applies.
  private static func files() throws -> [OutputFile] {
    let tiers = Gitops.text.replacing("enforcement: kubernetes", with: "enforcement: clusterNetworkPolicy")
    #expect(tiers != Gitops.text)
    let all = try Gitops.compiled("prod") + Gitops.compiled("nonprod") + Gitops.compiled("nonprod", from: tiers)
    return all.filter { !$0.path.hasPrefix("kyverno-tests/") }
  }

  private static func objects(in file: OutputFile) throws -> [YAMLNode] {
    var log = DiagnosticLog()
    let documents = YAMLDocument.documents(in: SourceText(path: file.path, file.text), reportingTo: &log)
    #expect(log.sorted == [])
    return documents.map(\.root)
  }
}

extension YAMLNode {
  /// Whether the last field is there, wherever those before it are.
  fileprivate func has(_ path: ArraySlice<Substring>) -> Bool {
    guard let first = path.first else { return true }
    let isList = first.hasSuffix("[]")
    guard let value = self[String(isList ? first.dropLast(2) : first)] else { return path.count > 1 }
    return isList
      ? value.elements.allSatisfy { $0.has(path.dropFirst()) } : value.has(path.dropFirst())
  }
}
