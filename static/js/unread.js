/* How much is unread, said to every page that listens. */

export const hear = (socket, renew) => socket.on("unread", (count) => { show(count); renew?.(); });

export function show(count) {
  for (const badge of document.querySelectorAll("[data-unread]")) {
    badge.hidden = !count;
    badge.textContent = count > 99 ? "99+" : count;
  }
}
