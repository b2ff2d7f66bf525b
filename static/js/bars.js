/* A bar in the hand, and the panel that says what would follow before anything is saved. */

export const panel = document.getElementById("ripple");
export const hand = {}; // what the panel is about: a row, an edge, by how many days
export const may = (right) => document.body.dataset.rights.split(" ").includes(right);
const swap = (path, target = panel, swap = "innerHTML") => window.htmx.ajax("GET", path, { target, swap });
const idOf = (row) => row.id.slice(4);
const wipe = (inside) => document.querySelectorAll(inside).forEach((one) => one.remove());

export function look(row, edge, by) {
  Object.assign(hand, { row, edge, by });
  swap(`/tasks/${idOf(row)}/ripple?edge=${edge}&by=${by}`);
}
export function link(row, before) {
  if (!row || row === before) return;
  Object.assign(hand, { row, edge: "link", by: 0 });
  swap(`/tasks/${idOf(row)}/links/${idOf(before)}`);
}
export function edit(row, cell) {
  if (!cell || !may("progress") || cell.querySelector("form")) return;
  Object.assign(hand, { row, edge: "", by: 0 });
  swap(`/tasks/${idOf(row)}/cells/${cell.dataset.cell}`, cell, "beforeend");
}

/* Everything stands as it did, or as it was saved. */
export function close() {
  wipe(".g-wave, .g-edit");
  panel.replaceChildren();
  hand.row?.querySelector(".g-name a")?.focus({ preventScroll: true });
  delete hand.row;
  delete hand.by;
  document.dispatchEvent(new CustomEvent("jalon:left"));
}
/* What others changed meanwhile changes what would follow, too. */
document.addEventListener("jalon:morphed", () => { if (hand.by && !panel.querySelector(".htmx-request")) look(hand.row, hand.edge, hand.by); });

/* What is shown may be a day behind the hand: then it is not what would be saved. */
const isBehind = () => { const by = panel.querySelector("[name=by]"); return by && Number(by.value) !== hand.by; };
panel.addEventListener("submit", (event) => {
  if (!isBehind()) return;
  event.preventDefault();
  event.stopPropagation();
}, true);
document.addEventListener("htmx:after:swap", () => {
  if (!held && isBehind()) return look(hand.row, hand.edge, hand.by);
  const waves = panel.querySelectorAll(".g-wave");
  if (!waves.length) return;
  wipe(".g-track .g-wave");
  for (const wave of waves) document.querySelector(`#row-${wave.dataset.row} .g-track`)?.append(wave);
  if (!held) hand.row?.querySelector(".g-wave i")?.scrollIntoView({ block: "nearest", inline: "nearest" });
});
document.addEventListener("htmx:after:request", ({ target, detail: { ctx } }) => {
  if (target.closest?.("[data-plans]") && ctx.response?.status < 400) close();
});
panel.addEventListener("click", ({ target }) => { if (target.closest("[data-keep]")) close(); });

let held;
document.addEventListener("pointerdown", ({ target, button, clientX: x }) => {
  const bar = target.closest(".g-row:not(.g-row--group) .g-track > a");
  if (!bar || button || !may("plan")) return;
  const { left, right } = bar.getBoundingClientRect(), fits = bar.matches(".bar") && right - left > 20;
  const edge = target.matches(".bar__dot") ? "link" : fits && x - left < 6 ? "start" : fits && right - x < 6 ? "finish" : "move";
  held = { bar, row: bar.closest(".g-row"), edge, x, by: 0 };
});
document.addEventListener("pointermove", ({ clientX, clientY }) => {
  if (!held) return;
  const { bar, row, edge } = held, by = Math.round((clientX - held.x) / parseInt(getComputedStyle(bar).getPropertyValue("--day")));
  if (edge === "link") {
    held.over?.classList.remove("is-aimed");
    held.over = document.elementFromPoint(clientX, clientY)?.closest(".g-row");
    held.over?.classList.add("is-aimed");
  } else if (by === held.by) return;
  else {
    held.by = by;
    Object.assign(hand, { row, edge, by });
    bar.dataset.edge = edge;
    bar.style.setProperty("--by", by);
    clearTimeout(held.soon);
    held.soon = setTimeout(look, 60, row, edge, by);
  }
  document.documentElement.dataset.dragging = 1; // by style, no bar takes the click that ends it
});
document.addEventListener("pointerup", () => {
  if (!held) return;
  const { bar, row, over } = held;
  held = undefined;
  over?.classList.remove("is-aimed");
  delete bar.dataset.edge;
  delete document.documentElement.dataset.dragging;
  document.dispatchEvent(new CustomEvent("jalon:drop"));
  link(over, row);
});
