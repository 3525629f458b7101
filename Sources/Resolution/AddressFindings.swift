import Diagnostics
import GraphFormat
import PolicyModel

// Blocks that mean more than their author thinks.

extension GraphDocument {
  func addressFindings() -> [Diagnostic] {
    overlappingBlocks()
      + tenants.flatMap { tenant in
        let needs = tenant.needs.map(\.to)
        let grants = tenant.grants.map(\.to)
        return (needs + grants).compactMap { clusterAddresses(in: $0, of: tenant) ?? cloudAddresses(in: $0) }
      }
  }

  /// The cluster's own ranges, by what they hold.
  private var ownRanges: [(what: String, blocks: [Located<CIDR>])] {
    guard let network = platform.network else { return [] }
    return [("pods", network.podCIDRs), ("Services", network.serviceCIDRs), ("nodes", network.nodeCIDRs)]
  }

  /// Ranges of the platform that share addresses: one of them is probably a typing error.
  private func overlappingBlocks() -> [Diagnostic] {
    let all = ownRanges.flatMap { range in range.blocks.map { (range.what, $0) } }
    return all.enumerated().flatMap { index, later in
      all[..<index].filter { $0.1.value.overlaps(later.1.value) }.map { earlier in
        Diagnostic(
          .overlappingBlocks,
          "the addresses of \(later.0), \"\(later.1.value)\", overlap those of \(earlier.0), \"\(earlier.1.value)\"",
          at: later.1.span, notes: [Note("the other range is here", at: earlier.1.span)],
          help: "check both; where pods really take addresses of the nodes' network this can stay")
      }
    }
  }

  /// Pods, Services and nodes are named, never addressed: a block that covers them opens more than it says, on some
  /// network plugins. (NP-29, CIL-44)
  private func clusterAddresses(in reference: Located<Reference>, of tenant: TenantDocument) -> Diagnostic? {
    guard case .addresses(let block) = reference.value else { return nil }
    let reached = block.addresses.union(AddressSet(block.cidr.translatedIPv4.map { [$0] } ?? []))
    let linkLocal = ["169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128"].compactMap(CIDR.init)
    let ranges =
      ownRanges.map { ($0.what, $0.blocks.map(\.value)) } + [
        ("node credentials and other link-local services", linkLocal)
      ]
    for (what, blocks) in ranges {
      guard let own = blocks.first(where: { !reached.intersection(AddressSet([$0])).isEmpty }) else { continue }
      let isInside = own.contains(block.cidr.translatedIPv4 ?? block.cidr)
      let closed = isInside && blocks != linkLocal ? clustersWithoutNodeAddresses : []
      let isClosed = !closed.isEmpty && closed.count == platform.clusters.count
      return Diagnostic(
        .clusterAddresses, "the block \"\(block.cidr)\" covers addresses of \(what), \"\(own)\"", at: reference.span,
        severity: tenant.role == .platform && !isClosed ? .warning : .error,
        notes: closed.map {
          Note("on \"\($0)\" it opens nothing: to Cilium the cluster's own addresses are in no block (CIL-44, CIL-45)")
        },
        help: !isInside
          ? "add `except: [\(own)]`; what runs in the cluster is named by tenant and workload"
          : what == "nodes" && !closed.isEmpty
            ? "name the tenant and workload if pods are meant; for nodes a graph has no words on Cilium, where a policy "
              + "written by hand names `host` and `remote-node`"
            : "name the tenant and workload instead; policies see pods by their labels")
    }
    return nil
  }

  /// Services of clouds that give credentials away, or keys to the node, at addresses that look like any other.
  ///
  /// Sources: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16,
  /// https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata,
  /// https://cloud.google.com/compute/docs/metadata/overview,
  /// https://www.scaleway.com/en/docs/instances/how-to/use-cloud-init/
  private static let clouds = [
    ("Azure", "168.63.129.16/32"), ("Alibaba Cloud", "100.100.100.200/32"), ("Oracle Cloud", "192.0.0.192/32"),
    ("Google Cloud", "fd20:ce::254/128"), ("Scaleway", "fd00:42::42/128"),
  ]

  /// A block that is wider than this is about the world, of which nobody knows which clouds are in it.
  private static let widestBlock = 8

  private func cloudAddresses(in reference: Located<Reference>) -> Diagnostic? {
    guard case .addresses(let block) = reference.value, block.cidr.prefixLength >= Self.widestBlock else { return nil }
    let reached = block.addresses.union(AddressSet(block.cidr.translatedIPv4.map { [$0] } ?? []))
    for (cloud, text) in Self.clouds {
      guard let own = CIDR(text), !reached.intersection(AddressSet([own])).isEmpty else { continue }
      return Diagnostic(
        .clusterAddresses,
        "the block \"\(block.cidr)\" covers the address at which \(cloud) serves its virtual machines, \"\(own)\"",
        at: reference.span, severity: .warning,
        help: own.contains(block.cidr.translatedIPv4 ?? block.cidr)
          ? "on \(cloud), nodes get settings and credentials there: remove it, unless the workload has to manage nodes"
          : "on \(cloud), nodes get settings and credentials there: add `except: [\(own)]`, or name a smaller block")
    }
    return nil
  }

  private var clustersWithoutNodeAddresses: [String] {
    platform.clusters.filter { $0.enforcement.value == .cilium }.map(\.name.value)
  }
}

extension CIDR {
  fileprivate func overlaps(_ other: CIDR) -> Bool { contains(other) || other.contains(self) }
}
