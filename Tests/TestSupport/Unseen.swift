/// Text of which a reader would see eleven letters, in another order.
public enum Unseen {
  public static let text =
    "a\u{202E}b\u{2066}c\u{200B}d\u{FEFF}e\u{85}f\u{7F}g\u{3164}h\u{E0041}i\u{34F}j\u{2028}k"

  /// As it stands in JSON.
  public static let inJSON =
    #"a\u202eb\u2066c\u200bd\ufeffe\u0085f\u007fg\u3164h\udb40\udc41i\u034fj\u2028k"#

  /// As a quoted text of YAML.
  public static let inYAML =
    #""a\u202Eb\u2066c\u200Bd\uFEFFe\x85f\x7Fg\u3164h\U000E0041i\u034Fj\u2028k""#
}
