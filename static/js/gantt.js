/* The plan under the keyboard, and where it opens: at today. The server draws all of it. */
const gantt = () => document.getElementById("gantt");
const rows = () => [...gantt().querySelectorAll(".g-row")];
const STEPS = { ArrowUp: -1, ArrowDown: 1, k: -1, j: 1 };
const SIDES = { ArrowLeft: "true", ArrowRight: "false" }; // what is open is folded, and the other way round

function show() {
  document.getElementById("today")?.scrollIntoView({ block: "nearest", inline: "start" });
}

function go(row, step) {
  const all = rows();
  all[all.indexOf(row) + step]?.querySelector(".g-name a").focus();
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event, row = target.closest?.(".g-row");
  if (!row || event.ctrlKey || event.metaKey || event.altKey || target.matches("input, select")) return;
  const fold = row.querySelector(".g-fold");
  if (key in STEPS) go(row, STEPS[key]);
  else if (key in SIDES && row.getAttribute("aria-expanded") === SIDES[key]) fold.click();
  else return;
  event.preventDefault();
});

/* A fold or a zoom came: whoever had a phase under the finger still has. */
let held;
document.addEventListener("htmx:before:request", ({ target }) => { held = target.id === "view" && document.activeElement.closest(".g-row")?.id; });
document.addEventListener("htmx:after:swap", () => {
  if (held === undefined) return;
  document.getElementById(held)?.querySelector(".g-name a").focus({ preventScroll: true });
  held = undefined;
});

if (gantt()) show();
