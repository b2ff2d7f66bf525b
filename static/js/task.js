/* What a task's own page runs. */
import "jalon/forms";
import "jalon/uploading";
import "jalon/mentions";
import "jalon/sheet";
import "jalon/live";
