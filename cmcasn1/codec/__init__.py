"""The compiled DER codec, the decoder that explains, and the conversions from BER and to and from pyasn1."""
