/* What scripts say: the page holds the sentences, in its language; {…} is filled in here. */

export function say(name, values = {}) {
  const sentence = document.getElementById("board-words")?.dataset[name] ?? "";
  return sentence.replace(/{(\w+)}/g, (_, key) => values[key] ?? "");
}
