"""Guatemala (``gt``): the law, forms, institutions and languages of a shelter for children there.

Sources: opening parts of the decrees and agreements of the Supreme Court, published rulings, pages of PGN, SVET, RENAP
and PDH, press and State reports, and well-kept data libraries; each rule cites its own with a grade in
``data/norms.yaml``. A was read in an official text or a maintained library, B in several secondary sources, C awaits a
Guatemalan lawyer. Many article numbers are C even where the law itself was found. No official printed form could be
read: every layout is ours.

Maintainer: the Abrigo maintainers; not yet reviewed by a Guatemalan lawyer. This is not legal advice.
"""
