/* The inbox under the keyboard; it fetches itself when something new came. */
import { io } from "socket.io";
import { hear, show } from "jalon/unread";

const inbox = () => document.getElementById("inbox");
const socket = io({ transports: ["websocket"], reconnectionDelayMax: 15000, randomizationFactor: 1 });
const renew = () => htmx.ajax("GET", inbox().dataset.here, { target: "#inbox", swap: "outerMorph" });

hear(socket, renew);
socket.on("connect", () => socket.emit("listen"));
socket.on("end", () => location.reload());
document.addEventListener("htmx:after:swap", () => show(Number(inbox().dataset.count)));

document.addEventListener("keydown", (event) => {
  const { key, target } = event, step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, [contenteditable]")) return;
  const all = [...document.querySelectorAll(".notif")], at = all.indexOf(target.closest(".notif") ?? document.querySelector(".notif[aria-current]"));
  const deed = step ? all[at + step] : /^[a-z]$/.test(key) && document.querySelector(`[data-key=${key}]`);
  if (!deed) return;
  if (step) deed.focus(); else deed.click();
  event.preventDefault();
});
