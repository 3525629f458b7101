public import Analysis
public import ArgumentParser
import Driver
import PolicyModel

/// How Kubernetes objects are judged where clusters differ.
struct JudgementArguments: ParsableArguments {
  enum PodAddresses: String, CaseIterable, ExpressibleByArgument {
    case ignore, match
  }

  @Option(
    help: ArgumentHelp(
      "Whose rules count where network plugins disagree: generic or cilium. (default: cilium if there are Cilium policies, even refused ones)"
    ))
  var semantics: Semantics?

  @Option(help: "Release of Cilium whose rules count: 1.18, 1.19 or 1.20; means --semantics cilium. (default: 1.20)")
  var ciliumVersion: CiliumProfile.Release?

  @Option(
    help: "Enforcement mode of Cilium's agents: default, always or never; means --semantics cilium. (default: default)")
  var ciliumMode: CiliumProfile.Enforcement?

  @Option(help: "Name of the cluster in Cilium's labels of pods; means --semantics cilium. (default: default)")
  var ciliumCluster: String?

  /// What agents are told as `policyCIDRMatchMode`.
  enum CIDRMatch: String, CaseIterable, ExpressibleByArgument {
    case none, nodes
  }

  @Option(
    help:
      "Whether Cilium's agents let address blocks mean nodes (policyCIDRMatchMode): none or nodes; means --semantics cilium. (default: none)"
  )
  var ciliumCidrMatch: CIDRMatch?

  @Option(
    help: "Whether address blocks mean pods as well, where plugins disagree: ignore or match. (default: ignore)")
  var podAddresses: PodAddresses?

  @Option(
    help: ArgumentHelp(
      "What a pod with hostNetwork counts as where plugins disagree: pods (policies govern it) or nodes (they do not). "
        + "(default: pods)"))
  var hostNetwork: HostNetwork?

  /// The options about Cilium's agents that were written out: nobody who gives one asks about another plugin.
  private var givenOfCilium: [String] {
    [
      ciliumVersion.map { _ in "--cilium-version" }, ciliumMode.map { _ in "--cilium-mode" },
      ciliumCluster.map { _ in "--cilium-cluster" }, ciliumCidrMatch.map { _ in "--cilium-cidr-match" },
    ].compactMap(\.self)
  }

  func validate() throws {
    guard semantics == .generic, let option = givenOfCilium.last else { return }
    throw ValidationError("\(option) belongs to Cilium: leave it out, or judge with `--semantics cilium`")
  }

  var options: InspectionOptions {
    var options = InspectionOptions()
    options.semantics = semantics
    options.isAboutCilium = !givenOfCilium.isEmpty
    options.cilium = CiliumProfile(
      release: ciliumVersion ?? .v120, enforcement: ciliumMode ?? .default, clusterName: ciliumCluster,
      blocksMatchNodes: ciliumCidrMatch == .nodes)
    options.hostNetwork = hostNetwork ?? .pods
    options.matchesPodAddresses = podAddresses == .match
    return options
  }

  /// The options that were written out: a graph has no use for any of them.
  var given: [String] {
    let others = [podAddresses.map { _ in "--pod-addresses" }, hostNetwork.map { _ in "--host-network" }]
    return [semantics.map { _ in "--semantics" }].compactMap(\.self) + givenOfCilium + others.compactMap(\.self)
  }
}

extension Semantics: ExpressibleByArgument {}
extension CiliumProfile.Release: ExpressibleByArgument {}
extension CiliumProfile.Enforcement: ExpressibleByArgument {}
extension HostNetwork: ExpressibleByArgument {}
