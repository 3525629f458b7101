// Only in previews: a newer version loads the page anew, at the same address.
(() => {
"use strict";
const shown = document.querySelector("meta[name='preview-version']").content;
const ended = document.getElementById("preview-ended");
let failures = 0;

// What is wrong has to be seen: a browser would scroll to where its reader was, and that is below now.
const isBroken = document.querySelector(".trouble") !== null;
history.scrollRestoration = isBroken ? "manual" : "auto";
if (isBroken) scrollTo(0, 0);

async function newestVersion() {
  const answer = await fetch("/version", { cache: "no-store" });
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.text()).trim();
}

async function look() {
  try {
    if ((await newestVersion()) !== shown) return location.reload();
    failures = 0;
  } catch {
    failures += 1;
  }
  // One answer may get lost while the tool is busy.
  ended.hidden = failures < 3;
  setTimeout(look, document.hidden ? 1000 : 200);
}

look();
})();
