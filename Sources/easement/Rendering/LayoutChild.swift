import CProcess
import Diagrams
import Foundation
import Glibc

/// What the child process does: a graph on standard input, a picture on standard output, a complaint and its remedy, a line
/// each, on standard error.
///
/// - Parameters:
///   - format: of the picture.
///   - engine: that places the nodes.
///   - seconds: after which the process ends, should nobody be left to end it.
/// - Returns: the exit status.
func runLayoutChild(format: DiagramFormat, engine: LayoutEngine, seconds: Int = 60) -> Int32 {
  limitResources(seconds: seconds)
  endWithParent()
  let complaints = silenceStandardError()
  do throws(LayoutFailure) {
    let picture = try render(dot: readStandardInput(), format: format, engine: engine)
    return write(picture, to: STDOUT_FILENO) ? EXIT_SUCCESS : EXIT_FAILURE
  } catch {
    let lines = [error.message, error.help].compactMap(\.self).joined(separator: "\n")
    _ = write(Array(lines.utf8), to: complaints)
    return EXIT_FAILURE
  }
}

/// Against graphs that grow without bounds: an end in time, 4 GiB of memory, no core file.
private func limitResources(seconds: Int) {
  alarm(UInt32(clamping: max(1, seconds)))
  if easement_is_sanitized() == 0 {
    var memory = rlimit(rlim_cur: 4 << 30, rlim_max: 4 << 30)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory)
  }
  var core = rlimit(rlim_cur: 0, rlim_max: 0)
  setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &core)
}

/// Nobody waits for the picture of a process that was killed, and a layout may take a processor for a minute.
private func endWithParent() {
  let parent = getppid()
  Thread.detachNewThread {
    while getppid() == parent { usleep(100_000) }
    _exit(EXIT_FAILURE)
  }
}

/// Font and drawing libraries chatter on standard error.
/// - Returns: the descriptor that still leads to it.
private func silenceStandardError() -> Int32 {
  let copy = dup(STDERR_FILENO)
  let nowhere = open("/dev/null", O_WRONLY)
  guard copy >= 0, nowhere >= 0 else { return STDERR_FILENO }
  dup2(nowhere, STDERR_FILENO)
  close(nowhere)
  return copy
}

private func readStandardInput() -> String {
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = read(STDIN_FILENO, &buffer, buffer.count)
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
    bytes += buffer[..<count]
  }
}

/// - Returns: whether all of it was taken.
private func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  bytes.withUnsafeBytes { bytes in
    var written = 0
    while written < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }
}
