import Diagnostics
import PolicyModel

/// Why a verdict may be another one in some cluster.
enum Doubt {
  case unknownNodes, unlearnedNames, unreadNameServers, messages, ambiguousPorts, hostPolicy, halfIsolated
  case conflictingFilters, filtersWithoutDefaultDeny, excludedNamespaces, unnamedCluster
  case foreignPolicies, blocksOverPods, ignoredNetworks, unlocatedPods

  /// - Parameter others: how many more policies share the doubt.
  func diagnostic(_ policy: PolicyID, _ spans: [PolicyID: Span], others: Int = 0) -> Diagnostic {
    let who = others == 0 ? policy.quoted : "\(policy.quoted) and \(others) more"
    return Diagnostic(
      .semanticsDependent, "\(who) \(statement(isOne: others == 0))", at: spans[policy], severity: severity, help: help)
  }

  /// What a reader of part of a cluster can do nothing about is no warning.
  private var severity: Severity? {
    if case .unreadNameServers = self { .notice } else { nil }
  }

  private func statement(isOne: Bool) -> String {
    switch self {
    case .unknownNodes: "selects nodes by their labels, which are not known here: it matches no node (ANP-12)"
    case .unlearnedNames: "allows domain names that no DNS rule lets Cilium learn: they stay unreachable (CIL-53)"
    case .unreadNameServers:
      "\(isOne ? "allows" : "allow") domain names, which count as learned although no name server was read (CIL-53)"
    case .messages: "has rules about ICMP, which has no ports and is in no list of connections (CIL-71)"
    case .ambiguousPorts:
      "names a port that pods give different numbers: agents before 1.20 then match nothing (CIL-66)"
    case .hostPolicy: "is about nodes, which only agents with the host firewall enforce, and about no pod (CIL-5)"
    case .halfIsolated:
      "governs pods that a NetworkPolicy closes in the other direction only: some implementations skip the baseline there (ANP-5)"
    case .conflictingFilters:
      "filters requests and names on the same port for the same pods: agents then fail to compute their policies (CIL-25)"
    case .filtersWithoutDefaultDeny:
      "filters TLS connections without default deny: whether others pass depends on the agent (CIL-19)"
    case .unnamedCluster:
      "names clusters, and the cluster of these objects counts as \"default\", the name that Cilium has without one (CIL-32)"
    case .excludedNamespaces:
      "says only which namespaces are excluded: agents before 1.19 let that match what is no pod as well (CIL-36)"
    case .foreignPolicies: "\(isOne ? "is" : "are") counted although the semantics are generic (NP-44)"
    case .blocksOverPods:
      "\(isOne ? "names a block" : "name blocks") with addresses of pods: whether that means the pods depends on the network plugin (NP-29)"
    case .ignoredNetworks:
      "\(isOne ? "names" : "name") networks with addresses of pods, and only addresses outside are judged here (ANP-11, CNP-13)"
    case .unlocatedPods:
      "\(isOne ? "names" : "name") all addresses, those of pods too, and pods of unknown address count as outside of them here (ANP-11, CNP-13)"
    }
  }

  private var help: String {
    switch self {
    case .unknownNodes: "name the addresses of the nodes, or select every node"
    case .unlearnedNames: "allow the pods port 53 of the DNS service with `rules: {dns: [{matchPattern: \"*\"}]}`"
    case .unreadNameServers: "add the name servers' pods to what is read"
    case .messages: "whatever opens TCP or UDP is listed; ask the policies themselves about ICMP"
    case .ambiguousPorts: "write the number, or give the port another name"
    case .hostPolicy: "nodes are judged here as if nothing governed them"
    case .halfIsolated: "close both directions by NetworkPolicy, or neither"
    case .conflictingFilters: "give HTTP and DNS ports of their own"
    case .filtersWithoutDefaultDeny: "what is shown as filtered is the least that passes"
    case .unnamedCluster: "`--cilium-cluster NAME` says what the cluster is called"
    case .excludedNamespaces: "add a condition on namespaces that pods alone can meet, such as `Exists`"
    case .foreignPolicies:
      "a cluster without Cilium ignores its policies, one with Cilium follows the semantics of Cilium"
    case .blocksOverPods: "name pods by selector; `--pod-addresses` says whether blocks match pods here"
    case .ignoredNetworks: "`--pod-addresses match` counts the pods in"
    case .unlocatedPods: "read pods with their `status`, as a cluster has them, with `--pod-addresses match`"
    }
  }
}
