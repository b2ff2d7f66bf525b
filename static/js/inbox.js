/* The inbox under the keyboard; it fetches itself when something new came. */
import { show, socket } from "jalon/line";

const inbox = () => document.getElementById("inbox");
const entries = () => [...document.querySelectorAll(".notif")];
const renew = () => htmx.ajax("GET", inbox().dataset.here, { target: "#inbox", swap: "outerMorph" });
let next; // takes the focus once its entry is gone

socket.on("unread", renew);
socket.io.on("reconnect", renew);
document.addEventListener("htmx:after:swap", () => {
  show(Number(inbox().dataset.count));
  if (document.activeElement === document.body) entries().slice(0, next + 1).at(-1)?.focus();
  next = undefined;
});

document.addEventListener("keydown", (event) => {
  const { key, target } = event, step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, [contenteditable]")) return;
  const own = target.closest(".notif"), all = entries(), at = all.indexOf(own ?? document.querySelector(".notif[aria-current]"));
  const find = (place) => /^[a-z]$/.test(key) && document.querySelector(`${place} [data-key=${key}]`);
  const deed = step ? all[at + step] : find(own ? `#${own.id} + *` : "#inbox-read") || find(".inbox__aside");
  if (!deed) return;
  if (step) deed.focus();
  else { next = at; deed.click(); }
  event.preventDefault();
});
