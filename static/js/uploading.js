/* Files on their way, with their progress; without script the form sends them itself. */
import { toast, token } from "jalon/page";
import { say } from "jalon/words";
import { accept, refuse } from "jalon/forms";

const sending = new WeakSet();
const filesOf = (form) => [...form.querySelector("[type=file]")?.files ?? []];

/* The sentence of a refusal, or none; what is chosen is named where there is room. */
function judge(form) {
  const files = filesOf(form), weight = files.reduce((sum, file) => sum + file.size, 0);
  const large = weight > Number(form.dataset.uploads), names = form.querySelector("[data-chosen]");
  form.querySelector(".form-error").textContent = large ? form.dataset.tooLarge : "";
  if (large) form.querySelector("[type=file]").value = "";
  if (names) names.textContent = large ? "" : files.map((file) => file.name).join(", ");
  return !large;
}

function send(form) {
  const request = new XMLHttpRequest(), bar = form.querySelector("progress");
  request.open("POST", form.action);
  request.setRequestHeader("X-CSRFToken", token());
  request.setRequestHeader("HX-Request", "true");
  request.upload.onprogress = ({ loaded, total }) => { bar.hidden = false; bar.value = loaded / total; };
  request.onloadend = () => {
    bar.hidden = true;
    sending.delete(form);
    arrived(form, request);
  };
  bar.value = 0;
  sending.add(form);
  request.send(new FormData(form));
}

function arrived(form, request) {
  const { status, responseText: text } = request, sentence = request.getResponseHeader("X-Sentence");
  if (status > 399 && text.includes("data-field")) return refuse(form, text);
  if (status !== 200) return toast(sentence ? decodeURIComponent(sentence) : say("failed"));
  accept(form);
  form.reset();
  judge(form);
  htmx.swap({ text, target: form.getAttribute("hx-target"), swap: form.closest("[hx-morph-skip]") ? "outerHTML" : "outerMorph" });
}

/* Before htmx, which knows no progress and gives up after a minute. */
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-uploads][hx-target]");
  if (!form || !filesOf(form).length && !form.matches("[data-submits]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!sending.has(form) && filesOf(form).length && judge(form)) send(form);
}, true);

document.addEventListener("change", ({ target }) => {
  const form = target.matches("[type=file]") && target.closest("[data-uploads]");
  if (form) judge(form);
}, true);

/* Dropped on a composer they go with its comment, else to the task or what is imported. */
function fieldAt(event) {
  if (!event.dataTransfer?.types.includes("Files")) return null;
  const zone = event.target.closest?.(".composer, .sheet__in, .drop-file");
  if (zone) event.preventDefault(); // no browser opens it
  return zone?.querySelector(zone.matches(".sheet__in") ? ".adds__files [type=file]" : "[type=file]");
}

function mark(zone) {
  document.querySelector(".is-over")?.classList.remove("is-over");
  zone?.classList.add("is-over");
}

document.addEventListener("dragover", (event) => {
  const field = fieldAt(event);
  mark(field && (field.closest(".composer, .drop-file") ?? field.closest(".chooses")));
});
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) mark(null); });
document.addEventListener("drop", (event) => {
  const field = fieldAt(event);
  mark(null);
  if (!field) return;
  field.files = event.dataTransfer.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
