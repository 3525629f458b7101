import Diagnostics
import Foundation

/// Prints how long each stage takes, as one JSON object.
@main
struct Stages {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let work = arguments.first, let path = arguments.dropFirst().first else {
      FileHandle.standardError.write(Data("usage: stages floor|cluster|graph PATH\n".utf8))
      exit(64)
    }
    let sources = try InputFiles.sources(at: path)
    var clock = StageClock(byteCount: sources.reduce(0) { $0 + $1.bytes.count })
    switch work {
    case "floor": clock.timeEvents(of: sources)
    case "cluster": clock.timeCluster(sources)
    case "graph": try clock.timeGraph(sources)
    default: exit(64)
    }
    print(clock.json)
  }
}
