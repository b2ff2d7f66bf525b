"""A plan drawn for an audience: the grid, the bars, the links. The page and the print share it."""
