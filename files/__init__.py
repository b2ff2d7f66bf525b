"""The bytes of files: where they lie, what they are, and small pictures of them."""
