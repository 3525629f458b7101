public import PolicyModel
public import Resolution

// What "the internet" means, written down a second time: the lowering has its own words for it, and a proof that
// borrowed them would prove nothing.

extension TenantGraph {
  /// Link-local ranges, in which clouds serve credentials, and AWS's IPv6 metadata service.
  var reservedBlocks: [CIDR] {
    var blocks = [CIDR(enclosing: IPAddress(family: .ipv4, value: 0xA9FE_0000), prefixLength: 16)]
    blocks.append(CIDR(enclosing: IPAddress(family: .ipv6, value: 0xFE80 << 112), prefixLength: 10))
    blocks.append(CIDR(enclosing: IPAddress(family: .ipv6, value: 0xFD00_0EC2 << 96 | 0x254), prefixLength: 128))
    return blocks
  }

  /// Every address but those of pods, Services, nodes, the API server and the reserved ranges.
  public var internetAddresses: AddressSet {
    let own = network.podCIDRs + network.serviceCIDRs + network.nodeCIDRs + (network.apiServer?.cidrs ?? [])
    return AddressSet.all.subtracting(AddressSet(own + reservedBlocks))
  }
}
