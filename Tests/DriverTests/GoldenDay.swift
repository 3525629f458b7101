import GraphFormat
import Testing

extension CalendarDate {
  /// The day on which everything here is compiled.
  static var goldenDay: CalendarDate {
    get throws { try #require(CalendarDate("2026-12-01")) }
  }
}
