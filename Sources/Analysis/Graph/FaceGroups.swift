import PolicyModel

/// Faces that every rule treats alike unless it names one of them in a short list.
///
/// Selectors that match many faces and miss many would make long lists of exceptions; they tell groups apart instead.
struct FaceGroups {
  struct Group: Hashable {
    /// The broad selectors that match.
    var broad: [Int32] = []
    /// Container ports that rules look up by name.
    var ports: Int32 = 0
    var isGoverned = true
    var isOwnNode = false
    /// The family of a pod's address, where it is known.
    var family: AddressFamily?
  }

  private(set) var groups: [Group] = []
  /// For each face its group.
  private(set) var groupOfFace: [Int32] = []
  /// For each selector whether it is broad.
  let isBroad: [Bool]

  /// A selector is broad when its list of members or non-members is longer than `limit`.
  init(_ rules: inout CompiledRules, isGoverned: (Int32) -> Bool, limit: Int) {
    isBroad = rules.sets.map { $0.items.count > limit }
    let faces = rules.index.faces
    var keys: [Group] = []
    for (position, face) in faces.enumerated() {
      var key = Group(ports: rules.ports.table(of: face.ports), isOwnNode: face.isOwnNode)
      key.isGoverned = isGoverned(rules.index.peers[position])
      if face.labels != nil, case .at(let address) = face.location { key.family = address.family }
      keys.append(key)
    }
    for (selector, set) in rules.sets.enumerated() where isBroad[selector] {
      for face in set.members(below: faces.count) { keys[Int(face)].broad.append(Int32(selector)) }
    }
    assign(keys)
  }

  private mutating func assign(_ keys: [Group]) {
    var ids: [Group: Int32] = [:]
    groupOfFace = keys.map { key in
      if let known = ids[key] { return known }
      let id = Int32(groups.count)
      groups.append(key)
      ids[key] = id
      return id
    }
  }

  subscript(face: Int32) -> Group { groups[Int(groupOfFace[Int(face)])] }

  /// Whether a connection between faces of these groups is a question at all: not between two ends that no policy
  /// governs, nor between pods without a family in common.
  func connects(_ source: Group, _ destination: Group) -> Bool {
    guard source.isGoverned || destination.isGoverned else { return false }
    guard let first = source.family, let second = destination.family else { return true }
    return first == second
  }
}
