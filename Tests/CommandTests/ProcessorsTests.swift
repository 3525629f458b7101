import TestSupport
import Testing

/// A program that may use one processor writes the same bytes as one that may use all.
@Suite struct ProcessorsTests {
  /// `one` and `many` are folders with what each wrote. A cluster's objects in one stream are long enough to be read in
  /// parts.
  private static let script = """
    set -eu
    first=$(taskset -cp $$ | grep -o '[0-9]*' | tail -n 1)
    out=$1
    for name in one many; do
      mkdir "$out/$name"
      prefix=; [ $name = many ] || prefix="taskset -c $first"
      run() { $prefix easement "$@" --today 2027-01-31; }
      run compile examples/acme -o "$out/$name/acme" >/dev/null
      run compile examples/acme -o - --cluster prod >"$out/$name/prod.yaml" 2>/dev/null
      run check examples/acme >"$out/$name/check" 2>&1
      run verify examples/acme --against "$out/$name/acme" --format json >"$out/$name/verify" 2>&1
      run explain --all examples/acme >"$out/$name/pairs" 2>&1
      run report examples/acme -o "$out/$name/report.html" >/dev/null 2>&1
      for format in txt json csv dot; do
        $prefix easement access -f $format "$out/$name/prod.yaml" >"$out/$name/access.$format" 2>/dev/null
      done
      $prefix easement diff "$out/$name/prod.yaml" "$out/$name/acme/prod" >"$out/$name/diff" 2>/dev/null || true
    done
    [ $(wc -c <"$out/one/prod.yaml") -gt 140000 ]
    [ $(wc -l <"$out/one/access.txt") -gt 100 ]
    diff -r "$out/one" "$out/many"
    """

  @Test func writeTheSameBytes() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.script, to: "compare")
    try scratch.write("", to: "out/empty")
    let outcome = try await Tool.bash("bash \(scratch.path)/compare \(scratch.path)/out")
    #expect(outcome.status == 0)
    #expect(outcome.output == "")
    #expect(outcome.errors == "")
  }
}
