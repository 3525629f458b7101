// A drawing of one tenant between those who reach it and those whom it reaches.

const neighbourLimit = 18;
const sketch = { width: 980, card: 270, row: 50, height: 40 };

/** Other groups with the flows that join them to the tenant, the most flows first. */
function neighbours(selection, side) {
  const table = new Map();
  for (const flow of selection) {
    const group = flow[side].group;
    if (!table.has(group)) table.set(group, []);
    table.get(group).push(flow);
  }
  return [...table].sort((left, right) => right[1].length - left[1].length || compared(left[0].name, right[0].name));
}

const shortened = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

function neighbourhood(tenant) {
  const sides = [neighbours(tenant.incoming, "source"), neighbours(tenant.outgoing, "target")];
  if (sides.every((side) => side.length === 0)) return null;
  const shown = sides.map((side) => side.slice(0, neighbourLimit));
  const height = Math.max(2, ...shown.map((side, index) => side.length + (sides[index].length > neighbourLimit ? 1 : 0))) * sketch.row + 30;
  const middle = height / 2 + 10;
  const picture = svg("svg", { viewBox: `0 0 ${sketch.width} ${height}`, class: "neighbours", role: "group",
    "aria-label": `${tenant.name} between its neighbours` });
  shown.forEach((side, index) => drawSide(picture, side, index === 0, sides[index].length, middle, height));
  const left = (sketch.width - sketch.card) / 2 + 25;
  picture.append(svg("g", { class: "centre" },
    svg("rect", { x: left, y: middle - 28, width: sketch.card - 50, height: 56, rx: 10 }),
    svg("text", { x: sketch.width / 2, y: middle - 2, "text-anchor": "middle", class: "name" }, shortened(tenant.name, 24)),
    svg("text", { x: sketch.width / 2, y: middle + 16, "text-anchor": "middle", class: "detail" },
      `${counted(tenant.incoming.length, "flow")} in, ${tenant.outgoing.length} out`)));
  return picture;
}

function drawSide(picture, side, isLeft, total, middle, height) {
  const x = isLeft ? 0 : sketch.width - sketch.card;
  const heading = isLeft ? "reaches it" : "it reaches";
  picture.append(svg("text", { x: isLeft ? 0 : sketch.width, y: 12, class: "heading", "text-anchor": isLeft ? "start" : "end" }, heading));
  const rows = side.length + (total > side.length ? 1 : 0);
  const top = 20 + (height - 30 - rows * sketch.row) / 2;
  side.forEach(([group, found], position) => {
    const y = top + position * sketch.row + (sketch.row - sketch.height) / 2;
    picture.append(curve(isLeft, y + sketch.height / 2, middle, found), neighbourCard(group, found, x, y, isLeft));
  });
  if (total > side.length) {
    const y = top + side.length * sketch.row + sketch.row / 2 + 4;
    picture.append(svg("text", { x: isLeft ? 0 : sketch.width, y, class: "heading", "text-anchor": isLeft ? "start" : "end" },
      `and ${total - side.length} more below`));
  }
}

function curve(isLeft, y, middle, found) {
  const gap = (sketch.width - sketch.card) / 2 + 25;
  const [from, to] = isLeft ? [[sketch.card, y], [gap - 8, middle]] : [[sketch.width - gap, middle], [sketch.width - sketch.card - 8, y]];
  const bend = (from[0] + to[0]) / 2;
  const look = found.every((flow) => flow.isMandatory) ? "flow mandatory" : found.some((flow) => flow.until && daysUntil(flow.until) <= 90) ? "flow ending" : "flow";
  return svg("g", { class: look },
    svg("path", { d: `M${from} C${bend},${from[1]} ${bend},${to[1]} ${to}`, "stroke-width": Math.min(4, 1 + found.length / 3) }),
    svg("path", { class: "head", d: `M${to[0] + 7},${to[1]} l-9,-5 v10 z` }));
}

function neighbourCard(group, found, x, y, isLeft) {
  const look = group.platform ? "neighbour platform" : group.isTenant ? "neighbour" : "neighbour outside";
  const ports = listed(unique(found.flatMap((flow) => flow.ports)), 2);
  const where = unique(found.flatMap((flow) => flow.environments));
  const detail = `${found.length > 1 ? `${found.length} flows · ` : ""}${ports}${where.length < environments.length ? ` · ${where.join(", ")}` : ""}`;
  const contents = [
    svg("rect", { x: x + 0.5, y, width: sketch.card - 1, height: sketch.height, rx: 8 }),
    svg("text", { x: x + 12, y: y + 17, class: "name" }, shortened(group.name, 32)),
    svg("text", { x: x + 12, y: y + 32, class: "detail" }, shortened(detail, 44))];
  const link = group.isTenant ? group.link : found[0].link;
  return svg("a", { href: link, class: look, "aria-label": `${group.name}: ${isLeft ? "reaches it" : "is reached"} over ${detail}` }, contents);
}
