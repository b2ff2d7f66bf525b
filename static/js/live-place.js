/* Puts one pushed card where it stands now, keeping focus and whatever is being typed. */

import { recount } from "jalon/lanes";

const laneOf = (column) => document.getElementById(`cards-${column}`);
const cardOf = (id) => document.getElementById(`task-${id}`);
const hasLanes = () => document.querySelector(".lane__cards");

/* True when the page now shows what the push says; false when it had better ask for itself. */
export async function place(push) {
  if (!hasLanes()) return true;
  const lane = laneOf(push.place.column), was = cardOf(push.id);
  if (!lane) return false;
  count(push.counts);
  const rest = lane.querySelector("[data-more]");
  const next = push.place.before ? cardOf(push.place.before) : rest;
  if (push.place.before ? next?.parentNode !== lane : rest) {
    // Its place is beyond what is loaded: it comes with the rest.
    was?.remove();
    return Boolean(rest);
  }
  const moves = was?.parentNode !== lane || following(was) !== next;
  const card = await dress(was, push.html);
  if (moves) move(card, lane, next);
  if (!was) htmx.process(card);
  if (moves || card !== was || card.liveChanged) tint(card);
  return true;
}

export async function remove(push) {
  cardOf(push.id)?.remove();
  count(push.counts);
  return true;
}

const following = (card) => {
  const next = card.nextElementSibling;
  return next && (next.matches("article") || next.matches("[data-more]")) ? next : null;
};

async function dress(was, html) {
  const fresh = document.createRange().createContextualFragment(html.trim()).firstElementChild;
  if (!was) { fresh.liveChanged = true; return fresh; }
  was.liveChanged = was.dataset.version !== fresh.dataset.version;
  if (was.liveChanged) await htmx.swap({ text: html, target: was, swap: "outerMorph" });
  return was;
}

function move(card, lane, next) {
  const focused = card.contains(document.activeElement) && document.activeElement;
  if (card.isConnected && lane.moveBefore) lane.moveBefore(card, next ?? null);
  else lane.insertBefore(card, next ?? null);
  if (focused && document.activeElement !== focused) focused.focus({ preventScroll: true });
}

function tint(card) {
  card.liveChanged = false;
  card.classList.remove("live-new");
  void card.offsetWidth; // so that the same card can be tinted twice
  card.classList.add("live-new");
  setTimeout(() => card.classList.remove("live-new"), 1800);
}

function count(counts) {
  for (const [column, number] of Object.entries(counts ?? {})) {
    const lane = laneOf(column);
    if (lane) recount(lane, number);
  }
}

/* Things few look at are fetched again by whoever has them open. A form with unsaved words stays. */
export function ringing(ids) {
  for (const id of ids) document.querySelectorAll(`[data-ring~="${CSS.escape(id)}"]`).forEach(renew);
}

const renewing = new WeakMap();
async function renew(part) {
  if (renewing.has(part)) { renewing.set(part, true); return; }
  renewing.set(part, false);
  const answer = await fetch(part.dataset.src ?? location.href, { cache: "no-cache", headers: { "HX-Request": "true" } }).catch(() => null);
  const again = renewing.get(part);
  renewing.delete(part);
  if (!part.isConnected || !answer) return;
  if (answer.status === 404) part.dispatchEvent(new CustomEvent("jalon:gone", { bubbles: true }));
  if (!answer.ok) return;
  const text = await answer.text();
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(part.id);
  const form = part.contains(document.activeElement) && document.activeElement.closest("form");
  if (form) form.setAttribute("hx-morph-skip", "");
  if (fresh) await htmx.swap({ text: fresh.outerHTML, target: part, swap: "outerMorph" });
  if (form && !form.dataset.unsaved) form.removeAttribute("hx-morph-skip");
  if (again) renew(part);
}

/* Unfinished input is nobody's to morph away. */
document.addEventListener("input", ({ target }) => keep(target.form, true));
document.addEventListener("submit", ({ target }) => keep(target, false));
document.addEventListener("reset", ({ target }) => keep(target, false));
function keep(form, on) {
  if (!form?.closest("[data-room], [data-ring]")) return;
  form.toggleAttribute("hx-morph-skip", on);
  form.toggleAttribute("data-unsaved", on);
}
