import Diagnostics
import Resolution

/// How much there is in a picture, by name, so that two states can be counted together.
struct PictureContents {
  private var tenants: Set<String>
  private var workloads: Set<WorkloadID>
  private var flows: Set<[EdgeEnd]>

  init(of excerpt: GraphExcerpt) {
    tenants = Set(excerpt.tenants.map(\.name))
    workloads = Set(excerpt.tenants.flatMap { excerpt.workloads(of: $0) }.map(\.id))
    flows = Set(excerpt.edges.map { [$0.consumer, $0.provider] })
  }

  func union(_ other: Self) -> Self {
    var all = self
    all.tenants.formUnion(other.tenants)
    all.workloads.formUnion(other.workloads)
    all.flows.formUnion(other.flows)
    return all
  }

  /// What of this is not drawn, in words; empty if all of it is.
  func omission(drawing drawn: Self) -> String {
    let left = [
      (tenants.subtracting(drawn.tenants).count, "tenant"), (workloads.subtracting(drawn.workloads).count, "workload"),
      (flows.subtracting(drawn.flows).count, "flow"),
    ]
    let words = left.filter { $0.0 > 0 }.map { $0.0.counted($0.1) }
    return words.isEmpty ? "" : "left out: \(words.joined(separator: ", "))"
  }
}

extension GraphExcerpt {
  var contents: PictureContents { PictureContents(of: self) }

  /// What there would be without a focus or a selection.
  var wholeContents: PictureContents { GraphExcerpt(of: graph, view: view.unrestricted).contents }

  /// What a restricted view does not show, in words.
  var omission: String { view.isRestricted ? wholeContents.omission(drawing: contents) : "" }
}
