import Diagnostics

/// Findings that make every renderer show what it can do.
enum SampleFindings {
  private static let shop = SourceText(
    path: "tenants/shop.yaml",
    """
    kind: Tenant
    spec:
      needs:
        - {from: checkout, to: payments/api}
    \treason:\tTabs
      owner: "日本語 👩 é" # wide
      long: \(String(repeating: "abcdefgh ", count: 20))HERE\(String(repeating: " ijklmnop", count: 20))

    """)
  private static let payments = SourceText(
    path: "tenants/pay, ments:100%.yaml", "kind: Tenant\nspec:\n  grants:\n    - {to: data, workload: api}\n")

  private static func span(_ source: SourceText, _ line: Int, _ columns: Range<Int>, toLine: Int? = nil) -> Span {
    Span(
      source: source, start: Position(line: line, column: columns.lowerBound),
      end: Position(line: toLine ?? line, column: columns.upperBound))
  }

  static let all: [Diagnostic] = [
    Diagnostic(.emptyGraph, "nothing belongs to a graph here", at: nil, help: "name a folder"),
    Diagnostic(
      .needWithoutGrant, "\"shop/checkout\" needs \"payments/api\", but no grant of \"payments\" covers it",
      at: span(shop, 4, 7..<41),
      notes: [
        Note("the grants of \"payments\" are listed here", at: span(payments, 3, 3..<9)),
        Note("100% of the needs are checked"),
      ],
      help: "ask \"@acme/payments\" to add:\n- {to: shop/checkout, workload: api}"),
    Diagnostic(.wrongType, "tabs count as blanks", at: span(shop, 5, 10..<14)),
    Diagnostic(.invalidValue, "wide characters take two columns", at: span(shop, 6, 17..<18), severity: .warning),
    Diagnostic(.invalidValue, "long lines are cut around the place", at: span(shop, 7, 189..<193), severity: .warning),
    Diagnostic(.unusedGrant, "of several lines the first one is shown", at: span(payments, 2, 1..<1, toLine: 5)),
    Diagnostic(.expiringGrant, "the grant ends in 3 days", at: span(payments, 4, 7..<32)),
  ]
}
