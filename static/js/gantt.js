/* The plan under the keyboard, and where it opens: at today. The server draws all of it. */
import { announce } from "jalon/page";
import { close, edit, hand, link, look, may } from "jalon/bars";

const gantt = () => document.getElementById("gantt");
const words = document.getElementById("plan-words").dataset;
const STEPS = { ArrowUp: -1, ArrowDown: 1, k: -1, j: 1 };
const SIDES = { ArrowLeft: -1, ArrowRight: 1 };
const RIGHTS = { title: "edit", people: "assign", percent: "progress" };
let zoom, from; // what is shown now; where a link begins

function show() {
  if (zoom === gantt()?.dataset.zoom) return;
  zoom = gantt().dataset.zoom;
  document.getElementById("today")?.scrollIntoView({ block: "nearest", inline: "start" });
}
document.addEventListener("htmx:after:swap", show);
show();

function go(row, step) {
  const rows = [...gantt().querySelectorAll(".g-row")];
  const next = rows[rows.indexOf(row) + step];
  next?.querySelector(".g-name a").focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest", inline: "nearest" });
}
function open(row, cell) {
  if (cell && may(RIGHTS[cell.dataset.cell] ?? "plan") && !cell.querySelector("form")) edit(row, cell);
}
function aim(row) {
  from?.classList.remove("is-aimed");
  if (from || !row) { link(row, from); return from = undefined; }
  from = row;
  row.classList.add("is-aimed");
  announce(words.linking.replace("{title}", row.querySelector(".g-name a").textContent));
}
function nudge(row, edge, side) {
  look(row, edge, (hand.row === row && hand.edge === edge ? hand.by : 0) + side);
}

/* Is it ours? In a field only Tab and Escape are. */
function pressed({ key, target, shiftKey }) {
  const field = target.closest(".g-edit"), row = target.closest(".g-row") ?? (target.closest("#ripple button") && hand.row);
  if (key === "Escape" && (field || from || document.getElementById("ripple").firstElementChild)) { aim(); close(); announce(words.kept); }
  else if (!row) return;
  else if (field) {
    const cells = [...row.querySelectorAll("[data-cell]")], next = cells[cells.indexOf(field.parentElement) + (shiftKey ? -1 : 1)];
    if (key !== "Tab" || !next) return;
    field.remove();
    open(row, next);
  } else if (key in STEPS) go(row, STEPS[key]);
  else if (key in SIDES && row.hasAttribute("aria-expanded")) {
    if ((row.getAttribute("aria-expanded") === "true") === (SIDES[key] < 0)) row.querySelector(".g-fold").click();
  } else if (key in SIDES && may("plan")) nudge(row, shiftKey ? "finish" : "move", SIDES[key]);
  else if (key === "l" && may("plan")) aim(row);
  else if (key === "e") open(row, row.querySelector("[data-cell]"));
  else return;
  return true;
}
document.addEventListener("keydown", (event) => {
  if (!event.ctrlKey && !event.metaKey && !event.altKey && !document.querySelector("dialog[open]") && pressed(event)) event.preventDefault();
});
document.addEventListener("dblclick", ({ target }) => { const cell = target.closest?.("[data-cell]"); if (cell) open(cell.closest(".g-row"), cell); });
