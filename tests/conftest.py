"""The fixtures come from core.testkit, which its pytest11 entry point turns on; nothing else belongs here."""
