import Analysis
import Diagnostics
import Diagrams
import Driver

/// Any bytes are objects or findings, and what the objects allow can be printed in every form.
func fuzzManifests(_ bytes: [UInt8]) {
  var options = InspectionOptions()
  options.lints = true
  let inspection = Inspection(of: [SourceText(path: "objects.yaml", bytes: bytes)], options: options)
  printEverywhere(inspection.findings)
  _ = inspection.report.text
  _ = inspection.report.json
  _ = inspection.report.csv
  _ = inspection.report.markdown
  _ = Diagram(of: inspection.report).dot
}
