"""Reads name, version and folder of each component from standard input and prints an SPDX document.

The folder is `debian` for libraries of the system, `debian, inside` for those that are linked into the program, and
`in NAME` for what lies inside of another component.
"""

import json
import sys

# Declared by each project; checked by eye against the licence files that `make install` copies.
SOURCES = {
    "boringssl": ("https://boringssl.googlesource.com/boringssl", "Apache-2.0"),
    "flyingfox": ("https://github.com/swhitty/FlyingFox", "MIT"),
    "icu": ("https://github.com/unicode-org/icu", "Unicode-3.0"),
    "libyaml": ("https://github.com/yaml/libyaml", "MIT"),
    "swift-argument-parser": ("https://github.com/apple/swift-argument-parser", "Apache-2.0 WITH Swift-exception"),
    "swift-asn1": ("https://github.com/apple/swift-asn1", "Apache-2.0"),
    "swift-crypto": ("https://github.com/apple/swift-crypto", "Apache-2.0"),
    "swift-subprocess": ("https://github.com/swiftlang/swift-subprocess", "Apache-2.0 WITH Swift-exception"),
    "swift-system": ("https://github.com/apple/swift-system", "Apache-2.0 WITH Swift-exception"),
    "swift-mustache": ("https://github.com/hummingbird-project/swift-mustache", "Apache-2.0"),
    "swift-runtime": ("https://github.com/swiftlang/swift", "Apache-2.0 WITH Swift-exception"),
    "yams": ("https://github.com/jpsim/Yams", "MIT"),
    "libjemalloc-dev": ("https://packages.debian.org/bookworm/libjemalloc-dev", "BSD-2-Clause"),
    "libgvc6": ("https://packages.debian.org/bookworm/libgvc6", "EPL-1.0"),
    "libcgraph6": ("https://packages.debian.org/bookworm/libcgraph6", "EPL-1.0"),
    "libcdt5": ("https://packages.debian.org/bookworm/libcdt5", "EPL-1.0"),
}


def purl(name, version, folder):
    if folder.startswith("debian"):
        return f"pkg:deb/debian/{name}@{version}?distro=bookworm"
    location = SOURCES[name][0]
    if folder.startswith("in "):
        return f"pkg:generic/{name}" + ("" if version == "unknown" else f"@{version}")
    owner = location.split("github.com/")[1]
    return f"pkg:swift/github.com/{owner}@{version}"


def package(name, version, folder):
    location, licence = SOURCES[name]
    # What lies inside of another component came with it: of its own place only the address is known.
    place = location if folder.startswith("debian") else f"git+{location}" + ("" if folder.startswith("in ") else f"@{version}")
    return {
        "SPDXID": f"SPDXRef-{name}",
        "name": name,
        "versionInfo": version,
        "downloadLocation": place,
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": licence,
        "copyrightText": "NOASSERTION",
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": purl(name, version, folder),
            }
        ],
    }


def main():
    version, commit, created = sys.argv[1:]
    components = [line.rstrip("\n").split("\t") for line in sys.stdin]
    unknown = [name for name, _, _ in components if name not in SOURCES]
    if unknown:
        sys.exit(f"sbom: say where these come from and under which licence: {', '.join(unknown)}")
    tool = {
        "SPDXID": "SPDXRef-easement",
        "name": "easement",
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "Apache-2.0",
        "licenseDeclared": "Apache-2.0",
        "copyrightText": "NOASSERTION",
        "sourceInfo": f"built from commit {commit}",
    }
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-easement")]
    for name, _, folder in components:
        if folder.startswith("in "):
            relations.append((f"SPDXRef-{folder.removeprefix('in ')}", "CONTAINS", f"SPDXRef-{name}"))
            continue
        kind = "DYNAMIC_LINK" if folder == "debian" else "STATIC_LINK"
        relations.append(("SPDXRef-easement", kind, f"SPDXRef-{name}"))
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"easement-{version}",
        "documentNamespace": f"https://easement.dev/spdx/easement-{version}-{commit}",
        "creationInfo": {"created": created, "creators": ["Tool: easement-sbom"]},
        "packages": [tool] + [package(*component) for component in components],
        "relationships": [
            {"spdxElementId": source, "relationshipType": kind, "relatedSpdxElement": target}
            for source, kind, target in relations
        ],
    }
    json.dump(document, sys.stdout, indent=2)
    print()


main()
