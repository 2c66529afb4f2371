"""What each open type may hold: object identifier to pyasn1 type; every document adds its own entries."""

from __future__ import annotations

from typing import Any

# CMC controls: TaggedAttribute.attrType (RFC 10002 section 3.2.1.1).
controls: dict[Any, Any] = {}

# Attributes of CMS (Attribute.attrType) and of X.501 and PKCS #10 (AttributeSet.type).
attributes: dict[Any, Any] = {}

# What Extension.extnValue contains, by Extension.extnID (RFC 5280 section 4.1.2.9).
extensions: dict[Any, Any] = {}

# AlgorithmIdentifier.parameters, by AlgorithmIdentifier.algorithm (RFC 5280 section 4.1.1.2).
algorithm_parameters: dict[Any, Any] = {}

# ContentInfo.content, by ContentInfo.contentType (RFC 5652 section 3).
content_types: dict[Any, Any] = {}

# CertRequest.controls of CRMF (RFC 4211 section 6).
registration_controls: dict[Any, Any] = {}

# CertReqMsg.regInfo of CRMF (RFC 4211 section 7).
registration_info: dict[Any, Any] = {}

# AttributeTypeAndValue.value in names (RFC 5280 appendix A.1).
name_attributes: dict[Any, Any] = {}

# AnotherName.value, by AnotherName.type-id (RFC 5280 section 4.2.1.6).
other_names: dict[Any, Any] = {}

# PolicyQualifierInfo.qualifier, by PolicyQualifierInfo.policyQualifierId (RFC 5280 section 4.2.1.4).
policy_qualifiers: dict[Any, Any] = {}

# OtherRecipientInfo.oriValue (RFC 5652 section 6.2.5).
other_recipient_infos: dict[Any, Any] = {}

# OtherRevocationInfoFormat.otherRevInfo (RFC 5652 section 10.2.1).
other_revocation_infos: dict[Any, Any] = {}

# OtherCertificateFormat.otherCert (RFC 5652 section 10.2.2).
other_certificates: dict[Any, Any] = {}

# ExtendedFailInfo.failInfoValue (RFC 10002 section 6.1.1).
extended_failures: dict[Any, Any] = {}

# OtherKeyAttribute.keyAttr (RFC 5652 section 10.2.7).
other_key_attributes: dict[Any, Any] = {}

# CMCUnsignedData.content (RFC 10002 section 3.2.3).
unsigned_data: dict[Any, Any] = {}

# OtherMsg.otherMsgValue (RFC 10002 section 3.2.1.4).
other_messages: dict[Any, Any] = {}

# OtherReqMsg.requestMessageValue (RFC 10002 section 3.2.1.2.3).
other_requests: dict[Any, Any] = {}

# ExtensionAttribute of X.400 addresses: the keys are INTEGERs (RFC 5280 appendix A.1).
address_extensions: dict[Any, Any] = {}

# QCStatement.statementInfo (RFC 3739 section 3.2.6).
qualified_statements: dict[Any, Any] = {}

# GLAQueryRequest.glaRequestValue (RFC 5275 section 3.1.10).
gla_requests: dict[Any, Any] = {}

# GLAQueryResponse.glaResponseValue (RFC 5275 section 3.1.10).
gla_responses: dict[Any, Any] = {}
