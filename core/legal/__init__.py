"""The legal basis of every night: measures, provisional bases, and the state without one."""
