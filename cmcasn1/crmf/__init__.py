"""Values of CRMF: requests, templates, proofs of possession, controls; the frame of CMP."""
