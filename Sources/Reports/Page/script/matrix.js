// The access matrix: rows connect, columns listen. Only the rows in sight are in the page, so that hundreds cost no time.

let matrixOrder = "name";
let matrixCell = groups.length > 80 ? 18 : groups.length > 36 ? 24 : 30;

function renderMatrix() {
  const selection = flows.filter(isShown);
  const grid = new MatrixGrid(selection);
  const options = Object.entries(matrixOrders).map(([value, text]) => el("option", { value }, text));
  const order = el("select", { id: "matrix-order", change: () => { matrixOrder = order.value; renderMatrix(); $("matrix-order").focus(); } }, options);
  order.value = matrixOrder;
  const size = (step, label, sign) => el("button", { type: "button", "aria-label": label, "data-size": step, click: () => {
    matrixCell = Math.max(12, Math.min(44, matrixCell + step));
    renderMatrix();
    $("matrix").querySelector(`[data-size="${step}"]`).focus();
  } }, sign);
  const bar = filterBar(filtersChanged);
  bar.append(el("div", { class: "filter" }, el("label", { for: "matrix-order" }, "Order"), order),
    el("div", { class: "tools", role: "group", "aria-label": "Size of the cells" }, size(-6, "Smaller cells", "−"), size(6, "Larger cells", "+")));
  $("matrix").replaceChildren(
    el("h1", { class: "view-title", id: "matrix-title" }, "Matrix"),
    el("p", { class: "lead" }, "Each row connects, each column listens: a mark is access, and an empty place is closed."),
    bar,
    ...(selection.length === 0 ? [el("p", { class: "nothing" }, "No flow is like that.")] : [grid.element, grid.caption, matrixKey()]));
  grid.render();
}

function matrixKey() {
  const entry = (look, words) => el("span", {}, el("i", { class: `sample ${look}`, "aria-hidden": "true" }), words);
  return el("p", { class: "key" }, entry("m1", "one flow"), entry("m2", "two or three"), entry("m3", "four and more"),
    entry("m1 mandatory", "mandatory only"), entry("m1 ending", "something ends within 90 days"), entry("self", "the tenant itself"));
}

class MatrixGrid {
  constructor(selection) {
    this.pairs = pairsOf(selection);
    const present = new Set(selection.flatMap((flow) => [flow.source.group, flow.target.group]));
    const isNarrowed = filterNames.some((name) => filters[name]);
    const order = orderedGroups(selection, matrixOrder).filter((group) => present.has(group) || (group.isTenant && !isNarrowed));
    const sources = new Set(selection.map((flow) => flow.source.group));
    const targets = new Set(selection.map((flow) => flow.target.group));
    this.rows = order.filter((group) => group.isTenant || sources.has(group));
    this.columns = order.filter((group) => group.isTenant || targets.has(group));
    this.cellsByRow = this.rows.map((row) => this.columns.flatMap((column, position) => this.flowsAt(row, column) ? [position] : []));
    this.active = [0, 0];
    this.shownRows = new Map();
    this.build();
  }

  flowsAt(row, column) { return this.pairs.get(row.index * groups.length + column.index); }

  build() {
    const longest = Math.max(...[...this.rows, ...this.columns].map((group) => group.name.length));
    this.side = Math.min(Math.max(80, longest * 7.4 + 30), innerWidth < 600 ? 104 : 220);
    this.head = Math.min(Math.max(64, longest * 7 + 30), innerWidth < 600 ? 110 : 170);
    this.columnHeads = this.columns.map((group, position) => this.columnHead(group, position));
    this.band = el("div", { class: "matrix-band", "aria-hidden": "true" });
    this.pole = el("div", { class: "matrix-pole", "aria-hidden": "true" });
    this.headRow = el("div", { class: "matrix-heads", role: "row", "aria-rowindex": 1 },
      el("div", { class: "matrix-corner", role: "columnheader", "aria-colindex": 1 }, el("span", {}, "connects ↓"), el("span", {}, "listens →")), this.columnHeads);
    this.body = el("div", { class: "matrix-body", role: "rowgroup" });
    this.element = el("div", { class: "matrix", role: "grid", tabindex: 0, "aria-labelledby": "matrix-title",
      "aria-rowcount": this.rows.length + 1, "aria-colcount": this.columns.length + 1, "aria-describedby": "matrix-caption",
      scroll: () => this.render(), keydown: (event) => this.key(event), focus: () => this.show(),
      click: (event) => this.click(event), mousemove: (event) => this.hover(event), mouseleave: () => this.point(null) },
      el("div", { class: "matrix-plane", role: "presentation" }, el("div", { role: "rowgroup", class: "matrix-top" }, this.headRow), this.body));
    this.band.hidden = this.pole.hidden = true;
    this.body.append(this.band, this.pole);
    this.caption = el("p", { class: "matrix-caption", id: "matrix-caption" }, this.rest());
    const style = this.element.style;
    style.setProperty("--cell", `${matrixCell}px`);
    style.setProperty("--side", `${this.side}px`);
    style.setProperty("--head", `${this.head}px`);
    style.setProperty("--columns", this.columns.length);
    style.setProperty("--rows", this.rows.length);
    this.element.classList.toggle("tiny", matrixCell < 20);
  }

  columnHead(group, position) {
    const head = el("div", { class: "matrix-head", role: "columnheader", "aria-colindex": position + 2, "data-column": position },
      el("span", {}, group.name));
    head.style.left = `calc(var(--side) + ${position} * var(--cell))`;
    if (group.platform) head.classList.add("platform");
    if (!group.isTenant) head.classList.add("outside");
    return head;
  }

  /** Puts the rows in sight into the page, and takes the others out. */
  render() {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / matrixCell) - 4);
    const last = Math.min(this.rows.length, Math.ceil((scrollTop + (clientHeight || 800)) / matrixCell) + 4);
    for (const [row, element] of this.shownRows) {
      if (row >= first && row < last) continue;
      element.remove();
      this.shownRows.delete(row);
    }
    for (let row = first; row < last; row++) {
      if (this.shownRows.has(row)) continue;
      const element = this.rowElement(row);
      this.shownRows.set(row, element);
      this.body.append(element);
    }
  }

  rowElement(row) {
    const group = this.rows[row];
    const name = group.isTenant ? el("a", { href: group.link, tabindex: -1 }, group.name) : el("span", {}, group.name);
    const head = el("div", { class: "matrix-name", role: "rowheader", "aria-colindex": 1 }, name);
    if (group.platform) head.classList.add("platform");
    if (!group.isTenant) head.classList.add("outside");
    const element = el("div", { class: "matrix-row", role: "row", "aria-rowindex": row + 2 }, head);
    element.style.top = `calc(${row} * var(--cell))`;
    const self = this.columns.indexOf(group);
    const positions = self >= 0 && !this.cellsByRow[row].includes(self) ? [...this.cellsByRow[row], self].sort((a, b) => a - b) : this.cellsByRow[row];
    element.append(...positions.map((column) => this.cell(row, column)));
    return element;
  }

  cell(row, column) {
    const [source, target] = [this.rows[row], this.columns[column]];
    const found = this.flowsAt(source, target);
    const looks = ["matrix-cell"];
    if (source === target) looks.push("self");
    if (found) {
      looks.push(found.length > 3 ? "m3" : found.length > 1 ? "m2" : "m1");
      if (found.every((flow) => flow.isMandatory)) looks.push("mandatory");
      if (found.some((flow) => flow.until && daysUntil(flow.until) <= 90)) looks.push("ending");
    }
    const element = el("div", { class: looks.join(" "), role: "gridcell", id: `cell-${row}-${column}`, "aria-colindex": column + 2,
      "data-row": row, "data-column": column, "aria-label": this.words(row, column) }, found && matrixCell >= 20 ? found.length : null);
    element.style.left = `calc(var(--side) + ${column} * var(--cell))`;
    return element;
  }

  words(row, column) {
    const [source, target] = [this.rows[row], this.columns[column]];
    const found = this.flowsAt(source, target);
    if (!found) return source === target ? `${source.name} itself: no flow between its workloads is in the graph` : `${source.name} does not reach ${target.name}`;
    const ports = listed(unique(found.flatMap((flow) => flow.ports)), 4);
    const where = listed(unique(found.flatMap((flow) => flow.pairs)), 4);
    return `${source.name} reaches ${target.name}: ${counted(found.length, "flow")}, ${ports}, in ${where}`;
  }

  rest() {
    const count = this.pairs.size;
    return `${counted(count, "open pair")} of ${(this.rows.length * this.columns.length).toLocaleString("en")}. Arrow keys walk, Enter opens.`;
  }

  /** Marks the row and the column of a place, and says what it means. */
  point(place) {
    for (const head of this.columnHeads) head.classList.remove("pointed");
    this.body.querySelectorAll(".matrix-name.pointed").forEach((name) => name.classList.remove("pointed"));
    this.band.hidden = this.pole.hidden = !place;
    this.caption.textContent = place ? this.words(...place) : this.rest();
    if (!place) return;
    const [row, column] = place;
    this.band.style.top = `calc(${row} * var(--cell))`;
    this.pole.style.left = `calc(var(--side) + ${column} * var(--cell))`;
    this.columnHeads[column].classList.add("pointed");
    this.shownRows.get(row)?.querySelector(".matrix-name").classList.add("pointed");
  }

  /** The place under the pointer; null outside of the cells. */
  at(event) {
    const box = this.body.getBoundingClientRect();
    const frame = this.element.getBoundingClientRect();
    if (event.clientX < frame.left + this.side || event.clientY < frame.top + this.head) return null;
    const row = Math.floor((event.clientY - box.top) / matrixCell);
    const column = Math.floor((event.clientX - box.left - this.side) / matrixCell);
    return this.rows[row] && this.columns[column] ? [row, column] : null;
  }

  hover(event) { this.point(this.at(event)); }

  click(event) {
    const place = this.at(event);
    if (!place) return;
    this.active = place;
    this.open(...place);
  }

  open(row, column) {
    const found = this.flowsAt(this.rows[row], this.columns[column]);
    if (!found) return;
    location.hash = found.length === 1 ? found[0].link : pairLink(this.rows[row], this.columns[column]);
  }

  key(event) {
    const page = Math.max(1, Math.floor((this.element.clientHeight - this.head) / matrixCell) - 1);
    const [row, column] = this.active;
    const moves = {
      ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
      PageUp: [row - page, column], PageDown: [row + page, column],
      Home: [event.ctrlKey ? 0 : row, 0], End: [event.ctrlKey ? this.rows.length : row, this.columns.length],
    };
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.open(row, column);
    } else if (moves[event.key]) {
      event.preventDefault();
      const clamp = (value, count) => Math.max(0, Math.min(count - 1, value));
      this.active = [clamp(moves[event.key][0], this.rows.length), clamp(moves[event.key][1], this.columns.length)];
      this.show();
    }
  }

  /** Brings the active place into sight and names it. */
  show() {
    const [row, column] = this.active;
    const frame = this.element;
    const [top, left] = [row * matrixCell, column * matrixCell];
    const [height, width] = [frame.clientHeight - this.head, frame.clientWidth - this.side];
    if (top < frame.scrollTop) frame.scrollTop = top;
    if (top + matrixCell > frame.scrollTop + height) frame.scrollTop = top + matrixCell - height;
    if (left < frame.scrollLeft) frame.scrollLeft = left;
    if (left + matrixCell > frame.scrollLeft + width) frame.scrollLeft = left + matrixCell - width;
    this.render();
    this.body.querySelectorAll(".matrix-cell.visited").forEach((cell) => cell.remove());
    this.body.querySelectorAll(".matrix-cell.active").forEach((cell) => cell.classList.remove("active"));
    let cell = $(`cell-${row}-${column}`);
    if (!cell) {
      cell = this.cell(row, column);
      cell.classList.add("visited");
      this.shownRows.get(row)?.append(cell);
    }
    cell.classList.add("active");
    frame.setAttribute("aria-activedescendant", cell.id);
    this.point(this.active);
  }
}

const pairLink = (source, target) => `#/pair/${encoded(source.name)}/to/${encoded(target.name)}`;
