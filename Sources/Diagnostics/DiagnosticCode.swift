/// The stable name of a rule. Folders of rejected examples and entries of the documentation bear these names.
public enum DiagnosticCode: String, Sendable, CaseIterable {
  // Reading files
  case unreadableFile = "unreadable-file"
  case invalidYAML = "invalid-yaml"
  case invalidEncoding = "invalid-encoding"
  case duplicateKey = "duplicate-key"
  case nestingTooDeep = "nesting-too-deep"
  case documentTooLarge = "document-too-large"
  case anchorOrMergeKey = "anchor-or-merge-key"

  // The shape of the authored graph
  case emptyGraph = "empty-graph"
  case unknownVersion = "unknown-version"
  case unknownKind = "unknown-kind"
  case unknownField = "unknown-field"
  case missingField = "missing-field"
  case wrongType = "wrong-type"
  case invalidValue = "invalid-value"
  case invalidName = "invalid-name"
  case invalidPort = "invalid-port"
  case invalidAddress = "invalid-address"
  case invalidReference = "invalid-reference"
  case invalidSelector = "invalid-selector"
  case platformCount = "platform-count"
  case duplicateName = "duplicate-name"

  // What the graph means
  case unknownTenant = "unknown-tenant"
  case unknownWorkload = "unknown-workload"
  case unknownPort = "unknown-port"
  case unknownEnvironment = "unknown-environment"
  case unknownNamespace = "unknown-namespace"
  case namespaceConflict = "namespace-conflict"
  case unmanagedNamespace = "unmanaged-namespace"
  case overlappingWorkloads = "overlapping-workloads"
  case unconnectedWorkload = "unconnected-workload"
  case needWithoutGrant = "need-without-grant"
  case unusedGrant = "unused-grant"
  case expiredGrant = "expired-grant"
  case expiringGrant = "expiring-grant"
  case environmentsNeverMeet = "environments-never-meet"
  case oneSidedCrossing = "one-sided-crossing"
  case crossClusterEdge = "cross-cluster-edge"
  case platformRoleRequired = "platform-role-required"
  case openGrant = "open-grant"
  case selfGrant = "self-grant"
  case servicePort = "service-port"
  case webhookPort = "webhook-port"
  case missingDNS = "missing-dns"
  case missingNetwork = "missing-network"
  case missingAdministrators = "missing-administrators"
  case missingDelivery = "missing-delivery"
  case overlappingBlocks = "overlapping-blocks"
  case clusterAddresses = "cluster-addresses"
  case unsupportedByEnforcement = "unsupported-by-enforcement"
  case ignoredIdentityLabel = "ignored-identity-label"
  case guardrailNotEnforced = "guardrail-not-enforced"
  case guardrailConflict = "guardrail-conflict"
  case nearLimit = "near-limit"
  case assertionFailed = "assertion-failed"

  // Kubernetes objects that are read back
  case unknownObjectField = "unknown-object-field"
  case invalidObject = "invalid-object"
  case unmodelledKind = "unmodelled-kind"
  case unmodelledField = "unmodelled-field"
  case ignoredObject = "ignored-object"
  case duplicateObject = "duplicate-object"
  case mixedClusters = "mixed-clusters"
  case semanticsDependent = "semantics-dependent"

  // Objects that are read back and probably not meant
  case lintSelectsNothing = "lint-selects-nothing"
  case lintCoveredRule = "lint-covered-rule"
  case lintPeerMatchesNothing = "lint-peer-matches-nothing"
  case lintSharedPriority = "lint-shared-priority"
  case lintBlockOverPods = "lint-block-over-pods"
  case lintRefused = "lint-refused"
  case lintSplitPeers = "lint-split-peers"
  case lintMissingDNS = "lint-missing-dns"
  case lintMissingDefaultDeny = "lint-missing-default-deny"

  // Review
  case codeOwners = "code-owners"

  // Output and proof
  case staleOutput = "stale-output"
  case editedOutput = "edited-output"
  case unsafeOutput = "unsafe-output"
  case proofFailed = "proof-failed"
  case foreignPolicy = "foreign-policy"
  case driftedObject = "drifted-object"
  case kustomizationDiffers = "kustomization-differs"
  case unmatchedWorkload = "unmatched-workload"
  case uncoveredPod = "uncovered-pod"
  case hostNetworkPod = "host-network-pod"
  case missingNamespace = "missing-namespace"
  case unownedNamespace = "unowned-namespace"
  case namespaceLabel = "namespace-label"
  case layoutFailed = "layout-failed"

  public var severity: Severity {
    switch self {
    case .unusedGrant, .expiredGrant, .openGrant, .guardrailNotEnforced, .nearLimit, .ignoredObject,
      .semanticsDependent,
      .environmentsNeverMeet, .selfGrant, .unmanagedNamespace, .overlappingWorkloads, .unconnectedWorkload,
      .overlappingBlocks, .lintSelectsNothing, .lintCoveredRule, .lintPeerMatchesNothing, .lintSharedPriority,
      .lintBlockOverPods, .lintRefused, .lintSplitPeers, .lintMissingDNS, .lintMissingDefaultDeny,
      .unmatchedWorkload, .uncoveredPod, .hostNetworkPod, .missingNamespace:
      .warning
    case .expiringGrant, .webhookPort, .unownedNamespace: .notice
    default: .error
    }
  }

  /// Whether it says that a document, or an object of a cluster, could not be read.
  var isAboutReading: Bool {
    switch self {
    case .unreadableFile, .invalidYAML, .invalidEncoding, .duplicateKey, .nestingTooDeep, .documentTooLarge,
      .anchorOrMergeKey, .unknownObjectField, .invalidObject, .unmodelledKind, .unmodelledField:
      true
    default: false
    }
  }
}
