/* Which card stands where, and how many there are. */

export const lanes = () => [...document.querySelectorAll("task-lane")];
export const cardsOf = (lane) => [...lane.querySelectorAll(":scope > .kcard")];
export const laneOf = (card) => card.closest("task-lane");
export const columnOf = (lane) => lane.id.replace("cards-", "");
export const nameOf = (lane) => lane.closest(".lane").querySelector(".lane__name")?.textContent.trim() ?? lane.closest(".lane").querySelector("[name=name]").defaultValue;
export const titleOf = (card) => card.querySelector(".kcard__title").textContent.trim();
export const idOf = (card) => card.id.replace("task-", "");
export const isFolded = (lane) => lane.closest(".lane").hasAttribute("data-folded");

/* Whoever edits a column has no count in its head; the board comes anew when they are done. */
const countOf = (lane) => lane.closest(".lane").querySelector("[data-count]");

/* Says how many cards a lane holds, and how that sits with its limit. */
export function recount(lane, number) {
  const count = countOf(lane);
  if (!count) return;
  const limit = Number(count.dataset.limit) || Infinity;
  count.dataset.count = number;
  count.querySelector("span").textContent = limit < Infinity ? `${number} / ${limit}` : number;
  count.classList.toggle("is-warn", number === limit);
  count.classList.toggle("is-danger", number > limit);
  lane.closest(".lane").classList.toggle("lane--over", number > limit);
}

export const counted = (lane) => Number(countOf(lane)?.dataset.count);
export const limitOf = (lane) => Number(countOf(lane)?.dataset.limit) || Infinity;

/* Puts a card before another one, at the end of what is loaded if there is none. */
export function put(card, lane, next) {
  lane.insertBefore(card, next?.parentNode === lane ? next : lane.querySelector("[data-more]"));
}

export function nextOf(card) {
  const next = card.nextElementSibling;
  return next?.matches(".kcard") ? next : null;
}

/* A card as the server sent it. */
export function fresh(html) {
  return document.createRange().createContextualFragment(html.trim()).firstElementChild;
}
