"""Screens that read across rooms: today, the directory, the resident's page. Reads only, never writes."""
