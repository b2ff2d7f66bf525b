/* The filter bar: the server answers, the address keeps it without empty fields. */

const form = document.getElementById("filters");

document.addEventListener("htmx:config:request", ({ target, detail: { ctx } }) => {
  if (target !== form) return;
  for (const [name, value] of [...ctx.request.body]) if (!value) ctx.request.body.delete(name);
});

document.addEventListener("click", (event) => {
  event.target.closest("a[data-narrowed]")?.setAttribute("href", event.target.closest("a").pathname + location.search); // chosen here, chosen there
  if (!event.target.closest("[data-clear]") || !form) return;
  event.preventDefault();
  for (const field of form.elements) {
    if (field.type === "checkbox") field.checked = false;
    else if (field.name) field.value = "";
  }
  tell();
  form.requestSubmit();
});

/* A chip that opens a list says what is ticked in it: its name, or how many. */
function tell() {
  for (const chip of form.querySelectorAll(".chip-menu")) {
    const ticked = [...chip.querySelectorAll(":checked")];
    chip.querySelector("[data-ticked]").textContent = ticked.length > 1 ? ticked.length : ticked[0]?.dataset.said ?? "";
  }
}

form?.addEventListener("change", tell);
form?.addEventListener("keydown", ({ key, target }) => {
  if (key === "Escape" && target.name === "q") target.blur();
});
