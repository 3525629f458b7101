/// Colours after Okabe and Ito, darkened (or lightened on dark paper) where they carry text: people who see no red or
/// green tell them apart, and so does a black and white printer, since no two that mean something differ by colour
/// alone.
///
/// No two colours of a palette are equal, so that a style sheet can exchange the one palette for the other.
struct Palette {
  let paper, ink, softText: String
  let line, softLine, faintLine: String
  let groupFill, groupLine, platformGroupFill, platformGroupLine: String
  let workload, tenant, platform, platformLine: String
  let outside, outsideLine, everyone: String
  let denied, deniedLine: String
  let crossing, expiring, gained, lost, witness: String

  static let light = Palette(
    paper: "#FFFFFF", ink: "#1F2933", softText: "#566372", line: "#3E4C59", softLine: "#8A97A6", faintLine: "#A9B4BF",
    groupFill: "#F4F6F8", groupLine: "#C5CED8", platformGroupFill: "#EFF6FB", platformGroupLine: "#A9C9DF",
    workload: "#FEFEFE", tenant: "#EAF2FA", platform: "#D3E8F7", platformLine: "#0B5A8F", outside: "#FFF4DC",
    outsideLine: "#9A6700", everyone: "#ECECEC", denied: "#FBE3DB", deniedLine: "#B83A00", crossing: "#0060A0",
    expiring: "#9C5900", gained: "#00734F", lost: "#B83B00", witness: "#9B2F75")

  static let dark = Palette(
    paper: "#0D1117", ink: "#E6EDF3", softText: "#9DA9B5", line: "#B6C2CF", softLine: "#8792A0", faintLine: "#66717D",
    groupFill: "#161C24", groupLine: "#3A4552", platformGroupFill: "#101E2B", platformGroupLine: "#2B5575",
    workload: "#1F2731", tenant: "#17293B", platform: "#123A56", platformLine: "#6CB6E8", outside: "#33280F",
    outsideLine: "#E0A93B", everyone: "#2A2F36", denied: "#3D1D10", deniedLine: "#FF8A5C", crossing: "#58A6FF",
    expiring: "#F0B44A", gained: "#3FCF9A", lost: "#FF9C73", witness: "#E79CCB")

  /// Every colour, in the same order for each palette.
  var colors: [String] {
    [
      paper, ink, softText, line, softLine, faintLine, groupFill, groupLine, platformGroupFill, platformGroupLine,
      workload, tenant, platform, platformLine, outside, outsideLine, everyone, denied, deniedLine, crossing, expiring,
      gained, lost, witness,
    ]
  }
}

/// The paper that a picture is drawn on.
public enum DiagramTheme: String, Sendable, CaseIterable {
  case light, dark
  /// Whatever the reader's system prefers, which only SVG can ask for; light elsewhere.
  case auto

  var palette: Palette { self == .dark ? .dark : .light }
}
