"""Commands of the installation as a whole; those of a room live in the room."""
