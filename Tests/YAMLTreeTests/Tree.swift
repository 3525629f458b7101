import Diagnostics
import YAMLTree

/// A node with everything below it, for comparing.
indirect enum Tree: Equatable {
  case scalar(String, isPlain: Bool, Span)
  case sequence([Tree], Span)
  case mapping([[Tree]], Span)
}

extension YAMLNode {
  var tree: Tree {
    switch kind {
    case .scalar: .scalar(text ?? "", isPlain: isPlain, span)
    case .sequence: .sequence(elements.map(\.tree), span)
    case .mapping: .mapping(entries.map { [$0.key.tree, $0.value.tree] }, span)
    }
  }
}
