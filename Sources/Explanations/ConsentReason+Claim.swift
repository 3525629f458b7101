import Resolution

extension ConsentReason {
  /// What one side wrote: `payments/api is granted to … , allowed by @acme/payments, until 2027-03-31: ADR-112, PAY-991`.
  init(_ kind: Kind, _ text: String, _ claim: Claim, by owner: String?) {
    let author = owner.map { ", \(kind == .need ? "asked" : "allowed") by \($0)" } ?? ""
    let end = claim.until.map { ", until \($0)" } ?? ""
    let why = [claim.reason, claim.ticket].compactMap(\.self).joined(separator: ", ")
    self.init(
      kind, text + author + end + (why.isEmpty ? "" : ": \(why)"), at: claim.place, owner: owner, until: claim.until,
      reason: claim.reason, ticket: claim.ticket)
  }
}
