// Search over everything that the report knows.

const searchLimit = 40;

const searchIndex = (() => {
  const entries = [];
  const add = (kind, title, detail, link, extra = "") =>
    entries.push({ kind, title, detail, link, text: `${title} ${detail} ${extra}`.toLowerCase(), name: title.toLowerCase() });
  for (const tenant of tenants) {
    add("tenant", tenant.name, tenant.owner, tenant.link, (tenant.labels ?? []).join(" "));
    for (const workload of tenant.workloads) {
      add("workload", `${tenant.name}/${workload.name}`, (workload.ports ?? []).join(", "), tenant.link, workload.namespaces.join(" "));
    }
    for (const namespace of tenant.namespaces) add("namespace", namespace.name, `${tenant.name}, ${namespace.environments.join(", ")}`, tenant.link);
  }
  for (const flow of flows) {
    const detail = [flow.ports.join(", "), flow.pairs.join(", "), ...flow.reasons, ...flow.tickets, flow.until && `until ${flow.until}`].filter(Boolean).join(" · ");
    add("flow", `${flow.source.name} → ${flow.target.name}`, detail, flow.link, `${flow.source.group.owner} ${flow.target.group.owner}`);
  }
  for (const finding of findings) add(finding.severity, finding.message, finding.code, finding.tenant === undefined ? "#/checks" : tenants[finding.tenant].link);
  for (const tenant of tenants) {
    for (const [cluster, kind, namespace, name] of tenant.policies) {
      add("policy", namespace ? `${namespace}/${name}` : name, `${kind} on ${clusters[cluster].name}`, tenant.link);
    }
  }
  for (const row of document.querySelectorAll("#checks [data-kind]")) {
    const [name, ...details] = row.querySelector(".what").childNodes;
    add(row.dataset.kind, name.textContent, details.map((one) => one.textContent).join(" · "), "#/checks");
  }
  return entries;
})();

/** Entries with every word, those whose name begins with the words first. */
function searched(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const rank = (entry) => (entry.name === words[0] ? 0 : entry.name.startsWith(words[0]) ? 1 : entry.name.includes(words[0]) ? 2 : 3);
  return searchIndex.filter((entry) => words.every((word) => entry.text.includes(word)))
    .map((entry) => ({ entry, rank: rank(entry) })).sort((left, right) => left.rank - right.rank).map(({ entry }) => entry);
}

const searchField = $("search");
const searchResults = $("results");
let chosen = -1;

function showResults() {
  const found = searched(searchField.value);
  chosen = -1;
  searchField.removeAttribute("aria-activedescendant");
  const isAsked = searchField.value.trim() !== "";
  searchResults.hidden = !isAsked;
  searchField.setAttribute("aria-expanded", String(isAsked));
  if (!isAsked) {
    announce("");
    return;
  }
  const options = found.slice(0, searchLimit).map((entry, position) =>
    el("li", { role: "option", id: `result-${position}`, "aria-selected": "false", "data-link": entry.link },
      el("span", { class: `kind ${entry.kind}` }, entry.kind), el("span", { class: "title" }, entry.title), el("span", { class: "detail" }, entry.detail)));
  const rest = found.length - options.length;
  const remark = found.length === 0 ? "Nothing has these words." : rest > 0 ? `and ${rest.toLocaleString("en")} more: add a word` : "";
  searchResults.replaceChildren(...options, ...(remark ? [el("li", { class: "remark", role: "option", "aria-disabled": "true", "aria-selected": "false" }, remark)] : []));
  searchResults.scrollTop = 0;
  announce(found.length === 0 ? "no results" : counted(found.length, "result"));
}

function choose(position) {
  const options = [...searchResults.querySelectorAll("[data-link]")];
  if (options.length === 0) return;
  chosen = (position + options.length) % options.length;
  options.forEach((option, index) => option.setAttribute("aria-selected", String(index === chosen)));
  options[chosen].scrollIntoView({ block: "nearest" });
  searchField.setAttribute("aria-activedescendant", options[chosen].id);
}

function closeSearch() {
  searchResults.hidden = true;
  searchField.setAttribute("aria-expanded", "false");
}

function follow(option) {
  if (!option?.dataset.link) return;
  closeSearch();
  searchField.value = "";
  searchField.blur();
  if (location.hash === option.dataset.link) route();
  else location.hash = option.dataset.link;
}

searchField.addEventListener("input", showResults);
searchField.addEventListener("focus", () => { if (searchField.value) showResults(); });
searchField.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") choose(chosen + 1);
  else if (event.key === "ArrowUp") choose(chosen - 1);
  else if (event.key === "Enter") follow(searchResults.querySelectorAll("[data-link]")[Math.max(0, chosen)]);
  else if (event.key === "Escape") closeSearch();
  else return;
  event.preventDefault();
});
searchResults.addEventListener("mousedown", (event) => event.preventDefault());
searchResults.addEventListener("click", (event) => follow(event.target.closest("[data-link]")));
document.addEventListener("click", (event) => { if (!event.target.closest(".search")) closeSearch(); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || panel.open || event.ctrlKey || event.metaKey || event.altKey || /^(input|select|textarea)$/i.test(event.target.tagName)) return;
  event.preventDefault();
  searchField.focus();
});
