import TestSupport
import Testing

/// Wrong invocations and hostile places: each ends at once, with the right status and a message that names what is wrong.
@Suite struct WrongInputTests {
  /// Places that are none of a graph's files, beside a graph in `g` and its policies in `out`.
  private static let places = """
    mkdir empty nameless mixed loop 'odd names' && mkfifo mixed/pipe.yaml && : > empty.yaml
    head -c 4096 /dev/urandom > random.yaml && printf 'a: b\\0c\\n' > nul.yaml && printf 'kind: [' > broken.yaml
    printf '\\xef\\xbb\\xbf' | cat - g/platform.yaml > bom.yaml && sed 's/$/\\r/' g/platform.yaml > crlf.yaml
    iconv -t utf-16 g/platform.yaml > utf16.yaml && truncate -s 3G huge.yaml && yes 'a: 1' | head -c 3M > long.yaml
    ln -s nowhere dangling && ln -s x.yaml loop/y.yaml && ln -s y.yaml loop/x.yaml && ln -s . loop/self
    python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
    cp g/platform.yaml "odd names/$(printf 'a\\nb\\033[31m').yaml"; cp g/platform.yaml 'odd names/second.yaml'
    cp g/platform.yaml "nameless/$(printf '\\377\\376').yaml"
    """

  struct Case: Sendable, CustomTestStringConvertible {
    let command: String
    let status: Int
    let says: String
    var testDescription: String { command }

    init(_ command: String, _ status: Int, _ says: String) {
      (self.command, self.status, self.says) = (command, status, says)
    }
  }

  private static let graphs = [
    Case("check nowhere", 66, "nowhere: there is no such file or folder"),
    Case("check ''", 66, "\"\": there is no such file or folder"),
    Case("check dangling", 66, "dangling: there is no such file or folder"),
    Case("check g/platform.yaml/x", 66, "there is no such file or folder"),
    Case("check empty", 1, "error[empty-graph]"),
    Case("check empty.yaml", 1, "error[empty-graph]"),
    Case("check - </dev/null", 1, "error[empty-graph]"),
    Case("check - <empty", 74, "<stdin>: is a directory"),
    Case("check - <&-", 74, "easement: <stdin>: is not open for reading\n"),
    Case("check - 0>written", 74, "easement: <stdin>: is not open for reading\n"),
    Case("check g >&-", 74, "easement: standard output: is not open for writing\n"),
    Case("check /dev/null", 1, "help: name a folder, or a file that can be read; `-` is standard input"),
    Case("check socket", 1, "\"socket\" cannot be read: it is neither a file nor a folder"),
    Case("check /dev/zero", 1, "\"/dev/zero\" cannot be read: it is neither a file nor a folder"),
    Case("check mixed", 1, "\"mixed/pipe.yaml\" cannot be read: it is neither a file nor a folder"),
    Case("check loop", 1, "\"loop/x.yaml\" cannot be read: too many levels of symbolic links"),
    Case("check nameless", 1, "cannot be read: its name is not UTF-8"),
    Case("check random.yaml", 1, "error[invalid-encoding]"),
    Case("check nul.yaml", 1, "error[invalid-encoding]"),
    Case("check utf16.yaml", 1, "save the file as UTF-8"),
    Case("check broken.yaml", 1, " broken.yaml:"),
    Case("check huge.yaml", 1, "\"huge.yaml\" cannot be read: is larger than 64 MB"),
    Case("check long.yaml", 1, "error[document-too-large]"),
    Case("check 'odd names'", 1, "a\\u{a}b\\u{1b}[31m.yaml"),
    Case("check bom.yaml", 0, "no errors"),
    Case("check crlf.yaml", 0, "no errors"),
    Case("check g g", 64, "Unexpected argument 'g'"),
    Case("check --nope g", 64, "Unknown option '--nope'"),
    Case("check --format html g", 64, "text', 'json', 'github' or 'sarif'"),
    Case("check --today 2026-02-30 g", 64, "2026-02-30"),
    Case("check -q -v g", 64, "Error: --quiet and --verbose ask for opposite things; give one of them\n"),
    Case("codeowners nowhere", 66, "nowhere: there is no such file or folder"),
    Case("codeowners -", 64, "CODEOWNERS names files: name the folder that holds the graph"),
    Case("codeowners g --compiled /usr", 64, "\"/usr\" does not lie below the current folder"),
    Case("preview nowhere", 66, "nowhere: there is no such file or folder"),
    Case("preview mixed/pipe.yaml", 64, "a preview follows files"),
    Case("preview g --port 70000", 64, "70000"),
    Case("chekc", 64, "no command is called \"chekc\"; did you mean \"check\"?"),
    Case("help chekc", 64, "no command is called \"chekc\"; did you mean \"check\"?"),
    Case("$'ch\\neck'", 64, "\"ch\\u{a}eck\""),
    Case("schema --kind X", 64, "'Platform' and 'Tenant'"),
  ]

  private static let outputs = [
    Case("compile g", 64, "Missing expected argument '--output <dir>'"),
    Case("compile g -o ''", 64, "`-o` needs the name of a folder"),
    Case("compile g -o g", 64, "this folder holds files of the graph"),
    Case("compile g -o empty.yaml", 74, "empty.yaml: is not a folder"),
    Case("compile g -o /dev/full", 74, "/dev/full: is not a folder"),
    Case("compile g -o mixed/pipe.yaml", 74, "mixed/pipe.yaml: is not a folder"),
    Case("compile g -o /proc/x", 74, "/proc/x: cannot be created there"),
    Case("compile g -o x --cluster y", 64, "--cluster \"y\""),
    Case("compile broken.yaml -o x", 1, " broken.yaml:"),
    Case("diagram g -o ''", 64, "one of these endings"),
    Case("diagram g -o empty", 64, "one of these endings"),
    Case("diagram g -o x.svg --engine rm", 64, "'rm' is invalid"),
    Case("diagram g -o x.svg --focus shp", 64, "no tenant is called \"shp\"; did you mean \"shop\"?"),
    Case("diagram g -o x.svg --diff nowhere", 66, "nowhere: there is no such file or folder"),
    Case("diagram g -o x.svg --diff git:HEAD", 66, "git: fatal: not a git repository"),
    Case("report g -o ''", 64, "`-o` needs the name of a file"),
    Case("report g -o empty", 74, "empty: is a folder"),
    Case("report g -o /dev/full", 74, "/dev/full: no space left on device"),
    Case("init g", 1, "\"g/platform.yaml\" already belongs to a graph"),
    Case("compile - -o x <&-", 74, "easement: <stdin>: is not open for reading\n"),
    Case("compile g -o g/tenants", 64, "compile into one of its own, such as \"policies\"\n"),
    Case("init /proc/x", 74, "/proc/x: cannot be created there"),
    Case("init empty.yaml", 74, "empty.yaml: is not a folder"),
    Case("init /dev/full", 74, "/dev/full: is not a folder"),
  ]

  private static let manifests = [
    Case("access", 64, "Missing expected argument '<path> ...'"),
    Case("access nowhere", 66, "nowhere: there is no such file or folder"),
    Case("access huge.yaml", 1, "\"huge.yaml\" cannot be read: is larger than 2048 MB"),
    Case("access random.yaml", 1, "error[invalid-encoding]"),
    Case("access broken.yaml", 1, " broken.yaml:"),
    Case("access nameless", 1, "its name is not UTF-8"),
    Case("access - <empty", 74, "<stdin>: is a directory"),
    Case("access - <&-", 74, "easement: <stdin>: is not open for reading\n"),
    Case("verify g --against - <&-", 74, "easement: <stdin>: is not open for reading\n"),
    Case("diff - g <&-", 74, "easement: <stdin>: is not open for reading\n"),
    Case("explain a/b c/d --manifests - <&-", 74, "easement: <stdin>: is not open for reading\n"),
    Case("access -f gif g", 64, "'gif' is invalid"),
    Case("verify g --against empty", 66, "empty: there are no YAML or JSON files in it"),
    Case("verify g --against empty.yaml", 66, "empty.yaml: is empty"),
    Case("verify g --against - </dev/null", 66, "<stdin>: is empty"),
    Case("verify g --against broken.yaml 2>&1 | grep -v '^ ' | tail -1", 0, "1 error"),
    Case("verify g --cluster y", 64, "--cluster \"y\""),
    Case("diff g", 64, "Missing expected argument '<new>'"),
    Case("diff - -", 64, "standard input can be one side only"),
    Case("diff g nowhere", 66, "nowhere: there is no such file or folder"),
    Case("diff g out", 64, "\"g\" is a graph, \"out\" is not"),
    Case("diff git: g", 66, "is no revision"),
    Case(
      "access g", 64, "a graph has no pods to judge: `access` reads objects of a cluster, and `easement explain --all`"),
    Case("explain shop/checkout g", 64, "two ends are needed: \"g\" is a graph; write explain FROM TO GRAPH"),
    Case("diagram g --depth 1 -o g.svg", 64, "--depth needs a --focus to count from"),
    Case("report g -o g.txt", 64, "a report is a page: its name ends in .html or .htm"),
    Case("explain shop/checkout", 64, "two ends are needed"),
    Case("explain shop/checkout payments/ap g", 64, "did you mean \"payments/api\"?"),
    Case("explain shop/checkout payments/api g --port grpc", 64, "declares no port named"),
    Case("explain --all g --port http", 64, "is the name of a port"),
    Case("explain a/b c/d --manifests nowhere", 66, "nowhere: there is no such file or folder"),
  ]

  @Test(arguments: graphs + outputs + manifests) func endsWithAMessage(_ one: Case) async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "g")
    let setup = try await Tool.bash("set -e; \(Self.places); easement compile g -o out -q", in: scratch)
    try #require(setup.status == 0, "\(setup.errors)")
    let outcome = try await Tool.bash("timeout 120 easement \(one.command)", in: scratch)
    #expect(outcome.status == one.status, "\(outcome)")
    #expect((outcome.errors + outcome.output).contains(one.says), "\(outcome)")
    #expect(!(outcome.errors + outcome.output).contains("\u{1b}"), "\(outcome)")
  }

  // MARK: pipes

  /// `<(…)` of a shell is what people write instead of a file.
  @Test func pipesThatAreNamedAreRead() async throws {
    let scratch = try Scratch()
    try scratch.copy("examples/quickstart", to: "g")
    let outcome = try await Tool.bash(
      """
      all() { for file in g/platform.yaml g/tenants/*; do echo ---; cat $file; done; }
      easement check <(sleep 0.1; all); all | easement check -; all | easement check /dev/stdin
      easement compile g -o - | easement verify g --against - | tail -1
      easement diff <(all) g | head -1; all | easement explain shop/checkout payments/api - | head -1
      mkfifo named; all > named & easement check named
      """, in: scratch)
    let summary = "quickstart: 2 tenants, 3 workloads, 1 flow, 0 guardrails, 0 assertions: no errors"
    #expect(outcome.errors == "")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines.filter { $0 == summary }.count == 4, "\(outcome.output)")
    #expect(lines.contains("shop/checkout reaches payments/api on TCP 8080 in prod"), "\(outcome.output)")
  }
}
