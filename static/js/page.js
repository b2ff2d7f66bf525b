/* What every page shares: a toast, a spoken sentence, and what to say when a request fails. */

export function toast(words, { label, act } = {}, life = 10000) {
  const box = document.createElement("div");
  box.className = "toast";
  const text = document.createElement("span");
  text.textContent = words;
  box.append(text);
  if (label) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => { box.remove(); act(); });
    box.append(button);
  }
  document.getElementById("toasts").append(box);
  setTimeout(() => box.remove(), life);
  return box;
}

export function announce(words) {
  document.getElementById("announce").textContent = words;
}

export const may = (right) => document.body.dataset.rights?.split(" ").includes(right);

export function token() {
  return document.querySelector('meta[name="csrf-token"]').content;
}

/* A refused request says why in its X-Sentence header. */
function refused(event) {
  const answer = event.detail.ctx?.response;
  if (!answer || answer.status < 400 || answer.status === 422) return;
  const sentence = answer.headers?.get?.("X-Sentence");
  if (sentence) toast(decodeURIComponent(sentence));
}

document.addEventListener("htmx:after:request", refused);
for (const said of document.querySelectorAll(".toast--said")) setTimeout(() => said.remove(), 8000);

/* A dialog stands open in the page without script; with it, a link only shows it. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]"), closer = event.target.closest("[data-closes]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (closer) closer.closest("dialog")?.close();
  if (opener || closer) event.preventDefault();
});
for (const left of document.querySelectorAll("dialog[open]")) {
  left.open = false;
  left.showModal();
}

/* A choice that needs no button when there is script. */
document.addEventListener("change", (event) => {
  event.target.closest("form[data-submits]")?.requestSubmit();
});

/* `/` goes to the search, arrows through what it found; Escape leaves it. */
document.addEventListener("keydown", (event) => {
  const { key, target } = event, finder = target.closest("[data-finder]");
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (finder && step) {
    const stops = [...finder.querySelectorAll("[type=search], a[data-hit]")];
    stops[stops.indexOf(target) + step]?.focus();
  } else if (finder && key === "Escape") target.blur();
  else if (key === "/" && !event.ctrlKey && !event.metaKey && !target.closest("input, textarea, select, [contenteditable], dialog")) {
    document.querySelector("[data-finder] [type=search]")?.focus();
  } else return;
  event.preventDefault();
});
