/* The board under the keyboard: arrows and J K go from card to card, space picks up and drops. */
import { announce, may } from "jalon/page";
import { say } from "jalon/words";
import { cardsOf, isFolded, laneOf, lanes, nameOf, put, titleOf } from "jalon/lanes";
import { hold, placeOf, release, settle } from "jalon/moving";
import { openEditor } from "jalon/sheet";

const STEPS = { ArrowUp: -1, ArrowDown: 1, k: -1, j: 1 };
const SIDES = { ArrowLeft: -1, ArrowRight: 1 };
let held = null; // the card in hand and where it came from

const isTyping = (target) => target.matches("input, textarea, select, [contenteditable]");
const focus = (card) => card?.querySelector("a").focus();
const cardUnder = (target) => target.closest?.(".kcard");
const open = () => lanes().filter((lane) => !isFolded(lane));

function said(name, card) {
  const lane = laneOf(card), cards = cardsOf(lane);
  announce(say(name, { title: titleOf(card), column: nameOf(lane), place: cards.indexOf(card) + 1, count: cards.length }));
}

async function besides(card, step) {
  const lane = laneOf(card);
  if (step > 0 && cardsOf(lane).at(-1) === card) await lane.rest();
  return cardsOf(lane)[cardsOf(lane).indexOf(card) + step];
}

function across(card, side) {
  const all = open(), lane = all[all.indexOf(laneOf(card)) + side];
  return lane && { lane, near: cardsOf(lane)[Math.min(cardsOf(laneOf(card)).indexOf(card), cardsOf(lane).length - 1)] };
}

async function go(card, key) {
  if (key in STEPS) return focus(await besides(card, STEPS[key]));
  for (let side = SIDES[key], at = across(card, side); at; side += SIDES[key], at = across(card, side)) {
    if (at.near) return focus(at.near);
  }
}

function pickUp(card) {
  held = { card, from: placeOf(card) };
  hold();
  card.classList.add("is-dragging");
  said("picked", card);
}

async function carry(key) {
  const { card } = held;
  if (key in STEPS) {
    const other = await besides(card, STEPS[key]);
    if (!other) return;
    put(card, laneOf(card), STEPS[key] < 0 ? other : other.nextElementSibling);
  } else {
    const to = across(card, SIDES[key]);
    if (!to) return;
    put(card, to.lane, to.near);
  }
  focus(card);
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
  said("moved", card);
}

function letGo() {
  const was = held;
  was.card.classList.remove("is-dragging");
  held = null;
  return was;
}

function drop() {
  const { card, from } = letGo();
  settle(card, from).then((stays) => {
    const now = document.getElementById(card.id); // drawn anew if the move closed it
    if (stays && now) said("dropped", now);
  }).finally(release);
}

function cancel() {
  const { card, from } = letGo();
  put(card, from.lane, from.next);
  focus(card);
  said("cancelled", card);
  release();
}

function carrying(event) {
  const { key } = event;
  if (key === " " || key === "Enter") drop();
  else if (key === "Escape") cancel();
  else if (key in STEPS || key in SIDES) carry(key);
  else if (key !== "Tab") return;
  event.preventDefault();
}

const PLAIN = {
  n: () => document.querySelector("[data-new]")?.click(),
  f: () => document.querySelector("#filters [name=q]")?.focus(),
  "?": () => document.getElementById("shortcuts").showModal(),
  j: () => focus(document.querySelector(".kcard")),
};

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (held) return carrying(event);
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(target) || document.querySelector("dialog[open]")) return;
  const card = cardUnder(target);
  if (card && (key in STEPS || key in SIDES)) go(card, key);
  else if (card && key === " " && may("move")) pickUp(card);
  else if (card && key === "e") openEditor(card.querySelector("a"), "title");
  else if (PLAIN[key]) PLAIN[key]();
  else return;
  event.preventDefault();
});

document.addEventListener("focusout", () => { if (held) setTimeout(() => { if (held && document.activeElement === document.body) focus(held.card); }); });
document.querySelector("[data-shortcuts]")?.addEventListener("click", PLAIN["?"]);
