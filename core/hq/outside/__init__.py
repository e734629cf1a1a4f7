"""What somebody outside the network may be told, and all that anybody ever was."""
