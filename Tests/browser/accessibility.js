// Returns what is wrong with the page as it is now, as far as a machine can tell.
(() => {
  const wrong = [];
  const isSeen = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const describe = (element) => `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ""}.${element.getAttribute("class") ?? ""} "${(element.textContent ?? "").trim().slice(0, 40)}"`;

  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index))) wrong.push(`id twice: ${id}`);
  for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant", "for"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      for (const id of element.getAttribute(name).split(/\s+/)) if (!document.getElementById(id)) wrong.push(`${name} leads nowhere: ${id}`);
    }
  }

  const modal = document.querySelector("dialog[open]");
  const scope = modal ?? document;
  let level = modal ? 1 : 0;
  for (const heading of scope.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    if (!isSeen(heading)) continue;
    const next = Number(heading.tagName[1]);
    if (next > level + 1) wrong.push(`heading jumps from ${level} to ${next}: ${describe(heading)}`);
    level = next;
  }
  if (!modal && [...document.querySelectorAll("h1")].filter(isSeen).length !== 1) wrong.push("there is not exactly one h1");
  for (const landmark of ["header", "main", "footer", "nav[aria-label]"]) if (!document.querySelector(landmark)) wrong.push(`no ${landmark}`);

  if (document.documentElement.scrollWidth > innerWidth) wrong.push(`the page is ${document.documentElement.scrollWidth} wide in ${innerWidth}`);

  // Contrast of every text, against whatever is painted behind it.
  const channels = (colour) => {
    const canvas = channels.canvas ??= Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return { rgb: [red, green, blue], alpha: alpha / 255 };
  };
  const luminance = (rgb) => rgb.map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((left, right) => right - left);
    return (light + 0.05) / (dark + 0.05);
  };
  const mixed = (above, below, alpha) => above.map((value, index) => value * alpha + below[index] * (1 - alpha));
  const background = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const { rgb, alpha } = channels(getComputedStyle(at).backgroundColor);
      if (alpha > 0) layers.push({ rgb, alpha });
      if (alpha === 1) break;
    }
    return layers.reverse().reduce((below, layer) => mixed(layer.rgb, below, layer.alpha), [255, 255, 255]);
  };
  // Text in a drawing stands on the last shape before it that holds it.
  const shapeBehind = (text) => {
    const box = text.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const shapes = [...text.closest("svg").querySelectorAll("polygon, ellipse, path, rect")].filter((shape) =>
      shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING && channels(getComputedStyle(shape).fill).alpha === 1 && getComputedStyle(shape).fill !== "none");
    const holding = shapes.filter((shape) => { const b = shape.getBoundingClientRect(); return b.left <= x && x <= b.right && b.top <= y && y <= b.bottom && b.height > 8; });
    return holding.length ? channels(getComputedStyle(holding.at(-1)).fill).rgb : background(text.closest("svg").parentElement);
  };

  const texts = document.createTreeWalker(modal ?? document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !isSeen(element) || element.closest("script, style, title, noscript, .unseen, .skip")) continue;
    const style = getComputedStyle(element);
    const isDrawn = element.ownerSVGElement != null;
    const ground = isDrawn ? shapeBehind(element) : background(element);
    const ink = channels(isDrawn ? style.fill : style.color);
    const ratio = contrast(mixed(ink.rgb, ground, ink.alpha), ground);
    const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.7 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5) - 0.005) wrong.push(`contrast ${ratio.toFixed(2)}: ${describe(element)}`);
  }
  return [...new Set(wrong)].slice(0, 20);
})()
