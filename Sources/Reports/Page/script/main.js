// Which view the address means.

const views = [...document.querySelectorAll("[data-view]")];
/** The address of the view below the panel. */
let below = "#/";
let rendered = "";

const renderers = { matrix: renderMatrix, flows: renderFlows, tenants: renderTenants };

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function showView(name, address, render) {
  for (const view of views) view.hidden = view.dataset.view !== name;
  document.querySelectorAll("[data-view-link]").forEach((link) => {
    const isCurrent = link.dataset.viewLink === name || (name === "tenant" && link.dataset.viewLink === "tenants");
    if (isCurrent) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    // On narrow screens the row of views scrolls.
    if (isCurrent) link.closest("ul").scrollLeft = link.offsetLeft - link.closest("ul").offsetLeft - 60;
  });
  if (rendered !== address) {
    render?.();
    const isFirst = rendered === "";
    rendered = address;
    if (!isFirst) {
      scrollTo(0, 0);
      $("main").focus({ preventScroll: true });
    }
  }
  below = address;
  const title = $(name)?.querySelector("h1, .view-title")?.textContent;
  document.title = name === "overview" || !title ? `${report.name}: who may reach whom` : `${title} · ${report.name}`;
}

/** Shows what the address names: `#/tenant/payments`, `#/edge/shop/checkout/to/payments/api`, `#/matrix?environment=prod`. */
function route() {
  const [path, query = ""] = (location.hash.startsWith("#/") ? location.hash.slice(2) : "").split("?");
  const [kind, ...rest] = path.split("/");
  const name = decoded(rest.join("/"));
  if (kind === "edge" || kind === "pair") {
    if (rendered === "") showView("overview", "#/");
    return showInPanel(kind, name);
  }
  if (panel.open) panel.close();
  const address = location.hash.startsWith("#/") ? location.hash : "#/";
  if (kind === "tenant") {
    const tenant = tenantsByName.get(name);
    return tenant ? showView("tenant", address, () => renderTenant(tenant)) : showView("missing", address, () => renderMissing(`tenant "${name}"`));
  }
  const view = kind === "" ? "overview" : kind;
  if (!["overview", "matrix", "tenants", "flows", "checks", "changes"].includes(view) || !$(view)) {
    return showView("missing", address, () => renderMissing(`page "${name || kind}"`));
  }
  if (renderers[view] && (view === "matrix" || view === "flows")) readFilters(query);
  showView(view, address, renderers[view]);
}

function showInPanel(kind, name) {
  if (kind === "edge") {
    const flow = flowsById.get(name);
    return flow ? showFlow(flow) : showPanel("Not here", null, el("p", {}, `This report knows no flow "${name}".`));
  }
  const [source, target] = name.split("/to/").map((one) => groups.find((group) => group.name === one));
  if (source && target) showPair(source, target);
  else showPanel("Not here", null, el("p", {}, `This report knows no pair "${name}".`));
}

/** After the panel: the address of what is seen again. */
function leavePanel() {
  if (location.hash.startsWith("#/edge/") || location.hash.startsWith("#/pair/")) history.pushState(null, "", below);
}

/** A filter changed: the address follows, and the view is drawn anew with the focus where it was. */
function filtersChanged() {
  const view = below.slice(2).split("?")[0];
  const focused = document.activeElement?.dataset.filter;
  const address = `#/${view}${filterQuery()}`;
  history.replaceState(null, "", address);
  below = rendered = address;
  renderers[view]();
  document.querySelectorAll("[data-view-link='matrix'], [data-view-link='flows']").forEach((link) =>
    link.setAttribute("href", `#/${link.dataset.viewLink}${filterQuery()}`));
  if (focused) $(view).querySelector(`[data-filter="${focused}"]`)?.focus();
  announce(`${counted(flows.filter(isShown).length, "flow")} shown`);
}

$("skip").addEventListener("click", (event) => {
  event.preventDefault();
  $("main").focus();
});

document.documentElement.classList.add("scripted");
readFilters("");
setUpPicture();
addEventListener("hashchange", route);
addEventListener("resize", () => { if (!$("matrix").hidden) renderMatrix(); });
route();
