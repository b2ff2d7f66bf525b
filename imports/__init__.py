"""Other tools' files, each read into one neutral draft, and the draft written as a project."""
