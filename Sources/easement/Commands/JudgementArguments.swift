public import Analysis
public import ArgumentParser
import Driver

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

  @Option(
    help: "Whether address blocks mean pods as well, where plugins disagree: ignore or match. (default: ignore)")
  var podAddresses: PodAddresses?

  @Option(
    help: ArgumentHelp(
      "What a pod with hostNetwork counts as where plugins disagree: pods (policies govern it) or nodes (they do not). "
        + "(default: pods)"))
  var hostNetwork: HostNetwork?

  /// Nobody who names a release or a mode of Cilium's agents asks about another plugin.
  private var isAboutCilium: Bool { ciliumVersion != nil || ciliumMode != nil }

  func validate() throws {
    guard semantics == .generic, isAboutCilium else { return }
    let option = ciliumMode == nil ? "--cilium-version" : "--cilium-mode"
    throw ValidationError("\(option) belongs to Cilium: leave it out, or judge with `--semantics cilium`")
  }

  var options: InspectionOptions {
    var options = InspectionOptions()
    options.semantics = semantics
    options.isAboutCilium = isAboutCilium
    options.cilium = CiliumProfile(release: ciliumVersion ?? .v120, enforcement: ciliumMode ?? .default)
    options.hostNetwork = hostNetwork ?? .pods
    options.matchesPodAddresses = podAddresses == .match
    return options
  }

  /// The options that were written out: a graph has no use for any of them.
  var given: [String] {
    [
      semantics.map { _ in "--semantics" }, ciliumVersion.map { _ in "--cilium-version" },
      ciliumMode.map { _ in "--cilium-mode" }, podAddresses.map { _ in "--pod-addresses" },
      hostNetwork.map { _ in "--host-network" },
    ].compactMap(\.self)
  }
}

extension Semantics: ExpressibleByArgument {}
extension CiliumProfile.Release: ExpressibleByArgument {}
extension CiliumProfile.Enforcement: ExpressibleByArgument {}
extension HostNetwork: ExpressibleByArgument {}
