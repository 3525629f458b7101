import PolicyModel

/// The ports of every rule as sets of connections, looked up by name on a destination where a rule says so.
struct PortResolution {
  private var ids: [RulePorts: Int32] = [:]
  private var ports: [RulePorts] = []
  /// For each list of ports its connections; nil when they depend on the destination.
  private var fixed: [Int32?] = []
  /// For each list of ports those that it names one by one.
  private var single: [Int32] = []
  private var tables: [[ContainerPort]: Int32] = [[]: 0]
  private var tablePorts: [[ContainerPort]] = [[]]
  private var resolved: [UInt64: Int32] = [:]
  /// The names that some rule looks up.
  private(set) var names: Set<String> = []

  mutating func id(of rule: RulePorts, in pool: inout ConnectionPool) -> Int32 {
    if let known = ids[rule] { return known }
    let id = Int32(ports.count)
    ids[rule] = id
    ports.append(rule)
    fixed.append(rule.names.isEmpty ? pool.id(of: rule.connections(to: [])) : nil)
    single.append(pool.id(of: rule.singles))
    names.formUnion(rule.names)
    return id
  }

  /// The ports that a list names one by one.
  func singles(_ id: Int32) -> Int32 { single[Int(id)] }

  func dependsOnDestination(_ id: Int32) -> Bool { fixed[Int(id)] == nil }

  /// A number for what the rules can find among these container ports; zero for nothing.
  mutating func table(of ports: [ContainerPort]) -> Int32 {
    guard !names.isEmpty, !ports.isEmpty else { return 0 }
    let relevant = ports.filter { $0.name.map(names.contains) ?? false }
    if let known = tables[relevant] { return known }
    let id = Int32(tablePorts.count)
    tables[relevant] = id
    tablePorts.append(relevant)
    return id
  }

  /// The connections of a rule's ports towards a destination with that table of ports.
  mutating func connections(_ id: Int32, table: Int32, in pool: inout ConnectionPool) -> Int32 {
    if let known = fixed[Int(id)] { return known }
    let key = UInt64(UInt32(bitPattern: id)) << 32 | UInt64(UInt32(bitPattern: table))
    if let known = resolved[key] { return known }
    let result = pool.id(of: ports[Int(id)].connections(to: tablePorts[Int(table)]))
    resolved[key] = result
    return result
  }
}
