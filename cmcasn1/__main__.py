"""``python -m cmcasn1`` is ``cmcasn1``."""

from cmcasn1.cli import main

main()
