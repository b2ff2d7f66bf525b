/* The line of every page: how much is unread, and when to look again. */
import { io } from "socket.io";

export const socket = io({ transports: ["websocket"], reconnectionDelayMax: 15000, randomizationFactor: 1 });
const shown = document.querySelector("[data-room]") ? ".sidebar" : ".shell", typed = new Set();
let turn = Promise.resolve();

export function show(count) {
  for (const badge of document.querySelectorAll("[data-unread]")) {
    badge.hidden = !count;
    badge.textContent = count > 99 ? "99+" : count;
  }
}

/* Put over what is here, but for what is typed. */
async function look() {
  const answer = await fetch(location, { cache: "no-cache" }).catch(() => null);
  if (!answer) return;
  if (!answer.ok || answer.redirected) return location.reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of typed) part.setAttribute("hx-morph-skip", "");
  await htmx.swap({ text: fresh.querySelector(shown).outerHTML, target: shown, swap: "outerMorph" });
  for (const part of typed) part.removeAttribute("hx-morph-skip");
  document.body.dataset.reach = fresh.body.dataset.reach;
}

socket.on("unread", show);
socket.on("look", () => { turn = turn.then(look); });
socket.on("end", () => location.reload());
if (shown === ".shell") socket.on("connect", () => socket.emit("listen", document.body.dataset.reach));
document.addEventListener("input", ({ target }) => typed.add(target.form ?? target));
document.addEventListener("submit", ({ target }) => { if ("quits" in target.dataset) socket.disconnect(); });
addEventListener("pageshow", (event) => { if (event.persisted) socket.disconnect().connect(); });
