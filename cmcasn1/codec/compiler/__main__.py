"""``python -m cmcasn1.codec.compiler``: write `cmcasn1.codec.generated` and the table of public names anew."""

from cmcasn1.codec.compiler import assemble, public_names

if __name__ == "__main__":
    public_names.write()
    assemble.write()
