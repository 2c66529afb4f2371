"""Every enrolment scenario of Dogtag's guide, played against the test CA over real connections."""
