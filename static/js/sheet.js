/* The sheet of a task over the board: opened by its card, with an address of its own, closed by Escape. */
import { announce, toast } from "jalon/page";
import { say } from "jalon/words";
import { cardsOf, laneOf } from "jalon/lanes";

const sheet = document.getElementById("sheet");
const board = location.pathname + location.search;
let opener = null, home = null, boardAddress = board;
const ITS_STEP = { sheet: true, htmx: true }; // a state without its own name htmx takes for nobody's and replaces

/* What opens over the board: a task, or what was put away. */
const isOver = (path) => /^\/tasks\/|\/(archive|bin)$/.test(path);

/* Toasts and spoken sentences live where a modal dialog does not silence them. */
function carryVoices(to) {
  for (const id of ["toasts", "announce"]) to.append(document.getElementById(id));
}

async function fill(address) {
  await htmx.ajax("GET", address, { source: sheet, target: sheet.firstElementChild, swap: "innerHTML" });
  const heading = sheet.querySelector("h1");
  if (heading?.id) sheet.setAttribute("aria-labelledby", heading.id);
  return sheet.querySelector(".sheet__in");
}

export async function open(address, { push = true } = {}) {
  if (!sheet) return location.assign(address);
  for (const part of ["uploading", "mentions"]) import(`jalon/${part}`); // no board waits for it
  if (!(await fill(address))) return;
  if (!sheet.open) {
    opener = document.activeElement;
    boardAddress = location.pathname + location.search;
    sheet.showModal();
    carryVoices(sheet);
  } else if (push) history.replaceState(ITS_STEP, "", address);
  if (push && location.pathname !== address) history.pushState(ITS_STEP, "", address);
  sheet.querySelector(".sheet__main").scrollTop = 0;
}

export async function openEditor(link, block) {
  await open(link.getAttribute("href"));
  sheet.querySelector(`[data-block="${block}"] a[hx-get$="/edit"]`)?.click();
}

function closed() {
  carryVoices(document.body);
  const id = sheet.querySelector("[data-task]")?.dataset.task;
  sheet.firstElementChild.replaceChildren();
  if (history.state?.sheet) history.back();
  else if (isOver(location.pathname)) history.replaceState({ htmx: true }, "", boardAddress);
  home = document.querySelector(`#task-${id} a`) ?? opener;
  home?.focus?.();
}

function comeHome() {
  if (!sheet.open && document.activeElement === document.body) home?.focus?.();
}

function step(by) {
  const card = document.getElementById(`task-${sheet.querySelector("[data-task]")?.dataset.task}`);
  if (!card) return;
  const cards = [...document.querySelectorAll(".kcard")], inLane = cardsOf(laneOf(card));
  const next = inLane[inLane.indexOf(card) + by] ?? cards[cards.indexOf(card) + by];
  if (next) open(next.querySelector("a").getAttribute("href"));
}

async function copy(address) {
  await navigator.clipboard.writeText(new URL(address, location.href));
  toast(say("copied"));
  announce(say("copied"));
}

document.addEventListener("click", (event) => {
  const { target } = event;
  const link = target.closest(".kcard a, a[data-sheet]");
  if (link && sheet && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    return open(link.getAttribute("href"));
  }
  const button = target.closest("[data-close], [data-step], [data-copy]");
  if (!button) { if (target === sheet) sheet.close(); return; }
  if ("close" in button.dataset) sheet?.close();
  else if ("step" in button.dataset) step(Number(button.dataset.step));
  else copy(button.dataset.copy);
});

sheet?.addEventListener("close", closed);
/* Hidden or deleted: the same words, none for who puts it away. */
document.addEventListener("jalon:gone", () => {
  const own = sheet.querySelector("[data-leaves].htmx-request");
  sheet.close();
  if (!own) toast(say("gone"));
});

/* Back closes the sheet, forward opens it again; the board underneath stays as it is. */
window.addEventListener("popstate", () => {
  if (!sheet) return;
  if (isOver(location.pathname)) open(location.pathname, { push: false });
  else if (sheet.open) sheet.close();
  // A browser that goes back takes the focus away, soon after; later it is a person who does.
  home?.addEventListener?.("focusout", () => setTimeout(comeHome), { once: true, signal: AbortSignal.timeout(150) });
});
document.addEventListener("htmx:before:history:restore", (event) => {
  if (sheet && (event.detail.path === boardAddress || isOver(event.detail.path))) event.preventDefault();
});
