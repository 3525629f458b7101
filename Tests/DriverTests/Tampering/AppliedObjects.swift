import Diagnostics
import Driver
import YAMLTree

/// What a server would hold once a folder is applied, worked out from the bare rules of kustomize: one kustomization,
/// every path that it lists exactly once, and nothing else in it.
struct AppliedObjects: Equatable {
  /// Canonical texts by name; nil when kustomize builds nothing.
  let objects: [String: String]?

  /// - Parameter files: texts by path relative to the folder.
  init(ofFolder files: [String: String]) {
    let rivals = OutputFile.kustomizationNames.filter { files[$0] != nil }
    guard rivals.count == 1, let text = files[rivals[0]], let root = Self.documents(text)?.first,
      root.entries.allSatisfy({ ["apiVersion", "kind", "resources", "images", "sortOptions"].contains($0.key.text) }),
      root["apiVersion"]?.text == "kustomize.config.k8s.io/v1beta1", root["kind"]?.text == "Kustomization",
      root["sortOptions"].map({
        $0.entries.allSatisfy { $0.key.text == "order" && ["fifo", "legacy"].contains($0.value.text) }
      })
        ?? true,
      let list = root["resources"]?.elements.map(\.string)
    else {
      self.init(ofTexts: [nil])
      return
    }
    let texts = list.map { path in path.flatMap { files[$0] } }
    self.init(ofTexts: texts)
  }

  /// - Parameter texts: nil for one that is not there.
  init(ofTexts texts: [String?]) {
    var objects: [String: String]? = [:]
    for text in texts {
      guard let text, let documents = Self.documents(text) else {
        objects = nil
        break
      }
      for document in documents where !document.isNull {
        let name = ["kind", "namespace", "name"].map { document.word($0) }.joined(separator: "/")
        let earlier = objects?.updateValue(document.canonical, forKey: name)
        // The same twice is the same once.
        if document.word("name").isEmpty || earlier.map({ $0 != document.canonical }) ?? false { objects = nil }
      }
    }
    self.objects = objects
  }

  private static func documents(_ text: String) -> [YAMLNode]? {
    var log = DiagnosticLog()
    let documents = YAMLDocument.documents(in: SourceText(path: "a.yaml", text), reportingTo: &log)
    return log.hasErrors ? nil : documents.map(\.root)
  }
}

extension YAMLNode {
  fileprivate func word(_ field: String) -> String {
    (field == "kind" ? self[field] : self["metadata"]?[field])?.text ?? ""
  }

  /// The value as text, without the order of keys.
  fileprivate var canonical: String {
    switch kind {
    case .scalar: isPlain && scalarType != .text ? "=\(text ?? "")" : "'\(text ?? "")'"
    case .sequence: "[\(elements.map(\.canonical).joined(separator: ","))]"
    case .mapping:
      "{\(entries.filter { !$0.value.isNull }.map { pair in "\(pair.key.text ?? ""):\(pair.value.canonical)" }.sorted())}"
    }
  }
}
