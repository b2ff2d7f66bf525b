/* Joins the room of this page, holds what comes, fetches the page itself, then applies what it lacks.
   The order is `n` alone; a gap, another run or a doubt, and the page asks for itself again. */
import { socket } from "jalon/line";
import { draw, place, remove, ringing, ringingAll } from "jalon/live-place";
import { show, writing } from "jalon/live-presence";

const root = () => document.querySelector("[data-room]");
const pause = (ms) => new Promise((go) => setTimeout(go, ms));
const dragging = () => document.documentElement.dataset.dragging;
const touched = new Map(); // how many pushes about each card
let held = [], n = 0, run, changed, late, ready = false, busy = false, again = 0, lost;
let stamped, fetching = false;

const ask = (name, content) => socket.timeout(8000).emitWithAck(name, content).catch(() => null);

const isNarrowed = () => [...new URL(root().dataset.page, location).searchParams].some(([key, value]) => !["all", "zoom"].includes(key) && value);

/* What the page looks like now, put over what is here. */
async function fetchItself() {
  const { page } = root().dataset, answer = await fetch(page, { cache: "no-cache" }).catch(() => null);
  if (!answer) return null;
  if (!answer.ok || answer.redirected) return location.reload();
  const text = await answer.text();
  if (page !== root().dataset.page) return fetchItself(); // narrowed meanwhile
  // The very stamp again: the browser had it confirmed (304) and nothing was put over it since.
  if (changed || !text.includes(`data-stamp="${root().dataset.stamp}"`)) await put(new DOMParser().parseFromString(text, "text/html"));
  document.dispatchEvent(new CustomEvent("jalon:morphed"));
  ringingAll();
  changed = late; // what was left out is put there next time, even if confirmed
  return stamped = root().dataset.stamp;
}

/* Over the board or the plan, but for what somebody has open or is typing in. */
async function put(fresh) {
  const now = fresh.querySelector("[data-room]");
  const { stood } = root().dataset, turned = now?.dataset.stood !== stood && !document.querySelector("form:is([hx-morph-skip], .htmx-request)");
  if (!now || turned || fresh.documentElement.lang !== document.documentElement.lang) return location.reload();
  while (dragging()) await pause(100);
  if (!root().matches("#board, #plan-view")) return Object.assign(root().dataset, now.dataset, { stood });
  const open = [...root().querySelectorAll("details[open], form[hx-morph-skip], form:focus-within")]
    .map((part) => part.closest(".lane__head, details, .g-row") ?? part).filter((part) => !part.hasAttribute("hx-morph-skip"));
  late = open.length > 0;
  for (const part of open) part.setAttribute("hx-morph-skip", "");
  fetching = true;
  await htmx.swap({ text: now.outerHTML, target: root(), swap: "outerMorph" });
  fetching = false;
  document.body.dataset.rights = fresh.body.dataset.rights ?? "";
  for (const part of open) part.removeAttribute("hx-morph-skip");
  const count = document.getElementById("board-count"), news = fresh.getElementById("board-count");
  if (count && news) count.innerHTML = news.innerHTML;
}

async function join() {
  for (let tries = 0; socket.connected && tries < 5; tries++) {
    const { project, room, zoom, draft } = root().dataset;
    const answer = await ask("join", { project, room, zoom, draft, reach: document.body.dataset.reach });
    if (answer?.end) return location.reload();
    if (answer?.run) {
      if (run && run !== answer.run) await pause(Math.random() * 2000);
      run = answer.run;
      return true;
    }
    await pause(tries * 1000);
    await fetchItself();
  }
}

/* One at a time; who asks meanwhile gets another round (2: with joining). */
async function catchUp(joining) {
  ready = false;
  again = Math.max(again, joining ? 2 : 1);
  if (busy) return;
  busy = true;
  while (again && socket.connected) {
    joining = again === 2;
    again = 0;
    if (joining && !(await join())) { again = 2; await pause(2000); continue; }
    if (isNarrowed()) await pause(300);
    held = []; // what came before the question is part of its answer
    const stamp = await fetchItself();
    const included = stamp && await ask("fetched", stamp);
    if (typeof included !== "number") { again = Math.max(again, 1); await pause(1000); continue; }
    n = included;
    held = held.filter((push) => push.n > n);
  }
  busy = false;
  again = 0;
  ready = socket.connected;
  if (!ready) return;
  calm();
  inTurn();
}

async function apply() {
  while (ready && held.length && !dragging()) {
    const push = held.shift();
    if (push.n <= n) continue;
    if (push.n !== n + 1) { held.unshift(push); return void catchUp(); }
    n = push.n;
    changed = performance.now();
    const ids = push.ring ?? (push.rows ? Object.keys(push.rows) : [push.id]);
    for (const id of ids) touched.set(id, (touched.get(id) ?? 0) + 1);
    if (push.ring?.includes("board") || (isNarrowed() && !push.ring) || !(push.ring || await (push.gone ? remove : push.rows ? draw : place)(push))) {
      return void catchUp();
    }
    ringing([...ids, "activity"]);
  }
}

let turn = Promise.resolve();
const inTurn = () => { turn = turn.then(apply); };

socket.on("push", (push) => { held.push(push); if (ready) inTurn(); });
socket.on("presence", show);
socket.on("connect", () => catchUp(true));
if (socket.connected) catchUp(true);
socket.on("rejoin", () => catchUp(true));
socket.on("disconnect", () => { ready = false; worry(); });
socket.on("connect_error", worry);
document.addEventListener("jalon:drop", inTurn);
/* A field was left, a move saved or undone: what went by is fetched, all of it where nothing is heard. */
for (const done of ["jalon:left", "jalon:undone"]) document.addEventListener(done, () => { if (!socket.connected) fetchItself(); else if (late) catchUp(); });
/* The rest of a column came while others moved its cards: which of the two is older? */
document.addEventListener("jalon:loaded", ({ detail }) => { if (changed > detail) catchUp(); });
writing((spot) => socket.emit("editing", spot));

/* A tab that slept may have missed anything. */
let slept = 0;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) slept = Date.now();
  else if (slept && Date.now() - slept > 30000 && socket.connected) catchUp();
});

/* An answer that a push overtook is older than what is here. */
const target = (id) => id?.startsWith?.("task-") && id.slice(5);
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => { ctx.touched = new Map(touched); });
document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  if (!ctx.touched) return;
  const late = (task) => touched.get(target(task.target?.id)) !== ctx.touched.get(target(task.target?.id));
  for (const task of tasks.filter(late)) tasks.splice(tasks.indexOf(task), 1);
});

/* Somebody here filtered, or changed a column: the board was swapped for one of another moment. */
document.addEventListener("htmx:after:swap", async () => {
  const { stamp } = root()?.dataset ?? {};
  if (fetching || !ready || !stamp || stamp === stamped) return;
  stamped = stamp;
  const included = await ask("fetched", stamp);
  if (stamp !== stamped || !ready) return;
  if (typeof included !== "number" || included < n) return catchUp();
  n = included;
});

function worry() {
  delete document.documentElement.dataset.live;
  lost ??= setTimeout(() => { document.getElementById("live-lost")?.removeAttribute("hidden"); }, 3000);
}
function calm() {
  document.documentElement.dataset.live = "on";
  clearTimeout(lost);
  lost = undefined;
  document.getElementById("live-lost")?.setAttribute("hidden", "");
}
