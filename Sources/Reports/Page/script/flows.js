// Tables of flows, and the list of tenants.

const flowColumns = {
  from: { title: "From", key: (flow) => flow.source.name },
  to: { title: "To", key: (flow) => flow.target.name },
  ports: { title: "Ports", key: (flow) => Number(/\d+/.exec(flow.ports[0])?.[0] ?? 0) },
  where: { title: "Where", key: (flow) => flow.pairs.join() },
  why: { title: "Why", key: (flow) => flow.reasons[0] ?? "\uffff" },
  until: { title: "Until", key: (flow) => flow.until ?? "\uffff" },
};

function compared(left, right) {
  return left < right ? -1 : left > right ? 1 : 0;
}

function untilTag(day) {
  const days = daysUntil(day);
  return el("span", { class: `tag ${days <= 14 ? "warning" : "notice"}`, title: `${counted(days, "day")} left` }, day);
}

function why(flow) {
  const words = [...flow.reasons, ...flow.tickets];
  return [flow.isMandatory && chip("mandatory", "mandatory"), words.join(" · ")];
}

const cell = (label, ...content) => el("td", { "data-label": label }, ...content);

function flowRow(flow) {
  return el("tr", {},
    el("th", { scope: "row" }, el("a", { href: flow.link, "aria-label": `${flow.source.name} to ${flow.target.name}` }, flow.source.name)),
    cell("to", flow.target.name), cell("ports", listed(flow.ports)),
    cell("where", flow.pairs.map((pair) => chip(pair, pair.includes("→") ? "crossing" : ""))),
    cell("why", why(flow)), cell("until", flow.until && untilTag(flow.until)));
}

/** A table that is sorted by its heads, and grows by a page at a time. */
function flowTable(selection, caption, pageSize = 100, first = "from") {
  let sort = { column: first, descending: false };
  let shown = pageSize;
  const body = el("tbody");
  const more = el("button", { type: "button", class: "quiet more-rows", click: () => { shown += pageSize * 5; render(); } });
  const heads = Object.entries(flowColumns).map(([name, column]) =>
    el("th", { scope: "col", "data-column": name }, el("button", { type: "button", click: () => {
      sort = { column: name, descending: sort.column === name && !sort.descending };
      render();
      announce(`sorted by ${column.title.toLowerCase()}, ${sort.descending ? "descending" : "ascending"}`);
    } }, column.title)));

  function render() {
    const key = flowColumns[sort.column].key;
    const sorted = selection.toSorted((left, right) =>
      (sort.descending ? -1 : 1) * compared(key(left), key(right)) || left.index - right.index);
    body.replaceChildren(...sorted.slice(0, shown).map(flowRow));
    heads.forEach((head) => head.dataset.column === sort.column
      ? head.setAttribute("aria-sort", sort.descending ? "descending" : "ascending") : head.removeAttribute("aria-sort"));
    more.hidden = sorted.length <= shown;
    more.textContent = `Show more of ${counted(sorted.length, "flow")}`;
  }
  render();
  return [el("table", { class: "flow-table" }, el("caption", { class: "unseen" }, caption), el("thead", {}, el("tr", {}, heads)), body), more];
}

function renderFlows() {
  const view = $("flows");
  const selection = flows.filter(isShown);
  view.replaceChildren(
    el("h1", { class: "view-title", id: "flows-title" }, "Flows"),
    el("p", { class: "lead" }, selection.length === flows.length ? `${counted(flows.length, "flow")}, from the side that connects to the side that listens.`
      : `${selection.length.toLocaleString("en")} of ${counted(flows.length, "flow")}.`),
    filterBar(filtersChanged),
    selection.length === 0 ? el("p", { class: "nothing" }, "No flow is like that.")
      : el("div", { class: "card wide" }, flowTable(selection, "Flows, each with its reason")));
}

function renderTenants() {
  const view = $("tenants");
  const input = el("input", { type: "search", id: "tenant-filter", placeholder: "Name, owner or label", autocomplete: "off", input: () => render() });
  const list = el("ul", { class: "tenant-list" });

  function render() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = tenants.filter((tenant) => {
      const text = [tenant.name, tenant.owner, ...(tenant.labels ?? [])].join(" ").toLowerCase();
      return words.every((word) => text.includes(word));
    });
    list.replaceChildren(...found.map(tenantCard));
    if (words.length) announce(counted(found.length, "tenant"));
  }
  render();
  view.replaceChildren(
    el("h1", { class: "view-title", id: "tenants-title" }, "Tenants"),
    el("div", { class: "filters" }, el("div", { class: "filter" }, el("label", { for: "tenant-filter" }, "Find"), input)), list);
}

function tenantCard(tenant) {
  return el("li", {}, el("a", { class: "tenant-card", href: tenant.link },
    el("span", { class: "name" }, tenant.name, tenant.platform && chip("platform", "platform")),
    el("span", { class: "owner" }, tenant.owner),
    el("span", { class: "numbers" },
      el("span", {}, el("b", {}, tenant.incoming.length), " in"), el("span", {}, el("b", {}, tenant.outgoing.length), " out"),
      el("span", {}, el("b", {}, tenant.workloads.length), tenant.workloads.length === 1 ? " workload" : " workloads"),
      tenant.findings.length > 0 && el("span", { class: "tag warning" }, counted(tenant.findings.length, "finding")))));
}
