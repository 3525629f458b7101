import Diagnostics
import Driver
import Foundation
import GraphFormat
import Reports

/// What decides what a graph says, by names and stamps: another value, another page.
struct GraphFiles: Equatable, Sendable {
  private let stamps: [FileStamp]
  /// Places that cannot even be looked at.
  private let problems: [String]
  private let day: CalendarDate?

  init(at path: String, today: CalendarDate?) {
    day = today ?? (try? .systemDate())
    do throws(FileFailure) {
      let files = try SourceFiles.unreadGraph(at: path)
      stamps = files.stamps
      problems = files.findings.map(\.message)
    } catch {
      stamps = []
      problems = [error.message]
    }
  }
}

/// A graph read once for a preview.
enum GraphReading: Sendable {
  /// The report is nil where none can be made, or none is wanted.
  case read(Compilation, Report?)
  case failed(String)

  init(at path: String, today: CalendarDate?, for preview: Preview) {
    do {
      let files = try SourceFiles.graph(at: path)
      let compilation = Compilation(
        of: files.sources, today: try today ?? .systemDate(), unreadable: files.findings)
      guard preview.wants(viewWithErrors: compilation.hasErrors) else {
        self = .read(compilation, nil)
        return
      }
      let verification = compilation.hasErrors ? nil : try compilation.verification()
      self = .read(compilation, compilation.report(verification: verification))
    } catch let failure as FileFailure {
      self = .failed(failure.message)
    } catch {
      self = .failed("\(error)")
    }
  }
}

/// Work that computes for long, on a thread of its own: the few threads of tasks stay free for requests and signals.
func onThread<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
  await withCheckedContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(returning: work()) }
  }
}
