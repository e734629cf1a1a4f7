"""How a cell stands in what leaves a branch, in the words of SDMX; both sides use it."""

#: Observation status: a normal one, and one that is missing because it is suppressed.
NORMAL, SUPPRESSED = "A", "Q"
#: Confidentiality: free, and for internal use only.
FREE, INTERNAL = "F", "N"
