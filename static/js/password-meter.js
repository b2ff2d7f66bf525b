/* <password-meter for="field">: how good a new password is. The server judges. */

const KINDS = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u];

customElements.define("password-meter", class extends HTMLElement {
  connectedCallback() {
    const field = document.getElementById(this.getAttribute("for"));
    field.addEventListener("input", () => this.weigh(field.value));
  }

  weigh(words) {
    const [bar, said] = [this.querySelector(".progress"), this.querySelector("b")];
    const kinds = KINDS.filter((kind) => kind.test(words)).length;
    const value = Math.min(100, Math.min(new Set(words).size, 14) * 3 + words.length * 2 + kinds * 5);
    const level = words.length < 12 ? "short" : value < 75 ? "fair" : "solid";
    bar.hidden = !words;
    bar.style.setProperty("--v", level === "short" ? Math.min(value, 40) : value);
    bar.classList.toggle("is-positive", level === "solid");
    bar.classList.toggle("is-warn", level !== "solid");
    said.textContent = words ? this.dataset[level] : "";
  }
});
