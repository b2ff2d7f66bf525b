/* What scripts say: the page holds the sentences, {…} is filled in here. */

export function say(name, values = {}) {
  return (document.getElementById("board-words")?.dataset[name] ?? "").replace(/{(\w+)}/g, (_, key) => values[key] ?? "");
}
