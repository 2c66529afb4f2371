"""Values of CRMF (RFC 4211): requests, templates, controls; proof of possession and key archival; the frame of CMP."""
