/* What a task's own page runs. */
import "jalon/forms";
import "jalon/sheet";
import "jalon/live";
