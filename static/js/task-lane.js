/* <task-lane>: the cards of a column. Dragged with mouse and touch; the rest comes in sight. */
import { cardsOf, columnOf } from "jalon/lanes";
import { hold, placeOf, release, settle } from "jalon/moving";
import { may } from "jalon/page";

const folded = (id) => `fold:${id}`;

class TaskLane extends HTMLElement {
  connectedCallback() {
    if (may("move")) this.sortable = window.Sortable.create(this, this.options());
    this.watch();
    this.fold(localStorage.getItem(folded(this.id)) === "1");
  }

  disconnectedCallback() {
    this.sortable?.destroy();
    this.sight?.disconnect();
  }

  options() {
    return {
      group: "cards", draggable: ".kcard", animation: 120, forceFallback: true, fallbackOnBody: true, fallbackTolerance: 5,
      delay: 220, delayOnTouchOnly: true, touchStartThreshold: 6, ghostClass: "drop", fallbackClass: "is-dragging",
      scrollSensitivity: 60, bubbleScroll: true,
      onStart: ({ item }) => { this.from = placeOf(item); hold(); },
      onEnd: ({ item }) => { settle(item, this.from).finally(release); },
    };
  }

  watch() {
    this.sight?.disconnect();
    const more = this.querySelector("[data-more]");
    if (!more) return;
    this.sight = new IntersectionObserver(([seen]) => { if (seen.isIntersecting) this.rest(); }, { root: null, rootMargin: "400px" });
    this.sight.observe(more);
    more.addEventListener("click", (event) => { event.preventDefault(); this.rest(); });
  }

  rest() {
    return this.loading ??= this.load().finally(() => { this.loading = null; });
  }

  async load() {
    const more = this.querySelector("[data-more]"), last = cardsOf(this).at(-1);
    if (!more || !last) return;
    const query = new URLSearchParams(location.pathname.endsWith("/board") ? location.search : "");
    query.set("after", last.id.replace("task-", ""));
    const asked = performance.now();
    const answer = await fetch(`/columns/${columnOf(this)}/cards?${query}`).catch(() => null);
    if (!answer?.ok || !more.isConnected) return;
    const cards = document.createRange().createContextualFragment(await answer.text());
    for (const card of [...cards.children]) if (document.getElementById(card.id)) card.remove();
    more.replaceWith(cards);
    this.keepAll();
    document.dispatchEvent(new CustomEvent("jalon:loaded", { detail: asked }));
  }

  /* From now on the page asks for itself with all its cards, so that nothing loaded is lost. */
  keepAll() {
    const board = this.closest("[data-page]");
    if (board && !/[?&]all/.test(board.dataset.page)) board.dataset.page += (board.dataset.page.includes("?") ? "&" : "?") + "all=1";
  }

  fold(on) {
    this.closest(".lane").toggleAttribute("data-folded", on);
  }
}

customElements.define("task-lane", TaskLane);

document.addEventListener("click", ({ target }) => {
  const lane = target.closest(".lane")?.querySelector("task-lane");
  if (!lane || !target.closest("[data-fold], [data-unfold]")) return;
  const on = Boolean(target.closest("[data-fold]"));
  localStorage.setItem(folded(lane.id), on ? "1" : "0");
  lane.fold(on);
  target.closest("[popover]")?.hidePopover();
});

/* A morph may have brought the rest of a column back. */
document.addEventListener("jalon:morphed", () => document.querySelectorAll("task-lane").forEach((lane) => lane.watch()));
