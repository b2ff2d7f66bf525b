/* What the plan's page runs. */
import "jalon/gantt";
import "jalon/bars";
import "jalon/forms";
import "jalon/sheet";
import "jalon/live";
