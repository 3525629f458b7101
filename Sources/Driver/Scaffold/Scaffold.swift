public import GraphFormat

/// The files that a new graph starts with: small, complete and commented.
public struct Scaffold: Sendable {
  /// In the order in which they are best read.
  public let files: [OutputFile]

  /// - Parameter today: the grant that shows how grants end holds until the end of the year after.
  public init(today: CalendarDate) {
    files = [
      OutputFile(path: "platform.yaml", text: Self.platform),
      OutputFile(path: "tenants/payments.yaml", text: Self.payments(grantUntil: "\(today.year + 1)-12-31")),
      OutputFile(path: "tenants/shop.yaml", text: Self.shop),
    ]
  }
}
