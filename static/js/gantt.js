/* The plan under the keyboard; it opens at today. */
import "jalon/forms";
import { open } from "jalon/sheet";
import "jalon/live";
import { announce, may } from "jalon/page";
import { say } from "jalon/words";
import { close, edit, hand, link, look } from "jalon/bars";

const nameIn = (row) => row.querySelector(".g-name a");
const STEPS = { ArrowUp: -1, ArrowDown: 1, k: -1, j: 1 };
const SIDES = { ArrowLeft: -1, ArrowRight: 1 };
let from; // where a link begins

document.getElementById("today")?.scrollIntoView({ block: "nearest", inline: "start" });

function go(row, step) {
  const rows = [...document.querySelectorAll(".g-row")], next = rows[rows.indexOf(row) + step];
  if (next) nameIn(next).focus();
}
function aim(row) {
  from?.classList.remove("is-aimed");
  if (from || !row) { link(row, from); return from = undefined; }
  from = row;
  row.classList.add("is-aimed");
  announce(say("linking", { title: nameIn(row).textContent }));
}

/* Is it ours? In a field only Tab and Escape are. */
function pressed({ key, target, shiftKey }) {
  const field = target.closest(".g-edit"), row = target.closest(".g-row") ?? (target.closest("#ripple button") && hand.row);
  const side = SIDES[key], phase = row?.getAttribute("aria-expanded");
  if (key === "Escape" && (field || from || hand.row)) { aim(); close(); }
  else if (!row) return;
  else if (field) {
    const cells = [...row.querySelectorAll("[data-cell]")], next = cells[cells.indexOf(field.parentElement) + (shiftKey ? -1 : 1)];
    if (key !== "Tab" || !next) return;
    field.remove();
    edit(row, next);
  } else if (key in STEPS) go(row, STEPS[key]);
  else if (side && phase) { if ((phase === "true") === side < 0) row.querySelector(".g-fold").click(); }
  else if (key === "e") edit(row, row.querySelector("[data-cell]"));
  else if (!may("plan")) return;
  else if (side) {
    const edge = shiftKey ? "finish" : "move";
    look(row, edge, side + (hand.row === row && hand.edge === edge && hand.by));
  } else if (key === "l" || (key === "Enter" && from && from !== row && row.contains(target))) aim(row);
  else return;
  return true;
}
document.addEventListener("keydown", (event) => {
  if (!event.ctrlKey && !event.metaKey && !event.altKey && pressed(event)) event.preventDefault();
});
/* A name waits a moment before it opens: a second click means to type over it. */
let soon;
document.addEventListener("click", (event) => {
  const name = event.target.closest(".g-name a");
  if (!name || !event.detail || event.ctrlKey || event.metaKey || event.shiftKey || !may("progress")) return;
  event.preventDefault();
  event.stopPropagation();
  clearTimeout(soon);
  if (event.detail === 1) soon = setTimeout(open, 250, name.getAttribute("href"));
}, true);
document.addEventListener("dblclick", ({ target }) => edit(target.closest(".g-row"), target.closest("[data-cell]")));
