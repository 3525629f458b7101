// The panel beside the page: one flow with everything behind it, or the flows of a place in the matrix.

const panel = $("panel");

function showPanel(title, subtitle, ...content) {
  const close = el("button", { type: "button", class: "icon close", "aria-label": "Close", click: closePanel }, "✕");
  panel.replaceChildren(
    el("div", { class: "panel-head" }, el("div", {}, el("h2", { id: "panel-title", tabindex: -1 }, title), subtitle && el("p", {}, subtitle)), close),
    el("div", { class: "panel-body" }, ...content));
  panel.setAttribute("aria-labelledby", "panel-title");
  if (!panel.open) panel.showModal();
  panel.scrollTop = 0;
  $("panel-title").focus();
}

/** Back to the view below, whose address comes back too. */
function closePanel() {
  if (panel.open) panel.close();
}

panel.addEventListener("close", () => leavePanel());
panel.addEventListener("click", (event) => { if (event.target === panel) closePanel(); });

function showFlow(flow) {
  const side = ({ group }) => [group.isTenant ? el("a", { href: group.link }, group.name) : group.name, ` (${group.owner})`];
  showPanel([el("span", {}, flow.source.name), el("span", { class: "arrow", "aria-label": " to " }, " → "), el("span", {}, flow.target.name)],
    [side(flow.source), " → ", side(flow.target)],
    flow.agreements.map((terms) => agreement(terms, flow)), verdicts(flow));
}

function agreement(terms, flow) {
  const fact = (name, ...value) => el("div", {}, el("dt", {}, name), el("dd", {}, ...value));
  return el("section", { class: "agreement", "aria-label": "What was agreed" }, el("dl", { class: "facts" },
    fact("Ports", (terms.ports ?? ["every port"]).join(", ")),
    terms.requests && fact("Requests", terms.requests.map((request) => [el("code", {}, request), " "])),
    fact("Where", terms.environments.map((pair) => chip(pairWords(pair), Array.isArray(pair) ? "crossing" : ""))),
    fact("Asked by", terms.need ? statement(terms.need, flow.source.group) : `nobody: ${unasked(terms)}`),
    fact("Allowed by", terms.grant ? statement(terms.grant, flow.target.group) : `nobody: ${unconsented(terms, flow)}`)));
}

/** What one side wrote: who, why, until when, and where. */
function statement(said, group) {
  const days = said.until && daysUntil(said.until);
  return [group.owner,
    said.reason && el("div", {}, said.reason), said.ticket && el("div", {}, said.ticket),
    said.until && el("div", {}, "until ", untilTag(said.until), ` ${days <= 0 ? "ends today" : `${counted(days, "day")} left`}`),
    el("div", {}, place(said.place))];
}

const unasked = (terms) => (terms.cause ? "callers of webhooks need not ask" : terms.mandatory ? "the platform gives it to everybody"
  : "a grant alone is enough here");

const unconsented = (terms, flow) => (terms.cause ? "callers of webhooks need not ask" : terms.mandatory ? "the platform takes it"
  : flow.isOutside ? "nobody owns the outside" : "nobody has to ask oneself");

/** What `easement explain` calls an end; nothing where it has no word for it. */
const questionName = (end) => (end.kind === "apiServer" ? "api-server" : ["anyone", "controlPlane"].includes(end.kind) ? null : end.name);

/** What the policies on both sides say, as `explain` says it. */
function verdicts(flow) {
  const names = [flow.source, flow.target].map(questionName);
  if (!names.every(Boolean)) return null;
  const command = el("code", { class: "command" }, `easement explain ${names.join(" ")}`);
  if (!flow.verdicts) return el("p", { class: "hint" }, "The policies on both sides: ", command);
  const texts = (positions) => el("ul", {}, positions.map((position) => el("li", {}, strings[position])));
  return el("section", { class: "policies-said" }, el("h3", {}, "The policies on both sides"),
    flow.verdicts.map((verdict, index) => {
      const where = verdict.environments ? `${pairWords(verdict.environments)} on cluster ${verdict.cluster}` : `cluster ${verdict.cluster}`;
      return el("details", { open: index === 0 }, el("summary", {}, where, el("small", {}, strings[verdict.connections])),
        el("h4", {}, `Out of ${strings[verdict.source]}`), texts(verdict.egress),
        el("h4", {}, `Into ${strings[verdict.destination]}`), texts(verdict.ingress));
    }), el("p", { class: "hint" }, "The same, and why other flows are closed: ", command));
}

function showPair(source, target) {
  const found = flows.filter((flow) => flow.source.group === source && flow.target.group === target);
  showPanel([source.name, el("span", { class: "arrow", "aria-label": " to " }, " → "), target.name],
    `${counted(found.length, "flow")} from ${source.owner} to ${target.owner}`,
    found.map((flow) => el("a", { class: "row", href: flow.link },
      el("span", { class: "what" }, `${flow.source.name} → ${flow.target.name}`,
        el("small", {}, [listed(flow.ports), flow.pairs.join(", "), ...flow.reasons].join(" · "))),
      flow.until && untilTag(flow.until), flow.isMandatory && chip("mandatory", "mandatory"))),
    found.length === 0 && el("p", { class: "nothing" }, `${source.name} does not reach ${target.name}.`));
}
