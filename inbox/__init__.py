"""What concerns one person, as they may read it now: on the page of their inbox, and by mail."""
