/* A card that changed place: shown at once, told to the server, put back if refused, undone if asked. */
import { announce, toast, token } from "jalon/page";
import { say } from "jalon/words";
import { columnOf, counted, fresh, idOf, laneOf, limitOf, nameOf, nextOf, put, recount, titleOf } from "jalon/lanes";

let told = null;
export const placeOf = (card) => ({ lane: laneOf(card), next: nextOf(card) });

export function hold() { document.documentElement.dataset.dragging = "1"; }
export function release() {
  delete document.documentElement.dataset.dragging;
  document.dispatchEvent(new CustomEvent("jalon:drop"));
}

export function ask(method, address, values) {
  const headers = { "X-CSRFToken": token(), "HX-Request": "true" };
  return fetch(address, { method, headers, body: values && new URLSearchParams(values) }).catch(() => null);
}

export const refusal = (answer) => decodeURIComponent(answer?.headers.get("X-Sentence") ?? "") || say("failed");

/* The card stands where it should, `from` where it stood. May it stay? */
export async function settle(card, from) {
  const lane = laneOf(card);
  if (!nextOf(card)) await lane.rest();
  const next = nextOf(card);
  if (lane === from.lane && next === from.next) return true;
  shift(from.lane, lane);
  const was = card.dataset.version;
  const answer = await ask("PUT", `/tasks/${idOf(card)}/place`, { column: columnOf(lane), before: next ? idOf(next) : "" });
  if (!answer?.ok) return takeBack(card, from, answer);
  redraw(card, was, await answer.text());
  tell(card, lane, from, answer.headers.get("X-Undo"));
  return true;
}

function shift(from, to) {
  if (from === to) return;
  recount(from, counted(from) - 1);
  recount(to, counted(to) + 1);
}

/* A push may have come first; then the card is already as it should be. */
function redraw(card, was, html) {
  const now = document.getElementById(card.id);
  if (!now || now.dataset.version !== was) return;
  const drawn = fresh(html);
  if (drawn && drawn.dataset.version !== was) {
    const focused = now.contains(document.activeElement);
    now.replaceWith(drawn);
    if (focused) drawn.querySelector("a").focus({ preventScroll: true });
  }
}

function takeBack(card, from, answer) {
  const focused = card.contains(document.activeElement);
  shift(laneOf(card), from.lane);
  put(card, from.lane, from.next);
  if (focused) card.querySelector("a").focus({ preventScroll: true });
  announce(say("returned", { title: titleOf(card), column: nameOf(from.lane) }));
  toast(refusal(answer));
}

function tell(card, lane, from, undo) {
  const column = nameOf(lane), limit = limitOf(lane), crossed = lane !== from.lane;
  const over = crossed && counted(lane) > limit;
  const words = over ? say("over", { column, count: counted(lane), limit }) : say(crossed ? "placed" : "reordered", { title: titleOf(card), column });
  told?.remove(); // what was said of an earlier move is no longer so
  if (undo) told = toast(words, { label: say("undo"), act: () => goBack(card.id, from, undo) });
}

async function goBack(id, from, undo) {
  const answer = await ask("POST", undo);
  const text = await answer?.text();
  if (!answer?.ok) return toast(fresh(text || "<p></p>")?.textContent.trim() || say("failed"));
  const card = document.getElementById(id);
  if (card && (laneOf(card) !== from.lane || nextOf(card) !== from.next)) { shift(laneOf(card), from.lane); put(card, from.lane, from.next); }
  if (card) redraw(card, card.dataset.version, text);
  announce(say("undone"));
}
