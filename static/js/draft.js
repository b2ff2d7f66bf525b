/* A draft that somebody else writes in too: what they wrote arrives, but never over what is being typed. */
import "jalon/live";

const form = document.getElementById("words");
const typed = new Map(); // when each section was last typed in
const sectionOf = (part) => part?.closest?.(".sect")?.id;

form.addEventListener("input", ({ target }) => typed.set(sectionOf(target), performance.now()));
const askAgain = () => htmx.trigger(form, "jalon:again");
document.addEventListener("jalon:rung", ({ detail }) => { if (detail.includes(`report-${form.dataset.draft}`)) askAgain(); });
let joined = false; // the page that has just been loaded shows all
document.addEventListener("jalon:morphed", () => { if (joined) askAgain(); joined = true; });

if ([...form.querySelectorAll("input:not([type=hidden]), textarea, option")].some(isTyped)) setTimeout(askAgain); // before there was script

/* A question that waited for the one before it asks with what stands here now. An answer knows
   nothing of what was typed after its question: the next one does. */
form.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  ctx.request.body = ctx.sent = new URLSearchParams(new FormData(form));
  ctx.asked = performance.now();
});
document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  const overtaken = (task) => typed.get(task.target?.id) > ctx.asked;
  for (const task of tasks.filter(overtaken)) {
    tasks.splice(tasks.indexOf(task), 1);
    noteKept(task, ctx.sent);
  }
  ctx.renewed = tasks.map((task) => task.target?.id);
});

/* Of a section that goes on being typed in: what was sent and kept is what its next words begin from. */
function noteKept({ target, fragment }, sent) {
  const [was, told] = [target, fragment].map((part) => part.querySelector("[name=was]"));
  const began = JSON.parse(was.value);
  for (const [name, text] of Object.entries(JSON.parse(told.value))) if ((sent.get(name) ?? "").trim() === text.trim()) began[name] = text;
  was.value = JSON.stringify(began);
}

/* What fields hold follows what the answer says they hold, the one with the focus too. */
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  for (const id of ctx.renewed ?? []) {
    for (const field of document.getElementById(id)?.closest(".sect")?.querySelectorAll("input, textarea, option") ?? []) follow(field);
  }
});

function isTyped(field) {
  if (field.matches("option")) return field.selected !== field.defaultSelected;
  if (field.matches("[type=checkbox]")) return field.checked !== field.defaultChecked;
  return field.value.trim() !== field.defaultValue.trim();
}
function follow(field) {
  if (field.matches("option")) field.selected = field.defaultSelected;
  else if (field.matches("[type=checkbox]")) field.checked = field.defaultChecked;
  else if (isTyped(field)) field.value = field.defaultValue;
}
