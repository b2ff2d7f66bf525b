/* What a task's own page runs. */
import "jalon/forms";
import "jalon/sheet";
import "jalon/live";

for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
