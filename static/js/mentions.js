/* Names offered after @: of those who will read it, and whom the writer may meet. */
let box, field, asked = 0;

const begun = () => field?.value.slice(0, field.selectionStart).match(/(?:^|\s)@(\S*(?: \S*)?)$/)?.[1];
const options = () => [...(box?.children ?? [])];

function shut() {
  box?.remove();
  field?.removeAttribute("aria-activedescendant");
  box = null;
}

async function offer(target) {
  if (field !== target) shut();
  field = target;
  const q = begun(), turn = ++asked;
  if (q === undefined) return shut();
  const address = new URL(field.dataset.mentions, location), picked = field.form.elements.visibility;
  if (picked) address.searchParams.set("visibility", picked.value);
  address.searchParams.set("q", q);
  const answer = await fetch(address).catch(() => null);
  const html = answer?.ok ? await answer.text() : "";
  if (turn !== asked) return;
  shut();
  if (!html.trim()) return;
  field.insertAdjacentHTML("afterend", html);
  box = field.nextElementSibling;
  choose(0);
}

function choose(at) {
  const all = options();
  all.forEach((one, n) => one.setAttribute("aria-selected", n === at));
  field.setAttribute("aria-activedescendant", all[at].id);
}

function take(option) {
  const end = field.selectionStart, start = end - begun().length;
  field.setRangeText(`${option.dataset.name} `, start, end, "end");
  shut();
  field.focus();
}

document.addEventListener("input", ({ target }) => { if (target.dataset.mentions) offer(target); });
document.addEventListener("focusout", ({ target }) => { if (target === field) setTimeout(() => { if (document.activeElement !== field) shut(); }, 200); });
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest("[data-name]");
  if (!option || !box?.contains(option)) return;
  event.preventDefault();
  take(option);
});

/* Before whoever else listens: Escape closes the names, not the sheet, and Enter sends nothing. */
document.addEventListener("keydown", (event) => {
  if (!box || event.target !== field) return;
  const all = options(), at = all.findIndex((one) => one.ariaSelected === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose((at + step + all.length) % all.length);
  else if (event.key === "Enter" || event.key === "Tab") take(all[at]);
  else if (event.key === "Escape") shut();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, { capture: true });
