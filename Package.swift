// swift-tools-version: 6.2
import PackageDescription

/// Every target: Swift 6 language mode (the default of these tools), warnings are errors, imports say what they expose.
let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let flyingSocks = Target.Dependency.product(name: "FlyingSocks", package: "FlyingFox")
let libyaml = Target.Dependency.product(name: "Yams", package: "Yams")

/// What `easement --version` says of the commit, if whoever builds says it.
let buildSettings: [CSetting] =
  switch Context.environment["EASEMENT_COMMIT"] {
  case let commit? where commit.allSatisfy { $0.isHexDigit || "-dirty".contains($0) }:
    [.define("EASEMENT_COMMIT", to: "\"\(commit)\"")]
  default: []
  }

/// One stage of the pipeline, or one of the foundations that the stages stand on.
///
/// - Parameter folder: of files that become constants of the target, so that the program stays one file.
func stage(_ name: String, uses dependencies: [Target.Dependency] = [], embeds folder: String? = nil) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: folder.map { [.embedInCode($0)] } ?? [], swiftSettings: settings)
}

func tests(
  of name: String, uses dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies, exclude: exclude, resources: resources,
    swiftSettings: settings)
}

let package = Package(
  name: "easement",
  products: [.executable(name: "easement", targets: ["easement"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swhitty/FlyingFox", .upToNextMinor(from: "0.27.1")),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Foundations, in the order in which they may import each other.
    .target(name: "CProcess"),
    stage("Workers", uses: ["CProcess"]),
    stage("Diagnostics"),
    stage("YAMLTree", uses: ["Workers", "Diagnostics", libyaml]),
    stage("PolicyModel", uses: ["Diagnostics"]),

    // From the authored graph to policies.
    stage("GraphFormat", uses: ["Workers", "Diagnostics", "YAMLTree", "PolicyModel"]),
    stage("Resolution", uses: ["Workers", "Diagnostics", "PolicyModel", "GraphFormat"]),
    stage("Lowering", uses: ["Workers", "Diagnostics", "PolicyModel", "GraphFormat", "Resolution", crypto]),

    // What keeps people from widening the policies in a cluster, and what tools need to deliver them.
    stage("Guards", uses: ["YAMLTree", "PolicyModel", "GraphFormat", "Resolution", crypto]),

    // Kubernetes objects, both directions, and what they allow.
    stage("Manifests", uses: ["Workers", "Diagnostics", "YAMLTree", "PolicyModel"]),
    stage("Analysis", uses: ["Workers", "Diagnostics", "PolicyModel"]),
    stage("Proof", uses: ["Workers", "Diagnostics", "PolicyModel", "GraphFormat", "Resolution", "Analysis"]),

    // What people ask about graphs and clusters.
    stage(
      "Explanations",
      uses: ["Diagnostics", "PolicyModel", "GraphFormat", "Resolution", "Analysis", "Proof"]),
    stage("Changes", uses: ["Workers", "Diagnostics", "PolicyModel", "GraphFormat", "Resolution", "Analysis"]),

    // Pictures.
    .systemLibrary(name: "CGraphviz", pkgConfig: "libgvc", providers: [.apt(["libgraphviz-dev"])]),
    stage("Diagrams", uses: ["Diagnostics", "PolicyModel", "GraphFormat", "Resolution", "Analysis", "CGraphviz"]),

    // The page.
    stage(
      "Reports",
      uses: [
        "Diagnostics", "PolicyModel", "GraphFormat", "Resolution", "Proof", "Explanations", "Changes", crypto, mustache,
      ], embeds: "Page"),

    // One run as values, and the only target that touches the world.
    stage(
      "Driver",
      uses: [
        "Workers", "Diagnostics", "YAMLTree", "PolicyModel", "GraphFormat", "Resolution", "Lowering", "Guards",
        "Manifests", "Analysis", "Proof", "Explanations", "Changes", "Reports", crypto,
      ]),
    .target(name: "CFileSystem"),
    .target(name: "CBuild", cSettings: buildSettings),
    .executableTarget(
      name: "easement",
      dependencies: [
        "Workers", "Driver", "Diagnostics", "PolicyModel", "GraphFormat", "Resolution", "Analysis", "Proof",
        "Explanations", "Changes", "Diagrams", "Reports", "CFileSystem", "CBuild", "CProcess", argumentParser,
        flyingSocks, subprocess, systemPackage,
      ],
      swiftSettings: settings),

    // Times the stages in one process for `make bench`; the tool does not depend on it.
    .executableTarget(
      name: "stages",
      dependencies: [
        "Diagnostics", "YAMLTree", "PolicyModel", "GraphFormat", "Resolution", "Lowering", "Manifests", "Analysis",
        "Driver", libyaml,
      ],
      path: "Benchmarks/stages", swiftSettings: settings),

    .target(
      name: "TestSupport", dependencies: ["Diagnostics"], path: "Tests/TestSupport", swiftSettings: settings),
    tests(of: "Workers"),
    tests(of: "Diagnostics", exclude: ["Rendered"]),
    tests(of: "YAMLTree", uses: ["Diagnostics"]),
    tests(of: "PolicyModel", uses: ["Diagnostics"]),
    tests(
      of: "GraphFormat", uses: ["Diagnostics", "YAMLTree", "PolicyModel", "TestSupport"], exclude: ["Rejected"]),
    tests(of: "Manifests", uses: ["Diagnostics", "YAMLTree", "PolicyModel"]),
    tests(of: "Analysis", uses: ["Diagnostics", "PolicyModel"], exclude: ["MUTATIONS.md"]),
    // Manifests and what they allow, read and judged together.
    .testTarget(
      name: "SemanticsTests", dependencies: ["Diagnostics", "PolicyModel", "Manifests", "Analysis"],
      swiftSettings: settings),
    tests(
      of: "Diagrams", uses: ["Diagnostics", "PolicyModel", "GraphFormat", "Resolution", "Analysis", "CGraphviz"],
      resources: [.copy("Golden")]),
    tests(
      of: "Reports", uses: ["Diagnostics", "GraphFormat", "Resolution", "TestSupport"]),
    tests(
      of: "Driver",
      uses: [
        "Diagnostics", "YAMLTree", "PolicyModel", "GraphFormat", "Resolution", "Lowering", "Manifests", "Analysis",
        "Proof", "Explanations", "Changes", "Diagrams", "Reports", "TestSupport",
      ], exclude: ["Golden", "Rejected", "Tampered", "read-back.py", "Compiled/owned-fields.yaml"]),
    tests(
      of: "Guards",
      uses: ["Diagnostics", "YAMLTree", "GraphFormat", "Resolution", "Driver", "TestSupport"],
      exclude: ["capsule-cases.yaml", "cases.yaml"]),
    // Starts the built tool, which SwiftPM therefore has to build first.
    .testTarget(
      name: "CommandTests", dependencies: ["easement", "TestSupport", subprocess, systemPackage, libyaml],
      swiftSettings: settings),
  ]
)

// The stages behind libFuzzer's entry point, for `make fuzz` alone: no other build sees them.
if Context.environment["EASEMENT_FUZZ"] != nil {
  package.products.append(.library(name: "FuzzTargets", type: .static, targets: ["FuzzTargets"]))
  package.targets.append(
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Diagnostics", "YAMLTree", "PolicyModel", "GraphFormat", "Resolution", "Analysis", "Driver", "Diagrams",
        "CGraphviz",
      ],
      path: "Fuzzing/FuzzTargets", swiftSettings: settings))
}
