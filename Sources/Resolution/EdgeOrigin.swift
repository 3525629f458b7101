public import Diagnostics
public import GraphFormat

/// Why an edge exists: what each side says for itself.
public struct EdgeOrigin: Hashable, Sendable {
  /// The consumer's need; nil when a grant alone makes the edge.
  public let asked: Claim?
  /// The provider's grant; nil when no consent is asked: ends outside the cluster, mandatory needs.
  public let allowed: Claim?
  /// Why there is an edge that nobody wrote.
  public let cause: String?
  /// Made by a mandatory grant or need of a platform tenant.
  public let isMandatory: Bool
}

/// A need or a grant, as far as it says why. All edges of a claim share it.
public final class Claim: Sendable {
  public let place: Span
  public let reason: String?
  public let ticket: String?
  /// Needs have no end.
  public let until: CalendarDate?

  public init(place: Span, reason: String?, ticket: String?, until: CalendarDate?) {
    self.place = place
    self.reason = reason
    self.ticket = ticket
    self.until = until
  }
}

extension Claim: Hashable {
  public static func == (left: Claim, right: Claim) -> Bool {
    left === right
      || (left.place, left.reason, left.ticket, left.until) == (right.place, right.reason, right.ticket, right.until)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(place) }
}

extension Claim {
  public convenience init(_ need: NeedDocument) {
    self.init(place: need.span, reason: need.reason, ticket: need.ticket, until: nil)
  }

  public convenience init(_ grant: GrantDocument) {
    self.init(place: grant.span, reason: grant.reason, ticket: grant.ticket, until: grant.until?.value)
  }
}

extension EdgeOrigin {
  static var webhook: EdgeOrigin { EdgeOrigin(asked: nil, allowed: nil, cause: "webhook", isMandatory: false) }

  init(_ need: NeedRequest?, _ grant: BoundGrant?) {
    self.init(
      asked: need?.claim, allowed: grant?.claim, cause: nil,
      isMandatory: need?.isMandatory ?? false || grant?.isMandatory ?? false)
  }

  public var need: Span? { asked?.place }
  public var grant: Span? { allowed?.place }
  public var until: CalendarDate? { allowed?.until }
  /// Where there is room for one reason only, the provider's comes first.
  public var reason: String? { allowed?.reason ?? asked?.reason ?? cause }
  public var ticket: String? { allowed?.ticket ?? asked?.ticket }
}
