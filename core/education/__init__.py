"""Public education: trainings, who came, what they learnt, and whether they pass it on."""
