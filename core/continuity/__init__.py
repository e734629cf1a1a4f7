"""What keeps typed work safe: server drafts, and forms that take effect once however often they are sent."""
