// The page of one tenant.

function renderTenant(tenant) {
  const view = $("tenant");
  const sections = [
    el("p", { class: "crumbs" }, el("a", { href: "#/tenants" }, "Tenants")),
    el("h1", { class: "view-title", id: "tenant-title" }, tenant.name, tenant.platform && chip("platform", "platform")),
    facts(tenant), neighbourCardSection(tenant),
    flowSection(tenant.incoming, `Who reaches ${tenant.name}`, "Nobody reaches it."),
    flowSection(tenant.outgoing, `Whom ${tenant.name} reaches`, "It reaches nobody.", "to"),
    tenant.inside.length > 0 && flowSection(tenant.inside, "Between its own workloads", ""),
    workloadSection(tenant), findingSection(tenant), policySection(tenant),
  ];
  view.replaceChildren(...sections.filter(Boolean));
}

function facts(tenant) {
  const fact = (name, ...value) => el("div", {}, el("dt", {}, name), el("dd", {}, ...value));
  return el("dl", { class: "facts" },
    fact("Owner", tenant.owner), fact("Written in", place(tenant.place)),
    fact("Namespaces", tenant.namespaces.map((one) => el("span", { class: "pair" }, el("code", {}, one.name), " ", one.environments.map((name) => chip(name))))),
    tenant.labels && fact("Labels", tenant.labels.map((label) => [el("code", {}, label), " "])));
}

function neighbourCardSection(tenant) {
  const drawing = neighbourhood(tenant);
  if (!drawing) return null;
  const section = card("Neighbours", "Width is the number of flows; a dashed line is mandatory, not asked for", drawing);
  section.classList.add("neighbourhood");
  return section;
}

function flowSection(selection, title, nothing, first = "from") {
  const content = selection.length === 0 ? el("p", { class: "nothing" }, nothing) : flowTable(selection, title, 50, first);
  return card(title, selection.length === 0 ? null : counted(selection.length, "flow"), content);
}

function workloadSection(tenant) {
  const row = (workload) => {
    const name = `${tenant.name}/${workload.name}`;
    const reachedBy = flows.filter((flow) => flow.target.name === name).length;
    const reaches = flows.filter((flow) => flow.source.name === name).length;
    return el("tr", {}, el("th", { scope: "row" }, workload.name), cell("ports", (workload.ports ?? ["none"]).join(", ")),
      cell("namespaces", workload.namespaces.map((one) => [el("code", {}, one), " "])), cell("in", reachedBy), cell("out", reaches),
      cell("written in", place(workload.place)));
  };
  return card("Workloads", counted(tenant.workloads.length, "workload"), el("table", { class: "flow-table" },
    el("caption", { class: "unseen" }, "Workloads"),
    el("thead", {}, el("tr", {}, ["Workload", "Ports", "Namespaces", "Flows in", "Flows out", "Written in"].map((title) => el("th", { scope: "col" }, title)))),
    el("tbody", {}, tenant.workloads.map(row))));
}

function findingSection(tenant) {
  if (tenant.findings.length === 0) return null;
  return card("Findings", counted(tenant.findings.length, "finding"), tenant.findings.map(findingRow));
}

function findingRow(finding) {
  return el("div", { class: "row" }, el("span", { class: `tag ${finding.severity}` }, finding.severity),
    el("span", { class: "what" }, finding.message, el("small", {}, finding.code, finding.help && ` · ${finding.help}`),
      (finding.notes ?? []).map((note) => el("small", {}, note.message, note.place && [" (", place(note.place), ")"]))),
    place(finding.place));
}

/** `workload-api: 2 rules in, 3 out` for each namespace of each cluster. */
function policySection(tenant) {
  if (tenant.policies.length === 0) return null;
  const lists = clusters.flatMap((cluster, index) => {
    const own = tenant.policies.filter((policy) => policy[0] === index);
    if (own.length === 0) return [];
    const items = own.map(([, kind, namespace, name, incoming, outgoing]) => el("li", {},
      el("code", {}, namespace ? `${namespace}/${name}` : name),
      el("small", {}, `${kind}, ${incoming + outgoing === 0 ? "denies what nothing allows" : `${counted(incoming, "rule")} in, ${outgoing} out`}`)));
    return [el("details", {}, el("summary", {}, `${cluster.name}: ${counted(own.length, "policy", "policies")}`), el("ul", { class: "policies" }, items))];
  });
  return card("Policies", "What the compiler makes of it", lists);
}

function renderMissing(what) {
  $("missing").replaceChildren(
    el("h1", { class: "view-title", id: "missing-title" }, "Not here"),
    el("p", { class: "lead" }, `This report knows no ${what}.`),
    el("p", {}, el("a", { class: "button", href: "#/" }, "Overview")));
}
