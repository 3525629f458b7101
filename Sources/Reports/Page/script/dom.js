// Elements are made here and nowhere else: what comes from files goes in as text, never as markup.

const $ = (id) => document.getElementById(id);

/** Text in which nothing hides: what a reader cannot see, and what turns the text around it, as `\u{…}`. */
const shown = (text) => text.replace(/(?![\n\t\ufe0e\ufe0f])[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu,
  (hidden) => `\\u{${hidden.codePointAt(0).toString(16)}}`);

const ifText = (value) => (typeof value === "string" ? shown(value) : value);

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : ifText(value));
  }
  element.append(...children.flat(3).filter((child) => child !== undefined && child !== null && child !== false).map(ifText));
  return element;
}

const el = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);

const svg = (name, attributes = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

/** Says something to people who do not see the page. */
const announce = (text) => { $("live").textContent = shown(text); };

const counted = (count, noun, plural = noun + "s") => `${count.toLocaleString("en")} ${count === 1 ? noun : plural}`;

const unique = (items) => [...new Set(items)];

/** For paths of addresses; slashes stay readable. */
const encoded = (text) => encodeURIComponent(text).replaceAll("%2F", "/");

/** A place in a file: a link where the platform said which host shows files. */
function place(where) {
  if (!where) return null;
  const [path, line] = where;
  const text = `${path}:${line}`;
  if (!linkBase) return el("code", { class: "place" }, text);
  return el("a", { class: "place", href: `${linkBase[0]}${encoded(path)}${linkBase[1]}#L${line}`, rel: "noreferrer" }, text);
}

const chip = (text, look = "") => el("span", { class: `chip ${look}`.trim() }, text);

function card(title, remark, ...content) {
  const heading = el("h2", { id: `card-${cards++}` }, title);
  return el("section", { class: "card", "aria-labelledby": heading.id },
    el("div", { class: "card-head" }, heading, remark && el("p", {}, remark)), ...content);
}
let cards = 0;
