"""Admission: the one act that touches resident, episode, bed, legal basis and tasks together."""
