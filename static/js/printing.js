/* A board is printed with all its cards, whoever asks: the button or the keys. */
import { lanes } from "jalon/lanes";

const TRIES = 5; // the page may fetch itself meanwhile, and begin a lane anew

async function printAll() {
  for (const lane of lanes()) for (let tries = 0; tries < TRIES && lane.querySelector("[data-more]"); tries++) await lane.rest();
  window.print();
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-print]")) return;
  event.preventDefault();
  printAll();
});

document.addEventListener("keydown", (event) => {
  const asks = (event.ctrlKey || event.metaKey) && event.key === "p" && document.querySelector("[data-more]");
  if (!asks) return;
  event.preventDefault();
  printAll();
});
