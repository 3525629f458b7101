// What is shown of the flows. The address holds it, so that a link leads to the same selection.

const filterNames = ["environment", "cluster", "tenant", "expiry", "kind"];
let filters = {};

function readFilters(query) {
  const parameters = new URLSearchParams(query);
  filters = Object.fromEntries(filterNames.map((name) => [name, parameters.get(name) ?? ""]));
}

/** The part of the address after the `?`. */
function filterQuery() {
  const parameters = new URLSearchParams(filterNames.filter((name) => filters[name]).map((name) => [name, filters[name]]));
  const text = parameters.toString();
  return text ? `?${text}` : "";
}

const expiryTests = {
  any: (flow) => flow.until !== undefined,
  30: (flow) => flow.until !== undefined && daysUntil(flow.until) <= 30,
  90: (flow) => flow.until !== undefined && daysUntil(flow.until) <= 90,
  none: (flow) => flow.until === undefined,
};

const kindTests = {
  cross: (flow) => !flow.isOutside && !flow.isInside,
  outside: (flow) => flow.isOutside,
  inside: (flow) => flow.isInside,
  mandatory: (flow) => flow.isMandatory,
  asked: (flow) => !flow.isMandatory,
  crossing: (flow) => flow.isCrossing,
};

/** Addresses can be written by anybody: an unknown choice leaves nothing out. */
const passes = (tests, choice, flow) => !Object.hasOwn(tests, choice) || tests[choice](flow);

function isShown(flow) {
  const cluster = filters.cluster && clusters.find((one) => one.name === filters.cluster);
  return (!filters.environment || flow.environments.includes(filters.environment))
    && (!cluster || flow.environments.some((name) => cluster.environments.includes(name)))
    && (!filters.tenant || [flow.source, flow.target].some((end) => end.group.name === filters.tenant))
    && passes(expiryTests, filters.expiry, flow)
    && passes(kindTests, filters.kind, flow);
}

/** The controls above the matrix and the flows; `changed` is called with every change. */
function filterBar(changed) {
  const choice = (name, label, options) => {
    const id = `filter-${name}-${cards++}`;
    const select = el("select", { id, "data-filter": name, change: () => { filters[name] = select.value; changed(); } },
      options.map(([value, text]) => el("option", { value }, text)));
    select.value = filters[name];
    if (select.selectedIndex < 0) select.value = "";
    return el("div", { class: `filter ${filters[name] ? "active" : ""}`.trim() }, el("label", { for: id }, label), select);
  };
  const named = (names) => names.map((name) => [name, name]);
  const isFiltered = filterNames.some((name) => filters[name]);
  return el("div", { class: "filters", role: "group", "aria-label": "Filters" },
    choice("environment", "Environment", [["", "all"], ...named(environments)]),
    clusters.length > 1 && choice("cluster", "Cluster", [["", "all"], ...named(clusters.map((one) => one.name))]),
    choice("tenant", "Tenant", [["", "all"], ...named(groups.map((group) => group.name))]),
    choice("expiry", "Ends", [["", "whenever"], ["30", "within 30 days"], ["90", "within 90 days"], ["any", "some day"], ["none", "never"]]),
    choice("kind", "Kind", [["", "all"], ["cross", "between tenants"], ["outside", "with the outside"], ["inside", "within a tenant"],
      ["mandatory", "mandatory"], ["asked", "not mandatory"], ["crossing", "across environments"]]),
    isFiltered && el("button", { type: "button", class: "quiet", click: () => { readFilters(""); changed(); } }, "Clear filters"));
}
