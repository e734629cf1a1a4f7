"""Honduras (``hn``): the law, forms, institutions and languages of a shelter for children there.

Sources: the consolidated codes of the Poder Judicial (CEDIJ), vLex Honduras, literal quotations of the Children's Code
in public repositories, press and State reports; each rule cites its own with a grade in ``data/norms.yaml``. A was read
in the text, B in several secondary sources or one quotation, C awaits a Honduran lawyer. No official form was found:
every layout is ours. Children's matters know no holidays here, and no maximum length of a measure was found.

Maintainer: the Abrigo maintainers; not yet reviewed by a Honduran lawyer. This is not legal advice.
"""
