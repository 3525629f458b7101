/// Who agreed on a flow.
enum FlowKind: CaseIterable {
  /// The consumer asked for some of it, and the provider allowed that.
  case agreed
  /// A platform tenant has or gives all of it without being asked.
  case mandatory
  /// One side wrote it, and no other has a say: the outside, a tenant's own workloads, consent of the provider alone.
  case oneSided
  /// Nobody wrote it: webhooks.
  case unwritten

  init(_ flow: ReportedFlow) {
    let terms = flow.agreements
    self =
      terms.contains { $0.need != nil && $0.grant != nil }
      ? .agreed
      : terms.contains { !$0.isMandatory && ($0.need != nil || $0.grant != nil) }
        ? .oneSided : terms.contains(where: \.isMandatory) ? .mandatory : .unwritten
  }

  /// What follows the number.
  var words: (one: String, many: String) {
    switch self {
    case .agreed: ("asked for by one side and allowed by the other", "asked for by one side and allowed by the other")
    case .mandatory: ("mandatory", "mandatory")
    case .oneSided: ("in which only one side has a say", "in which only one side has a say")
    case .unwritten: ("to a webhook, whose callers need not ask", "to webhooks, whose callers need not ask")
    }
  }
}
