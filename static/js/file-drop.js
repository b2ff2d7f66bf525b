/* <file-drop>: a file may be dropped on it; one too large is refused before it travels. */

class FileDrop extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input[type=file]");
    this.field.addEventListener("change", () => this.judge());
    for (const name of ["dragenter", "dragover"]) this.addEventListener(name, (event) => this.over(event, true));
    for (const name of ["dragleave", "drop"]) this.addEventListener(name, (event) => this.over(event, false));
    this.addEventListener("drop", (event) => this.take(event));
  }

  over(event, is) {
    event.preventDefault();
    this.classList.toggle("is-over", is);
  }

  take(event) {
    if (!event.dataTransfer.files.length) return;
    this.field.files = event.dataTransfer.files;
    this.judge();
  }

  judge() {
    const file = this.field.files[0];
    const words = file && file.size > Number(this.dataset.limit) ? this.dataset.refusal : "";
    this.field.setCustomValidity(words);
    this.field.setAttribute("aria-invalid", String(Boolean(words)));
    this.querySelector(".field__error").textContent = words;
  }
}

customElements.define("file-drop", FileDrop);
