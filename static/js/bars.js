/* A bar in the hand, and the panel that says what would follow: nothing is saved before somebody says so. */
import { ringing } from "jalon/live-place";

const panel = document.getElementById("ripple");
export const hand = {}; // what the panel is about: a row, an edge, by how many days
export const may = (right) => document.body.dataset.rights.split(" ").includes(right);
const swap = (path) => window.htmx.ajax("GET", path, { target: panel, swap: "innerHTML" });
const block = () => document.getElementById("plan-block");
const address = (row) => `/tasks/${row.id.slice(4)}`;
const wipe = (inside) => document.querySelectorAll(inside).forEach((one) => one.remove());

export function look(row, edge, by) {
  Object.assign(hand, { row, edge, by });
  swap(`${address(row)}/ripple?edge=${edge}&by=${by}`);
}
export function link(row, before) {
  if (!row || row === before) return;
  Object.assign(hand, { row, edge: "link" });
  swap(`${address(row)}/links/${before.id.slice(4)}`);
}
export function edit(row, cell) {
  block().setAttribute("hx-morph-skip", ""); // what others change waits until the field is left
  window.htmx.ajax("GET", `${address(row)}/cells/${cell.dataset.cell}`, { target: cell, swap: "beforeend" });
}

/* Everything stands as it did, or as it was saved. */
export function close() {
  wipe(".g-wave, .g-edit");
  panel.replaceChildren();
  hand.row?.querySelector(".g-name a")?.focus({ preventScroll: true });
  delete hand.row;
  block().removeAttribute("hx-morph-skip");
  ringing(["plan"]);
}

document.addEventListener("htmx:after:swap", () => {
  const waves = [...panel.querySelectorAll(".g-wave")];
  if (!waves.length) return;
  wipe(".g-track .g-wave");
  for (const wave of waves) document.querySelector(`#row-${wave.dataset.row} .g-track`)?.append(wave);
  if (!held) hand.row?.querySelector(".g-wave i")?.scrollIntoView({ block: "nearest", inline: "nearest" });
});
document.addEventListener("htmx:after:request", ({ target, detail: { ctx } }) => {
  if (!(ctx.response?.status < 400)) return;
  if (target.closest?.("[data-plans]")) close();
  else if (target.closest?.("[data-shows]")) hand.row = target.closest(".g-row");
});
document.addEventListener("jalon:undone", () => ringing(["plan"]));
panel.addEventListener("click", ({ target }) => { if (target.closest("[data-keep]")) close(); });

let held; // what is under the pointer
document.addEventListener("pointerdown", ({ target, button, clientX: x }) => {
  const bar = target.closest?.(".g-row:not(.g-row--group) .g-track > a");
  if (!bar || button || !may("plan")) return;
  const { left, right } = bar.getBoundingClientRect(), stretches = bar.matches(".bar") && right - left > 20;
  const edge = target.matches("i.bar__dot") ? "link" : !stretches ? "move" : x - left < 6 ? "start" : right - x < 6 ? "finish" : "move";
  held = { bar, row: bar.closest(".g-row"), edge, x, by: 0 };
});
document.addEventListener("pointermove", ({ target, clientX, clientY }) => {
  if (!held) return;
  const { bar, edge } = held, by = Math.round((clientX - held.x) / parseFloat(getComputedStyle(bar).getPropertyValue("--day")));
  if (edge === "link") {
    held.over?.classList.remove("is-aimed");
    held.over = document.elementFromPoint(clientX, clientY)?.closest(".g-row");
    held.over?.classList.add("is-aimed");
  } else if (by !== held.by) {
    held.by = by;
    bar.dataset.edge = edge;
    bar.style.setProperty("--by", by);
    clearTimeout(held.soon);
    held.soon = setTimeout(look, 60, held.row, edge, by);
  } else return;
  held.moved = document.documentElement.dataset.dragging = 1;
});
document.addEventListener("pointerup", () => {
  if (!held) return;
  held.over?.classList.remove("is-aimed");
  delete held.bar.dataset.edge;
  delete document.documentElement.dataset.dragging;
  document.dispatchEvent(new CustomEvent("jalon:drop"));
  if (held.over) link(held.over, held.row);
  if (held.moved) addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); }, { once: true, capture: true });
  held = undefined;
});
document.addEventListener("dragstart", (event) => { if (held) event.preventDefault(); });
