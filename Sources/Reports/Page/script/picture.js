// The picture of all tenants: it moves, zooms, and leads to the tenants' pages.

function setUpPicture() {
  const frame = $("picture");
  const drawing = frame?.querySelector("svg");
  if (!drawing) return;
  const whole = drawing.viewBox.baseVal;
  const full = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  let box = { ...full };

  const apply = () => drawing.setAttribute("viewBox", [box.x, box.y, box.width, box.height].join(" "));

  function zoom(factor, x = box.x + box.width / 2, y = box.y + box.height / 2) {
    const width = Math.max(full.width / 12, Math.min(full.width * 1.2, box.width / factor));
    const scale = width / box.width;
    box = { x: x - (x - box.x) * scale, y: y - (y - box.y) * scale, width, height: box.height * scale };
    apply();
  }

  function move(x, y) {
    box.x += x * box.width;
    box.y += y * box.height;
    apply();
  }

  function fit() {
    box = { ...full };
    apply();
  }

  /** How many units of the picture a pixel is, and where the pointer is. */
  function at(event) {
    const area = drawing.getBoundingClientRect();
    const scale = Math.max(box.width / area.width, box.height / area.height);
    return {
      scale,
      x: box.x + box.width / 2 + (event.clientX - area.left - area.width / 2) * scale,
      y: box.y + box.height / 2 + (event.clientY - area.top - area.height / 2) * scale,
    };
  }

  frame.addEventListener("wheel", (event) => {
    // The page keeps its own scrolling unless somebody asks for more.
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== frame) return;
    event.preventDefault();
    const point = at(event);
    zoom(Math.exp(-event.deltaY / 400), point.x, point.y);
  }, { passive: false });

  let grip = null;
  frame.addEventListener("pointerdown", (event) => {
    if (event.button === 0) grip = { x: event.clientX, y: event.clientY, box: { ...box }, moved: false };
  });
  window.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const [x, y] = [event.clientX - grip.x, event.clientY - grip.y];
    if (Math.hypot(x, y) > 4) grip.moved = true;
    if (!grip.moved) return;
    const { scale } = at(event);
    box = { ...grip.box, x: grip.box.x - x * scale, y: grip.box.y - y * scale };
    apply();
    frame.classList.add("dragged");
  });
  window.addEventListener("pointerup", () => {
    frame.classList.remove("dragged");
    // The click that ends a drag comes after this.
    setTimeout(() => { grip = null; });
  });

  frame.addEventListener("keydown", (event) => {
    const actions = {
      ArrowLeft: () => move(-0.1, 0), ArrowRight: () => move(0.1, 0), ArrowUp: () => move(0, -0.1), ArrowDown: () => move(0, 0.1),
      "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(1 / 1.3), 0: fit,
    };
    if (event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  });

  const tools = { in: () => zoom(1.4), out: () => zoom(1 / 1.4), fit };
  document.querySelectorAll("[data-picture]").forEach((button) => button.addEventListener("click", tools[button.dataset.picture]));

  const nodes = [...drawing.querySelectorAll(".node")];
  const edges = [...drawing.querySelectorAll(".edge")];
  for (const node of nodes) {
    const tenant = tenantsByName.get(node.dataset.node);
    const light = (isOn) => {
      drawing.classList.toggle("lit", isOn);
      const own = edges.filter((edge) => edge.dataset.from === node.dataset.node || edge.dataset.to === node.dataset.node);
      const ends = new Set([node.dataset.node, ...own.flatMap((edge) => [edge.dataset.from, edge.dataset.to])]);
      own.forEach((edge) => edge.classList.toggle("on", isOn));
      nodes.forEach((other) => other.classList.toggle("on", isOn && ends.has(other.dataset.node)));
    };
    node.addEventListener("mouseenter", () => light(true));
    node.addEventListener("mouseleave", () => light(false));
    if (!tenant) continue;
    fill(node, { tabindex: 0, role: "link", "aria-label": `${tenant.name}, owned by ${tenant.owner}`, focus: () => light(true), blur: () => light(false) }, []);
    const open = () => { if (!grip?.moved) location.hash = tenant.link; };
    node.addEventListener("click", open);
    node.addEventListener("keydown", (event) => { if (event.key === "Enter") open(); });
  }
  for (const edge of edges) {
    const [source, target] = [edge.dataset.from, edge.dataset.to].map((name) => tenantsByName.get(name));
    if (!source || !target) continue;
    edge.classList.add("known");
    edge.addEventListener("click", () => { if (!grip?.moved) location.hash = pairLink(source, target); });
  }
}
