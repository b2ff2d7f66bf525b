/* Who else is here, and the outline of what they are writing in. */

let last = { editing: [] };

export function show(told) {
  last = told;
  const faces = document.getElementById("live-presence");
  if (faces) faces.innerHTML = told.html;
  mark();
}

function mark() {
  for (const who of document.querySelectorAll(".live-edit__who")) who.remove();
  for (const marked of document.querySelectorAll(".live-edit")) {
    marked.classList.remove("live-edit", marked.dataset.liveHue);
  }
  const me = document.querySelector("[data-room]")?.dataset.me;
  for (const spot of last.editing) if (spot.by !== me) outline(spot);
}

function outline({ id, field, hue, words }) {
  const places = [document.getElementById(`task-${id}`), document.getElementById(`task-${id}-${field}`), id === "draft" && document.getElementById(field)];
  for (const place of places.filter(Boolean)) {
    const who = document.createElement("span");
    who.className = "live-edit__who";
    who.textContent = words;
    place.dataset.liveHue = `hue-${hue}`;
    place.classList.add("live-edit", `hue-${hue}`);
    place.prepend(who);
  }
}

document.addEventListener("htmx:after:swap", mark);

/* Tells where somebody here writes: in which block of which task. */
export function writing(tell) {
  const spotOf = (target) => {
    const block = target.form && target.closest("[data-block]"), sheet = block?.closest("[data-task]");
    const section = target.closest?.("[data-draft] .sect");
    return section ? { field: section.id } : sheet ? { task: sheet.dataset.task, field: block.dataset.block } : null;
  };
  document.addEventListener("focusin", ({ target }) => { const spot = spotOf(target); if (spot) tell(spot); });
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (spotOf(target) && !spotOf(relatedTarget ?? document.body)) tell(null);
  });
}
