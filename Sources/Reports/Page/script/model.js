// The report's data, with the links between its parts that JSON cannot hold.

// `linkBase` is what stands before and behind a path.
const { report, linkBase } = JSON.parse($("report").textContent);
const { tenants, ends, flows, strings, findings, environments, clusters } = report;

/** Rows and columns of the matrix: the tenants, then each end outside. */
const groups = tenants.map((tenant, index) => Object.assign(tenant, {
  index, isTenant: true, link: `#/tenant/${encoded(tenant.name)}`, incoming: [], outgoing: [], inside: [], findings: [],
}));

const outsideNames = { apiServer: "API server", internet: "internet", anyone: "anyone", controlPlane: "API server and nodes" };

for (const end of ends) {
  if (end.tenant !== undefined) {
    end.group = groups[end.tenant];
  } else {
    end.group = { index: groups.length, name: outsideNames[end.kind] ?? end.name, kind: end.kind, owner: "outside the cluster",
      incoming: [], outgoing: [], inside: [], findings: [] };
    groups.push(end.group);
  }
}

for (const finding of findings) if (finding.tenant !== undefined) tenants[finding.tenant].findings.push(finding);

const pairWords = (pair) => (Array.isArray(pair) ? pair.join(" → ") : pair);
const pairEnds = (pair) => (Array.isArray(pair) ? pair : [pair, pair]);

const dayNumber = (day) => Math.round(Date.parse(`${day}T00:00:00Z`) / 86400000);
const today = dayNumber(report.today);
const daysUntil = (day) => dayNumber(day) - today;

const flowsById = new Map();

flows.forEach((flow, index) => {
  flow.index = index;
  flow.source = ends[flow.from];
  flow.target = ends[flow.to];
  flow.id = `${flow.source.name}/to/${flow.target.name}`;
  flow.link = `#/edge/${encoded(flow.id)}`;
  flow.pairs = unique(flow.agreements.flatMap((terms) => terms.environments.map(pairWords)));
  flow.environments = unique(flow.agreements.flatMap((terms) => terms.environments.flatMap(pairEnds)));
  flow.ports = unique(flow.agreements.flatMap((terms) => terms.ports ?? ["every port"]));
  const said = (what) => flow.agreements.flatMap((terms) => [terms.need?.[what], terms.grant?.[what]]).filter(Boolean);
  flow.reasons = unique([...said("reason"), ...flow.agreements.map((terms) => terms.cause).filter(Boolean)]);
  flow.tickets = unique(said("ticket"));
  flow.until = said("until").sort()[0];
  flow.isMandatory = flow.agreements.every((terms) => terms.mandatory);
  flow.isCrossing = flow.agreements.some((terms) => terms.environments.some(Array.isArray));
  flow.isOutside = !flow.source.group.isTenant || !flow.target.group.isTenant;
  flow.isInside = flow.source.group === flow.target.group;
  if (!flowsById.has(flow.id)) flowsById.set(flow.id, flow);
  if (flow.isInside) {
    flow.source.group.inside.push(flow);
  } else {
    flow.source.group.outgoing.push(flow);
    flow.target.group.incoming.push(flow);
  }
});

const tenantsByName = new Map(tenants.map((tenant) => [tenant.name, tenant]));

/** `http 8080, grpc 50051` and how many more. */
function listed(texts, limit = 3) {
  const shown = texts.slice(0, limit).join(", ");
  return texts.length > limit ? `${shown} +${texts.length - limit}` : shown;
}

/** The flows by the pair of groups that they join. */
function pairsOf(selection) {
  const pairs = new Map();
  for (const flow of selection) {
    const key = flow.source.group.index * groups.length + flow.target.group.index;
    const pair = pairs.get(key);
    if (pair) pair.push(flow);
    else pairs.set(key, [flow]);
  }
  return pairs;
}
