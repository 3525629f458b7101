public import Foundation

/// Programs of the repository that judge what is made here with other people's libraries.
public enum Python {
  /// Whether it is at hand, with these modules.
  public static func has(_ modules: String...) -> Bool {
    (try? run(["-c", "import \(modules.joined(separator: ", "))"]))?.status == 0
  }

  public static func run(_ arguments: [String]) throws -> (status: Int32, output: Data) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, data)
  }
}
