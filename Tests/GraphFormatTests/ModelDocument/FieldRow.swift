@testable import GraphFormat

/// One field as a row of the tables in `docs/model.md`.
struct FieldRow {
  /// From the root of the document, or of a reference or selector: `spec.guardrails[].except[].from`.
  let path: String
  let text: String

  private init(_ field: MappingShape.Field, path: String, support: MappingShape.Support) {
    self.path = path
    let absence = field.isRequired ? "required" : field.absence.isEmpty ? "–" : field.absence
    let cells = ["`\(path)`", field.form.words, absence, field.meaning, "`\(field.example)`", support.words]
    text = "| \(cells.joined(separator: " | ")) |"
  }

  /// The fields of a shape and of all that it holds, but for references and selectors, which have tables of their own.
  static func rows(
    of shape: MappingShape, below prefix: String = "", on inherited: MappingShape.Support = .everywhere
  ) -> [FieldRow] {
    shape.fields.flatMap { field -> [FieldRow] in
      let path = prefix + field.name
      let support = if case .everywhere = field.support { inherited } else { field.support }
      let own = FieldRow(field, path: path, support: support)
      guard let (inner, step) = field.form.inner else { return [own] }
      return [own] + rows(of: inner, below: "\(path)\(step).", on: support)
    }
  }
}

extension ValueForm {
  /// The mapping inside, and the way to it.
  fileprivate var inner: (shape: MappingShape, step: String)? {
    switch self {
    case .mapping(let shape): (shape, "")
    case .list(let element, _, _): element.inner.map { ($0.shape, "[]\($0.step)") }
    case .map(_, let values, _): values.inner.map { ($0.shape, ".<name>\($0.step)") }
    case .either(_, let collection): collection.inner
    default: nil
    }
  }

  fileprivate var words: String {
    switch self {
    case .text(let form): form.words
    case .choice(let words): words.map { "`\($0)`" }.joined(separator: ", ")
    case .flag: "`true`, `false`"
    case .mark: "`true`"
    case .portNumber: "port number"
    case .port: "[port](#ports)"
    case .portReference: "[port](#ports) by name or number"
    case .reference: "[reference](#references)"
    case .selector: "[selector](#selectors)"
    case .mapping: "mapping"
    case .list(let element, _, _): "list: \(element.words)"
    case .map(let keys, let values, _): "mapping: \(keys?.words ?? "any key") to \(values.words)"
    case .either(let scalar, let collection): "\(scalar.words), or \(collection.words)"
    }
  }
}

extension TextForm {
  fileprivate var words: String {
    switch self {
    case .text: "text"
    case .name: "name"
    case .workloadName: "name or `\"*\"`"
    case .portName: "port name"
    case .date: "date `YYYY-MM-DD`"
    case .ciliumVersion: "quoted `\"major.minor\"`"
    case .addressBlock: "block of addresses"
    case .address: "address"
    case .domain: "domain name or pattern"
    case .labelKey: "label key"
    case .labelValue: "label value"
    case .httpMethod: "method"
    case .httpPath: "regular expression"
    case .serviceAccount: "`namespace/name`"
    case .folder: "relative folder"
    case .serverURL: "URL"
    }
  }
}

extension MappingShape.Support {
  fileprivate var words: String {
    switch self {
    case .everywhere: "all"
    case .cilium(let elsewhere): "cilium; elsewhere \(elsewhere)"
    case .kubernetes(let elsewhere): "kubernetes; elsewhere \(elsewhere)"
    case .denying(let elsewhere): "cilium, clusterNetworkPolicy; elsewhere \(elsewhere)"
    }
  }
}
