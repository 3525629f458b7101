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
  private static let reviewing = [".github/", ".gitlab-ci.yml", ".gitlab/", "CODEOWNERS", "docs/CODEOWNERS"]

  /// What tells other systems of CI what to run, and forges and bots what to merge. Where one of them is in use, whoever
  /// may change it decides what is checked.
  public static let configurations = [
    ".azure-pipelines/", ".azuredevops/", ".bitbucket/", ".buildkite/", ".circleci/", ".cirrus.yml", ".drone.jsonnet",
    ".drone.star", ".drone.yml", ".jenkins/", ".mergify.yml", ".pre-commit-config.yaml",
    ".prow.yaml", ".prow/", ".semaphore/", ".teamcity/", ".tekton/", ".travis.yml", ".woodpecker.yaml",
    ".woodpecker.yml",
    ".woodpecker/", "Jenkinsfile", "appveyor.yml", "atlantis.yaml", "azure-pipelines.yaml", "azure-pipelines.yml",
    "bitbucket-pipelines.yml", "buildspec.yml", "cloudbuild.yaml",
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
    var claims: [String: [OwnedDocument]] = [:]
    for owned in document.ownedDocuments(platform: platform) { claims[owned.path, default: []].append(owned) }
    let reviewing = folder.isEmpty ? [] : (CodeOwners.reviewing + others).sorted()
    // Whatever lies inside whatever: the lines of single files come last, and count.
    var lines: [(pattern: String, owners: String)] = []
    for path in reviewing + ([folder] + compiled).map({ $0.isEmpty ? "" : "\($0)/" }) {
      let pattern = CodeOwners.pattern(path)
      guard !lines.contains(where: { $0.pattern == pattern }) else { continue }
      lines.append((pattern, platform.value))
    }
    for path in claims.keys.sorted() {
      let documents = claims[path] ?? []
      CodeOwners.report(documents, reportingTo: &log)
      lines.append((CodeOwners.pattern(folder.isEmpty ? path : "\(folder)/\(path)"), documents[0].owner.value))
    }
    self.lines = lines
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

  /// - Parameter path: a folder with a slash at its end; empty for the root.
  private static func pattern(_ path: String) -> String {
    path.isEmpty ? "*" : "/\(path.replacing(" ", with: "\\ "))"
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
    let words = split(separator: " ")
    return !words.isEmpty
      && words.allSatisfy { word in
        word.wholeMatch(of: /@[A-Za-z0-9][A-Za-z0-9._\/-]*|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+/) != nil
      }
  }

  /// Whether a path can stand in a CODEOWNERS file, whose patterns have no way to quote these characters.
  fileprivate var fitsPattern: Bool {
    !contains { "*?[]!#\\".contains($0) } && unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
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

  fileprivate static func pathNoPatternFits(_ owned: OwnedDocument) -> Diagnostic {
    Diagnostic(
      .codeOwners, "no pattern in CODEOWNERS can name \"\(owned.path)\"", at: Span(startOf: owned.span.source),
      help: "rename the file: letters, digits, dots and dashes")
  }
}
