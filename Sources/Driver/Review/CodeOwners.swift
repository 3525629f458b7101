public import Diagnostics
public import GraphFormat

/// The lines of a CODEOWNERS file that make review by a provider's owner the consent to what its file grants.
///
/// The last line that matches a file counts, and any one of its owners may approve. So a file whose documents have
/// different owners has no sound line. What a tenant with the role of the platform writes may open everybody else: its
/// file belongs to the platform's owner, and so does what decides about reviews, unless the whole repository does.
///
/// Source: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
public struct CodeOwners: Sendable {
  /// What decides about reviews: every place where a forge looks for CODEOWNERS, and its own CI.
  /// Attributes hide the difference of compiled policies from review.
  private static let reviewing = [
    ".forgejo/", ".gitattributes", ".gitea/", ".github/", ".gitlab-ci.yml", ".gitlab/", "CODEOWNERS",
    "docs/CODEOWNERS",
  ]

  /// What tells other systems of CI what to run, and forges and bots what to merge. Where one of them is in use, whoever
  /// may change it decides what is checked.
  public static let configurations = [
    ".azure-pipelines/", ".azuredevops/", ".bitbucket/", ".build.yml", ".builds/", ".buildkite/", ".bulldozer.yml",
    ".circleci/", ".cirrus.yml", ".drone.jsonnet", ".drone.star", ".drone.yml", ".jenkins/", ".kodiak.toml",
    ".mergify.yml", ".policy.yml", ".pre-commit-config.yaml", ".prow.yaml", ".prow/", ".semaphore/", ".teamcity/",
    ".tekton/", ".travis.yml", ".woodpecker.yaml", ".woodpecker.yml", ".woodpecker/", "Jenkinsfile", "appveyor.yml",
    "atlantis.yaml", "azure-pipelines.yaml", "azure-pipelines.yml", "bitbucket-pipelines.yml", "bors.toml",
    "buildspec.yml", "cloudbuild.yaml",
  ]

  /// A pattern and its owners, in the order of the file.
  public let lines: [(pattern: String, owners: String)]

  /// - Parameters:
  ///   - folder: the graph's folder as the root of the repository sees it, without slashes at its ends; empty for the
  ///     root itself.
  ///   - compiled: folders of compiled policies, seen in the same way.
  ///   - others: what else the platform owns, seen in the same way but for a slash at the end of each folder.
  public init(
    of document: GraphDocument, in folder: String, compiled: [String] = [], besides others: [String] = [],
    reportingTo log: inout DiagnosticLog
  ) {
    guard let platform = document.platform.owner else {
      log.report(.platformWithoutOwner(document.platform))
      lines = []
      return
    }
    let files = document.ownedDocuments(platform: platform).byFile
    let reviewing = folder.isEmpty ? [] : (CodeOwners.reviewing + others).sorted()
    // Whatever lies inside whatever: the lines of single files come last, and count.
    var lines: [(pattern: String, owners: String)] = []
    for path in reviewing + ([folder] + compiled).map({ $0.isEmpty ? "" : "\($0)/" }) {
      if !path.fitsPattern { log.report(.placeNoPatternFits(path)) }
      let pattern = CodeOwners.pattern(path)
      guard !lines.contains(where: { $0.pattern.isExactly(pattern) }) else { continue }
      lines.append((pattern, platform.value))
    }
    for documents in files {
      CodeOwners.report(documents, reportingTo: &log)
      let path = documents[0].path
      lines.append((CodeOwners.pattern(folder.isEmpty ? path : "\(folder)/\(path)"), documents[0].owner.value))
    }
    self.lines = lines
    CodeOwners.reportTwins(among: files, reportingTo: &log)
  }

  /// The file's text, owners in one column.
  public var text: String {
    let width = lines.map(\.pattern.count).max() ?? 0
    let rows = lines.map { line in
      "\(line.pattern)\(String(repeating: " ", count: width - line.pattern.count + 1))\(line.owners)\n"
    }
    return """
      # Written by `easement codeowners`. The last line that matches a file counts: review by a tenant's owner is the
      # consent to what the tenant's file says.

      """ + rows.joined()
  }

  private static func report(_ documents: [OwnedDocument], reportingTo log: inout DiagnosticLog) {
    for owned in documents {
      if !owned.owner.value.namesReviewers { log.report(.ownerNobodyCanAsk(owned)) }
      if owned.owner.value != documents[0].owner.value { log.report(.sharedFile(owned, with: documents[0])) }
      if !owned.path.fitsPattern { log.report(.pathNoPatternFits(owned)) }
    }
  }

  /// Names that Unicode takes for the same: which of the files a line names, nobody can see.
  private static func reportTwins(among files: [[OwnedDocument]], reportingTo log: inout DiagnosticLog) {
    let alike = Dictionary(grouping: files.map { $0[0] }, by: \.path).values
    for twins in alike {
      for twin in twins.dropFirst() { log.report(.twin(twin, of: twins[0])) }
    }
  }

  /// - Parameter path: a folder with a slash at its end; empty for the root.
  private static func pattern(_ path: String) -> String {
    path.isEmpty ? "*" : "/" + path.replacingScalars { $0 == " " ? "\\ " : nil }
  }
}

/// A document of the graph with whoever reviews it.
private struct OwnedDocument {
  /// Such as `tenant "shop"`.
  let name: String
  let owner: Located<String>
  let span: Span

  var path: String { span.source.relativePath }
}

extension [OwnedDocument] {
  /// The documents of each file, files by the bytes of their names: what git and forges compare.
  fileprivate var byFile: [[OwnedDocument]] {
    Dictionary(grouping: self) { [UInt8]($0.path.utf8) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }
}

extension GraphDocument {
  fileprivate func ownedDocuments(platform owner: Located<String>) -> [OwnedDocument] {
    [OwnedDocument(name: "platform \"\(platform.name.value)\"", owner: owner, span: platform.span)]
      + tenants.map { tenant in
        OwnedDocument(
          name: "tenant \"\(tenant.name.value)\"", owner: tenant.role == .platform ? owner : tenant.owner,
          span: tenant.span)
      }
  }
}

extension String {
  /// Whether a text is what forges ask to review: `@user`, `@group/team`, `name@example.com`, several apart by blanks.
  fileprivate var namesReviewers: Bool {
    let words = parts(at: " ").filter { !$0.isEmpty }
    let reviewer = /@[A-Za-z0-9][A-Za-z0-9._\/-]*|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+/.matchingSemantics(.unicodeScalar)
    return !words.isEmpty && words.allSatisfy { $0.wholeMatch(of: reviewer) != nil }
  }

  /// Whether a path can stand in a CODEOWNERS file, whose patterns have no way to quote some characters, and means the same
  /// to whoever reads it: programs differ in what they take for a blank, and people see no mark that stands alone.
  fileprivate var fitsPattern: Bool {
    var previous: Unicode.Scalar = "/"
    for scalar in unicodeScalars {
      guard scalar.fitsPattern(after: previous) else { return false }
      previous = scalar
    }
    // Behind a blank it would be an owner for programs that do not know how blanks are quoted.
    return !(holds(" ") && holds("@"))
  }
}

extension Unicode.Scalar {
  fileprivate func fitsPattern(after previous: Unicode.Scalar) -> Bool {
    guard self != " " else { return true }
    guard !isUnseen, !properties.isWhitespace, !"*?[]!#\\".unicodeScalars.contains(self) else { return false }
    return !isMark || previous.isMark || previous.properties.isAlphabetic
  }

  /// Whether it has its place on the sign before it.
  private var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }
}

extension Diagnostic {
  fileprivate static func platformWithoutOwner(_ platform: PlatformDocument) -> Diagnostic {
    Diagnostic(
      .codeOwners, "platform \"\(platform.name.value)\" has no owner, so nobody reviews what no tenant owns",
      at: platform.name.span, help: "add `owner: \"@acme/platform\"` to its spec")
  }

  fileprivate static func ownerNobodyCanAsk(_ owned: OwnedDocument) -> Diagnostic {
    Diagnostic(
      .codeOwners, "the owner of \(owned.name), \"\(owned.owner.value)\", is nobody whom a forge can ask for review",
      at: owned.owner.span, help: "write `@user`, `@group/team` or an address of mail, several with blanks between them"
    )
  }

  fileprivate static func sharedFile(_ owned: OwnedDocument, with first: OwnedDocument) -> Diagnostic {
    Diagnostic(
      .codeOwners,
      "\(owned.name) and \(first.name) share a file and not an owner, so that either could approve for both",
      at: owned.owner.span, notes: [Note("owned by \"\(first.owner.value)\"", at: first.owner.span)],
      help: "give each of them a file of its own")
  }

  fileprivate static func twin(_ owned: OwnedDocument, of other: OwnedDocument) -> Diagnostic {
    Diagnostic(
      .codeOwners, "two files have the name \"\(owned.path)\", spelled in two ways that look the same",
      at: Span(startOf: owned.span.source),
      notes: [Note("the other one is here", at: Span(startOf: other.span.source))],
      help: "rename one of them: letters, digits, dots and dashes")
  }

  fileprivate static func placeNoPatternFits(_ path: String) -> Diagnostic {
    Diagnostic(
      .codeOwners, "no pattern in CODEOWNERS can name \"\(path)\"", at: nil,
      help: "rename it: letters, digits, dots and dashes")
  }

  fileprivate static func pathNoPatternFits(_ owned: OwnedDocument) -> Diagnostic {
    Diagnostic(
      .codeOwners, "no pattern in CODEOWNERS can name \"\(owned.path)\"", at: Span(startOf: owned.span.source),
      help: "rename the file: letters, digits, dots and dashes")
  }
}
