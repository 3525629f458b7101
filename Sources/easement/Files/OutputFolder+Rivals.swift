import Diagnostics
import Driver

extension OutputFolder {
  /// Findings about files by which kustomize would refuse a folder that is compiled, so that nothing of it is applied.
  func rivals(of files: [OutputFile]) throws(FileFailure) -> [Diagnostic] {
    let ending = "/\(OutputFile.kustomization)"
    var found: [Diagnostic] = []
    for file in files where file.path.ends(with: ending) {
      let parent = String(file.path.dropLast(ending.count))
      guard case .free(let holder) = try way(to: parent) else { continue }
      for name in OutputFile.kustomizationNames where name != OutputFile.kustomization {
        if try holder.status(of: name) != nil { found.append(rival("\(parent)/\(name)", of: file.path)) }
      }
    }
    return found
  }

  private func rival(_ path: String, of kustomization: String) -> Diagnostic {
    Diagnostic(
      .unsafeOutput, "\"\(path)\" stands beside \"\(kustomization)\", and kustomize refuses a folder with both",
      at: place(of: path), help: "delete it: nothing of the folder is applied as long as it is there")
  }
}
