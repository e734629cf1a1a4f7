"""Reports to donors: figures, stories, corrections and paper."""
