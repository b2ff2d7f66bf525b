/* What the board's page runs. */
import "jalon/task-lane";
import "jalon/quick-add";
import "jalon/filters";
import "jalon/printing";
import "jalon/forms";
import "jalon/sheet";
import "jalon/keyboard";
import "jalon/live";
