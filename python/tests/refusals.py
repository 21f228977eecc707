# SPDX-License-Identifier: MIT OR Apache-2.0
"""By which number each sample that must be refused is refused: the ``reason`` of its index in the words of the table of
errors. The Rust runners have the same."""

from __future__ import annotations


def _by_id(groups: dict[str, str]) -> dict[str, str]:
    return {case: code for code, cases in groups.items() for case in cases.split()}


ENVELOPES = _by_id(
    {
        "AlgorithmMismatch": """
            env89_eph_othercurve env89_eph_otheralg env89_alg_mismatch
            env15_r256_mag_agree_mismatch env15_r512_kuz_agree_mismatch
        """,
        "InvalidEncoding": "tlv_contentinfo_oid_len_plus tlv_version_len_minus tlv_oid_padded tlv_oid_open",
        "InvalidFieldLength": """
            env89_ukm_7 env89_ukm_16 env89_eph_63 env89_eph_128 env89_kt_enc31 env89_kt_enc40
            env89_kt_mac3 env89_kt_mac0 env89_kt_mac8 env89_iv7 env89_iv0
            env15_r256_mag_omac_short env15_r256_mag_ukm31 env15_r256_mag_cukm_short
            env15_r256_mag_cukm_empty env15_r256_mag_kexp_short env15_r256_mag_kexp_empty
            env15_r512_kuz_omac_short env15_r512_kuz_ukm31 env15_r512_kuz_cukm_short
            env15_r512_kuz_cukm_empty env15_r512_kuz_kexp_short env15_r512_kuz_kexp_empty
            kari_ukm7 kari15_ukm_short
        """,
        "InvalidLength": """
            env89_content_noeoc env89_prim_indef tlv_outer_len_minus tlv_explicit0_len_minus
            tlv_envdata_len_plus tlv_recipientinfos_len_plus tlv_ktri_len_minus tlv_rid_len_plus
            tlv_keyalg_len_minus tlv_enckey_len_plus tlv_eci_len_minus tlv_contentalg_len_plus
            tlv_params_len_minus tlv_iv_len_plus tlv_encryptedcontent_len_minus tlv_content_len_847f
            tlv_content_len_887f tlv_outer_len_88ff tlv_content_len_89 tlv_outer_len_a0 tlv_outer_len_ff
            tlv_content_len_fe
        """,
        "InvalidPublicKey": """
            env89_eph_offcurve env89_eph_zero env89_eph_ff env89_eph_swapped env89_eph_bigendian
            env89_eph_smallorder2_256A env89_eph_smallorder4_256A env89_eph_smallorder2_512C
            env89_eph_smallorder4_512C env15_r256_mag_eph_offcurve env15_r512_kuz_eph_offcurve
            env15_smallorder2_mag env15_smallorder4_mag env15_mixedorder2_256A
            env15_mixedorder4_512C kari_offcurve kari_smallorder
        """,
        "InvalidValue": """
            env89_ukm_zero tlv_version_neg tlv_version_huge kari_ukm_zero
        """,
        "MissingField": """
            env89_kt_notp env89_kt_noeph env89_kt_empty env89_content_noparams
            env89_content_missing tlv_emptyseq env15_r256_mag_omac_missing
            env15_r256_mag_noparams env15_r512_kuz_omac_missing env15_r512_kuz_noparams
            kari_no_ukm kari_no_reks kari_noparams kari15_no_ukm
        """,
        "NoRecipient": "env89_no_recipients env89_not_for_us env89_skid_unknown",
        "TooDeep": "env89_nested_octets tlv_deep_in_ri",
        "TrailingData": """
            env89_kt_trail env89_kt_dupukm tlv_trailing_zero tlv_trailing_copy tlv_eoc_extra
        """,
        "Truncated": "tlv_outer_len_plus tlv_outer_len_84ff tlv_indef_all_noeoc tlv_empty tlv_1",
        "UnexpectedTag": """
            env89_eph_noctet env89_content_nullparams env89_content_wrongchunk tlv_deep_seq_indef
            tlv_deep_seq_def tlv_eoc_in_definite tlv_zeros
        """,
        # They begin as a text does.
        "UnknownFormat": "tlv_hightag tlv_random",
        "UnsupportedAlgorithm": """
            env89_content_unknownalg env15_r256_mag_wrap_unknown env15_r512_kuz_wrap_unknown
            kari_wrap_unknown
        """,
        "UnsupportedContentType": "tlv_type_confusion tlv_unknown_type",
        "UnsupportedParamSet": """
            env89_eph_unknowncurve env89_wrap_unknown_paramset env89_content_unknown_paramset
        """,
        "WrongKey": """
            env89_cekmac_flip env89_cekenc_flip env89_ukm_wrong env89_wrap_wrong_paramset
            env89_wrap_nokeywrapcp env89_rid_lies env15_r256_mag_kexp_mac
            env15_r256_mag_kexp_key env15_r512_kuz_kexp_mac env15_r512_kuz_kexp_key
            kari_mac_flip kari_wrap_wrong kari15_key_flip
        """,
        "InvalidMac": """
            env15_r256_mag_omac_flip env15_r256_mag_ct_flip env15_r512_kuz_omac_flip
            env15_r512_kuz_ct_flip
        """,
        "DuplicateField": """
            env15_r256_mag_omac_dup env15_r512_kuz_omac_dup
        """,
        "OriginatorCertificateNotFound": """
            kari_unknown_originator
        """,
    }
)

MESSAGES = _by_id(
    {
        "AlgorithmMismatch": "sig_digalg_mismatch sig_sigalg_otherlen",
        "ContentRequired": "sig_detached_nocontent",
        "DigestMismatch": "sig_md_wrong sig_md_short sig_md_empty sig_content_changed",
        "InvalidPublicKey": """
            sig_certkey_offcurve sig_certkey_small_256A sig_certkey_small_512C sig_forged_smallorder_256A
            sig_forged_smallorder_512C
        """,
        "InvalidSignature": """
            sig_r0 sig_s0 sig_r0s0 sig_r_q sig_s_q sig_r_plus_q sig_s_plus_q sig_ff sig_len_minus
            sig_len_plus_lead sig_empty sig_der_ecdsa sig_rs_order sig_reversed sig_negated_s sig_digest_be
            sig_over_implicit sig_wrongcert sig_two_signers_one_bad
        """,
        "InvalidSignedAttributes": """
            sig_md_missing sig_md_dup sig_md_dup_same sig_md_two_values sig_ct_missing sig_ct_mismatch
            sig_ct_dup sig_attrs_empty sig_attr_dropped
        """,
        "NoSigners": "sig_no_signers",
        "SignerCertificateNotFound": "sig_sid_unknown sig_nocerts",
        "SigningCertificateMismatch": "cades_certhash_wrong cades_issuerserial_wrong",
        "UnexpectedTag": "sig_content_notoctet",
        "UnsupportedAlgorithm": "sig_digalg_unknown sig_sigalg_unknown",
    }
)

TOKENS = _by_id(
    {
        "AlgorithmMismatch": "alg_256_on_512 alg_512_on_256",
        "AlgorithmNotAllowed": "alg_None alg_hs256 alg_lower alg_none alg_none_sig hdr_nul",
        "DuplicateField": "alg_dup claim_dup_exp dup_esc",
        "InvalidBase64": "len1 newline noncanon_tail pad std_b64",
        "InvalidClaim": "claim_exp_bool claim_exp_huge claim_exp_neg claim_exp_string",
        "InvalidCompact": "dots dots_many empty four_parts two_parts",
        "InvalidFieldLength": "enc_der sig_128 sig_63 sig_65_lead sig_empty",
        "InvalidJson": "alg_array claim_array hdr_array hdr_badutf8 hdr_lone_surrogate hdr_notjson",
        "InvalidPublicKey": "forged_smallorder",
        "InvalidSignature": """
            digest_be double_hash enc_csp enc_rs header_changed jku jwk_injection payload_changed sig_neg_s
            sig_r0 sig_r_q sig_s0 sig_zero sign_decoded x5c_injection x5u
        """,
        "InvalidValue": "b64_false crit_empty crit_unknown",
        "MissingField": "alg_missing",
        "TokenExpired": "claim_exp_equal claim_expired",
        "TokenNotYetValid": "claim_nbf_future",
        "TooDeep": "hdr_deep",
        "TrailingData": "hdr_trailing",
    }
)

# What an index leaves open, and what this library decides. None: it is accepted.
ENVELOPE_CHOICES: dict[str, str | None] = {
    "env89_eph_mixedorder_256A": "InvalidPublicKey",
    "env89_first_bad_second_good": None,
    "tlv_oid_nonminimal": None,
    "tlv_outer_nonminimal": None,
    "tlv_version_5": None,
}

MESSAGE_CHOICES: dict[str, str | None] = {
    "cades_hashalg_default": None,
    "sig_attr_as_content": "InvalidSignedAttributes",
    "sig_nonminimal_attr": "InvalidLength",
    "sig_unsorted_asis": None,
    "sig_unsorted_sorted": "InvalidSignature",
}
