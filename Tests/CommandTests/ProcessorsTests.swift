import Foundation
import TestSupport
import Testing

/// A program that may use one processor writes the same bytes as one that may use all.
@Suite struct ProcessorsTests {
  /// `one` and `many` are folders with what each wrote. The pods are in one stream that is long enough to be read in
  /// parts.
  private static let script = #"""
    set -eu
    out=$1
    first=$(taskset -cp $$ | grep -o '[0-9]*' | tail -n 1)
    for i in $(seq 900); do
      echo "{apiVersion: v1, kind: Pod, metadata: {name: p$i, namespace: n$((i % 30)), labels: {app: a$i, team: t$((i % 7))}}"
      echo "  , spec: {containers: [{name: main, image: registry.example/p$i}]}}"
      echo ---
    done >"$out/pods.yaml"
    for i in $(seq 0 29); do
      echo "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: own, namespace: n$i}, spec: {podSelector: {}"
      echo "  , ingress: [{from: [{podSelector: {matchLabels: {team: t$((i % 7))}}}]}], policyTypes: [Ingress, Egress]"
      echo "  , egress: [{to: [{podSelector: {}}], ports: [{port: 8080}]}]}}"
      echo ---
    done >>"$out/pods.yaml"
    sed 's/8080/9090/' "$out/pods.yaml" >"$out/later.yaml"
    for name in one many; do
      mkdir "$out/$name"
      cd "$out/$name"
      prefix=
      [ $name = many ] || prefix="taskset -c $first"
      run() { $prefix easement "$@"; }
      graph="$2 --today 2027-01-31"
      run compile $graph -o acme >compiled 2>&1
      run check $graph >checked 2>&1
      run verify $graph --against acme --format json >verified 2>&1
      run explain --all $graph >pairs 2>&1
      run report $graph -o report.html >reported 2>&1
      run access -f json ../pods.yaml >access.json
      run access ../pods.yaml >access.txt
      run diff ../pods.yaml ../later.yaml >differences || [ $? = 1 ]
    done
    [ $(wc -c <"$out/pods.yaml") -gt 140000 ]
    [ $(wc -l <access.txt) -gt 1000 ]
    [ $(wc -l <differences) -gt 100 ]
    diff -r "$out/one" "$out/many"
    """#

  @Test func writeTheSameBytes() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.script, to: "compare")
    let graph = Repository.folder("examples/acme").path
    let outcome = try await Tool.bash("bash compare '\(scratch.path)' '\(graph)'", in: scratch)
    #expect(outcome.status == 0)
    #expect(outcome.output == "")
    #expect(outcome.errors == "")
  }
}
