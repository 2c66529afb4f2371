"""The compiler: reads the pyasn1 schemas and writes the decoders and encoders of `cmcasn1.codec.generated`.

Run ``python -m cmcasn1.codec.compiler`` after a change of a schema.
"""
