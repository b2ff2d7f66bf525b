/* A bar in the hand, and the panel that says what would follow before anything is saved. */
import { may } from "jalon/page";

const panel = document.getElementById("ripple");
export const hand = {}; // what the panel is about: a row, an edge, by how many days
const swap = (path, target = panel, swap = "innerHTML") => htmx.ajax("GET", path, { source: panel, target, swap });
const idOf = (row) => row.id.slice(4);
const wipe = (inside) => document.querySelectorAll(inside).forEach((one) => one.remove());
const isAsking = () => panel.querySelector("form.htmx-request, button.htmx-request");
export function look(row, edge, by) {
  Object.assign(hand, { row, edge, by });
  if (isAsking()) return;
  const alone = panel.querySelector(`[data-about^="${idOf(row)}"] [name=alone]`)?.value ?? "";
  swap(`/tasks/${idOf(row)}/ripple?edge=${edge}&by=${by}&alone=${alone}`);
}
export function link(row, before) {
  if (!row || row === before) return;
  Object.assign(hand, { row, edge: "", by: 0 });
  swap(`/tasks/${idOf(row)}/links/${idOf(before)}`);
}
export function edit(row, cell) {
  if (!cell || !may("progress") || cell.querySelector("form")) return;
  Object.assign(hand, { row, edge: "", by: 0 });
  swap(`/tasks/${idOf(row)}/cells/${cell.dataset.cell}`, cell, "beforeend");
}

/* The same days under the eye though cells go and come; what cannot be scrolled is owed. */
const along = () => document.querySelector(".g-scale")?.getBoundingClientRect().left;
let owed = 0;
function follow(was) {
  const gantt = document.getElementById("gantt"), by = along() - was;
  if (!by) return;
  owed += gantt.scrollLeft + by;
  gantt.scrollLeft = owed;
  owed -= gantt.scrollLeft;
}
function still(change) {
  const was = along();
  change();
  follow(was);
}

/* Everything stands as it did, or as it was saved. */
export function close() {
  clearTimeout(letGo().soon);
  wipe(".g-wave, .g-edit, .g-string");
  still(() => panel.replaceChildren());
  hand.row?.querySelector(".g-name a")?.focus({ preventScroll: true });
  hand.row = hand.by = undefined;
  document.dispatchEvent(new CustomEvent("jalon:left"));
}
document.addEventListener("jalon:morphed", () => { if (hand.by) look(hand.row, hand.edge, hand.by); });

/* What is shown may be behind the hand, by a day or by a bar: then it is not what would be saved. */
const isBehind = () => { const form = panel.querySelector("form"); return form && hand.edge && form.dataset.about !== `${idOf(hand.row)} ${hand.edge} ${hand.by}`; };
panel.addEventListener("submit", (event) => { if (isBehind() || isAsking()) { event.preventDefault(); event.stopPropagation(); } }, true);
const reveal = () => hand.row?.querySelectorAll(".g-track .g-wave > *").forEach((one) => one.scrollIntoView({ block: "nearest", inline: "nearest" }));
let stood, held;
document.addEventListener("htmx:before:swap", () => { stood = along(); });
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx.target !== panel) return;
  if (!hand.row) return close(); // it was put away while this was on its way
  follow(stood);
  if (!held && isBehind()) return look(hand.row, hand.edge, hand.by);
  wipe(`.g-body .g-wave${held ? ":not(.is-held)" : ""}`);
  for (const part of panel.querySelectorAll("[data-to]")) document.querySelector(part.dataset.to)?.append(part);
  const under = held?.wave && held.wave.firstChild.getBoundingClientRect().right - held.gantt.getBoundingClientRect().right;
  if (!held) reveal();
  else if (under > 0) { held.gantt.scrollLeft += under; held.scrolled += under; } // out from under the panel
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.matches("[data-plans]") && ctx.response?.status < 400) close();
});
panel.addEventListener("click", ({ target }) => { if (target.closest("[data-keep]")) close(); });

/* Out of the hand; what it was about is told. */
function letGo() {
  const was = held ?? {};
  held = undefined;
  was.over?.classList.remove("is-aimed");
  was.wave?.classList.remove("is-held");
  if (!was.row) return was;
  still(() => { delete document.documentElement.dataset.dragging; });
  document.dispatchEvent(new CustomEvent("jalon:drop"));
  return was;
}
/* What follows the hand: a line from the dot, or a copy of the bar, which itself stays as the outline of its place. */
function taken({ bar, edge, x, y }) {
  const wave = document.createElement("i"), copy = bar.cloneNode(true);
  wave.ariaHidden = true;
  if (edge === "link") {
    wave.className = "g-string";
    wave.style.cssText = `--x: ${x}; --y: ${y}`;
    return document.body.appendChild(wave);
  }
  wave.className = "g-wave is-held";
  copy.removeAttribute("href");
  copy.dataset.edge = edge;
  wave.append(copy);
  return bar.parentElement.appendChild(wave);
}
document.addEventListener("pointerdown", ({ target, button, clientX: x, clientY: y }) => {
  const bar = target.closest(".g-row:not(.g-row--group) .g-track > a");
  if (!bar || button || !may("plan")) return;
  const { left, right } = bar.getBoundingClientRect(), fits = bar.matches(".bar") && right - left > 20, gantt = bar.closest(".gantt");
  const edge = target.matches(".bar__dot") ? "link" : fits && x - left < 6 ? "start" : fits && right - x < 6 ? "finish" : "move";
  const track = bar.parentElement.getBoundingClientRect();
  held = { bar, row: bar.closest(".g-row"), edge, x, y, by: 0, least: track.left - left, most: track.right - right, gantt, scrolled: gantt.scrollLeft, end: gantt.getBoundingClientRect().right };
});
document.addEventListener("pointermove", ({ clientX, clientY }) => {
  if (!held) return;
  const { bar, row, edge, gantt } = held, begin = bar.parentElement.previousElementSibling.getBoundingClientRect().right;
  if (clientX > held.x && clientX > held.end - 24) gantt.scrollLeft += 12;
  if (clientX < held.x && clientX < begin + 24) gantt.scrollLeft -= 12;
  const far = Math.max(held.least, Math.min(held.most, clientX - held.x + gantt.scrollLeft - held.scrolled)); // days that are shown
  const by = Math.round(far / parseInt(getComputedStyle(bar).getPropertyValue("--day")));
  if (edge !== "link" && by === held.by) return;
  const { style } = held.wave ??= taken(held);
  if (edge === "link") {
    style.setProperty("--dx", clientX - held.x);
    style.setProperty("--dy", clientY - held.y);
    held.over?.classList.remove("is-aimed");
    held.over = document.elementFromPoint(clientX, clientY)?.closest(".g-row");
    held.over?.classList.add("is-aimed");
  } else {
    held.by = by;
    Object.assign(hand, { row, edge, by });
    style.setProperty("--by", by);
    clearTimeout(held.soon);
    held.soon = setTimeout(look, 60, row, edge, by);
  }
  document.documentElement.dataset.dragging = 1; // by style, no bar takes the click that ends it
});
document.addEventListener("pointerup", () => {
  const { row, edge, over, by, wave } = letGo();
  if (edge === "link" || panel.querySelector(`[name=by][value="${by}"]`)) wave?.remove(); // else its place is being asked for
  link(over, row);
  if (by) reveal();
});
document.addEventListener("pointercancel", () => { if (held) close(); });
