/* Puts one pushed card where it stands now, keeping focus and whatever is being typed. */
import { fresh, recount } from "jalon/lanes";

const cardOf = (id) => document.getElementById(`task-${id}`);

/* True when the page now shows what the push says; false when it had better ask for itself. */
export async function place(push) {
  if (!document.querySelector(".lane__cards")) return true;
  const lane = document.getElementById(`cards-${push.place.column}`), was = cardOf(push.id);
  if (!lane) return false;
  count(push);
  const rest = lane.querySelector("[data-more]");
  const next = push.place.before ? cardOf(push.place.before) : rest;
  if (push.place.before ? next?.parentNode !== lane : rest) {
    // Its place is beyond what is loaded: it comes with the rest.
    was?.remove();
    return Boolean(rest);
  }
  const moves = was?.parentNode !== lane || following(was) !== next;
  const [card, changed] = await dress(was, push.html);
  if (moves) move(card, lane, next);
  if (!was) htmx.process(card);
  if (moves || changed) tint(card);
  return true;
}

export function remove(push) {
  cardOf(push.id)?.remove();
  count(push);
  return true;
}

/* The rows of a plan that changed, and the lines between them. */
export async function draw({ rows, lines, finish }) {
  if (document.querySelector(".agenda")?.checkVisibility()) return false;
  for (const [id, html] of Object.entries(rows)) {
    const row = document.getElementById(`row-${id}`);
    while (row?.querySelector(".g-edit.htmx-request")) await new Promise(requestAnimationFrame);
    if (!row || row.querySelector(".g-edit")) return false;
    await htmx.swap({ text: html, target: row, swap: "outerMorph" });
    tint(row.firstElementChild);
  }
  for (const [id, line] of Object.entries(lines)) document.querySelector(`[data-link="${id}"] *`)?.setAttribute("d", line);
  document.getElementById("plan-finish").outerHTML = finish;
  document.dispatchEvent(new CustomEvent("jalon:morphed"));
  return true;
}

function following(card) {
  let next = card.nextElementSibling;
  while (next && !next.matches(".kcard, [data-more]")) next = next.nextElementSibling;
  return next;
}

async function dress(was, html) {
  const card = fresh(html);
  if (!was) return [card, true];
  const changed = was.dataset.version !== card.dataset.version;
  if (changed) await htmx.swap({ text: card.outerHTML, target: was, swap: "outerMorph" });
  return [was, changed];
}

function move(card, lane, next) {
  const focused = card.contains(document.activeElement) && document.activeElement;
  lane.querySelector(".lane__empty")?.remove();
  if (card.isConnected && lane.moveBefore) lane.moveBefore(card, next ?? null);
  else lane.insertBefore(card, next ?? null);
  if (focused && document.activeElement !== focused) focused.focus({ preventScroll: true });
}

function tint(part) {
  part.classList.remove("live-new");
  void part.offsetWidth; // so that the same part can be tinted twice
  part.classList.add("live-new");
  setTimeout(() => part.classList.remove("live-new"), 1800);
}

function count({ counts, total }) {
  for (const [column, number] of Object.entries(counts)) {
    const lane = document.getElementById(`cards-${column}`);
    if (lane) recount(lane, number);
  }
  const words = document.querySelector("#board-count .t-meta");
  if (words) words.textContent = total;
}

/* Things few look at are fetched again by whoever has them open. An open editor is not live. */
export function ringing(ids) {
  for (const id of ids) document.querySelectorAll(`[data-ring="${CSS.escape(id)}"]`).forEach(renew);
  document.dispatchEvent(new CustomEvent("jalon:rung", { detail: ids }));
}
export const ringingAll = () => document.querySelectorAll("[data-ring]").forEach(renew);

const renewing = new WeakMap(); // a sheet on its way, and whether it was rung again meanwhile
async function renew(sheet) {
  if (renewing.has(sheet)) return renewing.set(sheet, true);
  renewing.set(sheet, false);
  const answer = await fetch(sheet.dataset.src, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.ok && sheet.isConnected) {
    await morph(sheet, await answer.text());
    sheet.dispatchEvent(new CustomEvent("jalon:renewed", { bubbles: true }));
  }
  if (answer?.status === 404 && sheet.isConnected) leave(sheet);
  const again = renewing.get(sheet);
  renewing.delete(sheet);
  if (again) renew(sheet);
}

async function morph(sheet, text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of sheet.querySelectorAll("[data-block]:not([hx-morph-skip])")) {
    const now = fresh.getElementById(part.id);
    if (!now || part.isEqualNode(now)) continue;
    const changed = part.textContent !== now.textContent;
    await htmx.swap({ text: now.outerHTML, target: part, swap: "outerMorph" });
    if (changed && part.isConnected) tint(part);
  }
}

function leave(sheet) {
  if (!sheet.closest("dialog")) return location.reload();
  document.dispatchEvent(new CustomEvent("jalon:gone"));
}

/* Unfinished input is nobody's to morph away. */
function keep(form, on) {
  if (form?.closest("[data-room], [data-ring]")) form.toggleAttribute("hx-morph-skip", on);
}
document.addEventListener("input", ({ target }) => keep(target.form, true));
document.addEventListener("jalon:refused", ({ target }) => keep(target, true));
document.addEventListener("submit", ({ target }) => keep(target, false));
document.addEventListener("reset", ({ target }) => keep(target, false));
