/* The filter bar: the server answers, the address keeps it, empty fields stay out of it. */

const form = document.getElementById("filters");

document.addEventListener("htmx:config:request", ({ target, detail: { ctx } }) => {
  if (target !== form) return;
  for (const [name, value] of [...ctx.request.body]) if (!value) ctx.request.body.delete(name);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-clear]") || !form) return;
  event.preventDefault();
  for (const field of form.elements) {
    if (field.type === "checkbox") field.checked = false;
    else if (field.name) field.value = "";
  }
  form.requestSubmit();
});

/* Mine and somebody else's exclude each other. */
form?.addEventListener("change", ({ target }) => {
  if (target.name === "mine" && target.checked && form.person) form.person.value = "";
  if (target.name === "person" && target.value) form.mine.checked = false;
});

form?.addEventListener("keydown", ({ key, target }) => {
  if (key === "Escape" && target.name === "q") target.blur();
});
