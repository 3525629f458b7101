import PolicyModel
import Testing

@Suite struct LabelTests {
  @Test(
    "NP-16: conditions on a label",
    arguments: [
      (LabelRequirement.Condition.isIn(["x", "y"]), true, false, false), (.isNotIn(["x", "y"]), false, true, true),
      (.exists, true, true, false), (.doesNotExist, false, false, true),
    ])
  func conditions(condition: LabelRequirement.Condition, onX: Bool, onEmpty: Bool, onMissing: Bool) {
    let requirement = LabelRequirement("k", condition)
    #expect(requirement.matches(["k": "x"]) == onX)
    #expect(requirement.matches(["k": ""]) == onEmpty)
    #expect(requirement.matches(["other": "x"]) == onMissing)
  }

  @Test("NP-16: values are compared to the letter, and the empty one is a value") func values() {
    #expect(!LabelRequirement("k", equals: "x").matches(["k": "X"]))
    #expect(!LabelRequirement("k", equals: "x").matches(["K": "x"]))
    #expect(LabelRequirement("k", equals: "").matches(["k": ""]))
    #expect(!LabelRequirement("k", equals: "").matches([:]))
  }

  @Test("NP-16: all conditions must hold, none is everything") func conjunction() {
    let both = LabelSelector([LabelRequirement("a", equals: "1"), LabelRequirement("b", .doesNotExist)])
    #expect(both.matches(["a": "1"]))
    #expect(!both.matches(["a": "1", "b": ""]))
    #expect(!both.matches([:]))
    #expect(LabelSelector.everything.matches([:]) && LabelSelector.everything.matchesEverything)
    #expect(both.intersection(.everything) == both)
    #expect(both.intersection(both) == both)
  }

  @Test("NP-13: a pod needs the labels of its namespace and its own") func podSelectors() {
    let selector = PodSelector(in: "shop", pods: LabelSelector([LabelRequirement("app", equals: "web")]))
    let shop = Namespace("shop").labels
    #expect(selector.matches(namespace: shop, pod: ["app": "web"]))
    #expect(!selector.matches(namespace: Namespace("other").labels, pod: ["app": "web"]))
    #expect(!selector.matches(namespace: shop, pod: [:]))
  }

  @Test("NP-15: a namespace cannot claim another's name") func nameLabel() {
    #expect(Namespace("a", labels: [.namespaceNameLabel: "b"]).labels[.namespaceNameLabel] == "a")
  }

  @Test("Equal selectors compare equal however they are written") func canonical() {
    let one = LabelSelector([LabelRequirement("b", .exists), LabelRequirement("a", .isIn(["2", "1", "2"]))])
    let two = LabelSelector([LabelRequirement("a", .isIn(["1", "2"])), LabelRequirement("b", .exists)])
    #expect(one == two && one.hashValue == two.hashValue)
    #expect(!(one < two) && !(two < one))
    #expect(LabelSelector.everything < one)
  }

  @Test("A later label replaces an earlier one of its key, and keys are sorted") func labels() {
    let labels = Labels([("b", "1"), ("a", "2"), ("b", "3")])
    #expect(labels.pairs.map(\.key) == ["a", "b"])
    #expect(labels["b"] == "3")
    #expect(labels["c"] == nil)
    #expect(labels.setting("a", to: "9")["a"] == "9")
  }

  @Test("An inventory knows each namespace once, the mentioned ones too") func inventory() {
    let inventory = ClusterInventory(
      namespaces: [Namespace("z"), Namespace("a", labels: ["team": "t"]), Namespace("a")],
      workloads: [
        Workload(namespace: "m", name: "w", kind: "Pod", labels: [:]),
        Workload(namespace: "a", name: "w", kind: "Pod", labels: [:]),
      ])
    #expect(inventory.namespaces.map(\.name) == ["a", "m", "z"])
    #expect(inventory.namespaces.first?.labels["team"] == "t")
    #expect(inventory.workloads.map(\.namespace) == ["a", "m"])
  }
}
