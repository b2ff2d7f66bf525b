/* <quick-add>: one line, Enter creates, Escape leaves. What was understood is shown while one types. */
import { announce, toast } from "jalon/page";
import { say } from "jalon/words";
import { counted, fresh, nameOf, put, recount, titleOf } from "jalon/lanes";
import { ask, refusal } from "jalon/moving";
import { refuse } from "jalon/forms";

class QuickAdd extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.line = this.querySelector("textarea");
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.line.addEventListener("input", () => this.later());
    this.closest("details").addEventListener("toggle", ({ target }) => { if (target.open) this.line.focus(); });
  }

  get lane() { return document.getElementById(`cards-${this.dataset.column}`); }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && event.target === this.line) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      this.closest("details").open = false;
      this.closest("details").querySelector("summary").focus();
    }
  }

  later() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.read(), 220);
  }

  async read() {
    const text = this.line.value;
    const asked = fetch(`${this.dataset.reads}?${new URLSearchParams({ text })}`);
    const said = await asked.then((answer) => answer.ok ? answer.text() : null).catch(() => null);
    if (said !== null && this.line.value === text) this.querySelector(".quick__read").innerHTML = said;
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    const line = new FormData(this.form); // what is typed from now on is the next one's
    try {
      if (this.line.value.includes("@")) await this.read();
      await this.take(await ask("POST", this.form.getAttribute("action"), line), line.get("text"));
    } finally {
      this.sending = false;
    }
  }

  async take(answer, sent) {
    const text = await answer?.text().catch(() => null);
    if (answer?.status === 422) return refuse(this.form, text);
    if (!answer?.ok || !text) return toast(refusal(answer));
    this.clear(sent);
    this.show(fresh(text));
  }

  /* Who was not known is still said once the line has gone. */
  clear(sent) {
    clearTimeout(this.waiting);
    const { value } = this.line, next = value.startsWith(sent) ? value.slice(sent.length) : value;
    this.form.reset();
    this.line.value = next;
    if (next) this.later();
    for (const understood of this.querySelectorAll(".quick__read .mention")) understood.remove();
    this.querySelector(".form-error").replaceChildren();
    this.line.focus();
  }

  async show(card) {
    await this.lane.rest();
    if (!document.getElementById(card.id)) {
      put(card, this.lane, null);
      recount(this.lane, counted(this.lane) + 1);
    }
    document.getElementById(card.id).scrollIntoView({ block: "nearest" });
    announce(say("created", { title: titleOf(card), column: nameOf(this.lane) }));
  }
}

customElements.define("quick-add", QuickAdd);

/* The button and the key for a new task: in the lane of the card in focus, else in the first. */
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-new]")) return;
  event.preventDefault();
  const lane = document.activeElement.closest(".lane") ?? document.querySelector(".lane:not([data-folded])");
  const adds = lane?.querySelector(".quick-add");
  if (adds?.open) adds.querySelector("textarea").focus();
  else if (adds) adds.open = true;
});
