/* Forms of a task: a refusal stands beside its field, what was added clears its line. */
import { announce, toast } from "jalon/page";
import { say } from "jalon/words";
import { ask } from "jalon/moving";

document.documentElement.dataset.script = ""; // what only works with it may show

/* The sentence of a refusal, next to what was typed; nothing typed is lost. */
export function refuse(form, html) {
  const place = form.querySelector(".form-error");
  if (!place) return;
  place.innerHTML = html;
  form.dispatchEvent(new CustomEvent("jalon:refused", { bubbles: true }));
  const field = form.elements[place.firstElementChild?.dataset.field];
  if (!field?.setAttribute) return;
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

export function accept(form) {
  form.querySelector(".form-error")?.replaceChildren();
  form.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  if ("clears" in form.dataset) { form.said = form.elements.body?.value; form.reset(); }
}

/* What can be undone says how: by its event, or by taking the deed away from where it was put. */
function tellOf(form, undo) {
  const away = form.dataset.undo;
  if (away) return toast(form.dataset.said, { label: say("undo"), act: () => htmx.ajax("DELETE", away, { target: "#board", swap: "outerHTML" }) });
  const act = async () => {
    if (!(await ask("POST", undo))?.ok) return toast(say("failed"));
    if (form.said) form.elements.body.value ||= form.said;
    announce(say("undone"));
    document.dispatchEvent(new CustomEvent("jalon:undone"));
  };
  toast(form.dataset.said, undo ? { label: say("undo"), act } : {});
}

/* By its source, not the target of the event: a push may have taken the form away meanwhile. */
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement.closest("form, button[data-said]"), status = ctx.response?.status;
  if (!form) return;
  if (status > 399 && ctx.text.includes("data-field")) return refuse(form, ctx.text);
  if (ctx.request.method === "GET") return;
  if (status === 422) return htmx.swap({ text: ctx.text, target: form.closest("[data-block]"), swap: "outerHTML" });
  if (status >= 400) return;
  accept(form);
  form.closest("[popover]")?.hidePopover();
  if (form.dataset.said) tellOf(form, ctx.response.headers.get("X-Undo"));
  if (!("leaves" in form.dataset)) return;
  document.getElementById(`task-${form.closest("[data-task]")?.dataset.task}`)?.remove();
  form.closest("dialog")?.close();
});

/* Somebody else saved the text being written here: said when it lands. */
async function compare(form) {
  const answer = await ask("POST", form.dataset.compares, { was: form.elements.was.value });
  if (answer?.ok && form.isConnected) form.querySelector("[data-overtaken]").innerHTML = await answer.text();
}
document.addEventListener("jalon:renewed", ({ target }) => {
  target.querySelectorAll("form[data-compares]:not(.htmx-request)").forEach(compare);
});

/* The block whose editor is being left: known to its own answer, not to what others change meanwhile. */
document.addEventListener("htmx:before:request", ({ target, detail: { ctx } }) => { ctx.left = (target.closest?.("[data-block][hx-morph-skip]") ?? target.closest?.(".lane__edit")?.closest(".lane"))?.id; });

/* What a swap brought in to be typed into gets the focus; what is left gives it back to its door. */
document.addEventListener("htmx:after:swap", ({ detail: { ctx: { left } } }) => {
  const field = document.querySelector("form [autofocus]:not([data-met])");
  if (!field && left && document.activeElement === document.body) document.querySelector(`#${left} a[hx-get*="/edit"]:not(.menu__item), #${left} .lane__head [popovertarget]`)?.focus();
  if (!field) return;
  field.dataset.met = "";
  field.focus();
  if (["text", "textarea"].includes(field.type)) field.setSelectionRange(field.value.length, field.value.length);
});
/* What is unfolded takes the focus. */
document.addEventListener("toggle", ({ target }) => { if (target.matches("details.adds[open]") && navigator.userActivation?.isActive && [document.body, target.firstElementChild].includes(document.activeElement)) target.querySelector("input:not([type=hidden])")?.focus(); }, true);

document.addEventListener("keydown", (event) => {
  const { key, target } = event, form = target.form;
  const sends = form && key === "Enter" && target.matches("textarea") && ((event.ctrlKey || event.metaKey) || ("enter" in target.dataset && !event.shiftKey));
  if (sends) { event.preventDefault(); form.requestSubmit(); }
  if (form && key === "Escape" && (form.querySelector("[data-cancel]") || target.matches("dialog textarea, dialog .input"))) leave(event, form);
});

/* Escape leaves the field at once: the next one closes what lies under it. */
function leave(event, form) {
  event.preventDefault();
  event.stopPropagation();
  form.querySelector("[data-cancel]")?.click();
  event.target.blur();
}
