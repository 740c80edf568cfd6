"""Every record of an ACH file, field by field; widths follow the Nacha operating rules."""

from app.rails.nacha.fields import Layout, layout

FILE_HEADER = layout(
    "1",
    "file header",
    """priority_code 2n immediate_destination 10r immediate_origin 10r creation_date 6x
    creation_time 4x file_id_modifier 1x record_size 3n blocking_factor 2n format_code 1n
    destination_name 23t origin_name 23t reference_code 8t""",
)
BATCH_HEADER = layout(
    "5",
    "batch header",
    """service_class 3n company_name 16t discretionary_data 20t company_id 10x sec_code 3x
    description 10t descriptive_date 6t effective_entry_date 6x settlement_julian 3x
    originator_status 1x odfi 8n batch_number 7n""",
)
IAT_BATCH_HEADER = layout(
    "5",
    "IAT batch header",
    """service_class 3n iat_indicator 16x exchange_indicator 2x exchange_reference_kind 1x
    exchange_reference 15x destination_country 2x company_id 10x sec_code 3x description 10t
    originating_currency 3x destination_currency 3x effective_entry_date 6x settlement_julian 3x
    originator_status 1x odfi 8n batch_number 7n""",
)

_ENTRY_START = "transaction_code 2n rdfi 8n check_digit 1n account_number 17x amount 10n"
_ENTRY_END = "discretionary_data 2x addenda_indicator 1n trace_number 15n"


def _entry(name: str, middle: str) -> Layout:
    return layout("6", name, f"{_ENTRY_START} {middle} {_ENTRY_END}")


ENTRY = _entry("entry detail", "individual_id 15x individual_name 22t")
CORPORATE_ENTRY = _entry(
    "entry detail", "individual_id 15x addenda_count 4n individual_name 16t reserved 2x"
)
CIE_ENTRY = _entry("entry detail", "individual_name 15t individual_id 22x")
MTE_ENTRY = _entry("entry detail", "individual_name 22t individual_id 15x")
POP_ENTRY = _entry(
    "entry detail", "check_serial 9x terminal_city 4x terminal_state 2x individual_name 22t"
)
SHARED_NETWORK_ENTRY = _entry(
    "entry detail", "card_expiry 4x document_reference 11x card_account 22x"
)
TRUNCATED_CHECK_ENTRY = _entry(
    "entry detail", "check_serial 15x process_control 6x item_research 16x"
)
IAT_ENTRY = layout(
    "6",
    "IAT entry detail",
    """transaction_code 2n rdfi 8n check_digit 1n addenda_count 4n reserved 13x amount 10n
    account_number 35x reserved_2 2x screening_indicator 1x second_screening_indicator 1x
    addenda_indicator 1n trace_number 15n""",
)
ADV_ENTRY = layout(
    "6",
    "ADV entry detail",
    """transaction_code 2n rdfi 8n check_digit 1n account_number 15x amount 12n
    advice_routing_number 9x file_identification 5x operator_data 1x individual_name 22t
    discretionary_data 2x addenda_indicator 1n trace_number 15n""",
)
# Its last 15 places are the operator's routing number, the day and a sequence: a trace number too.

ENTRY_LAYOUTS = {
    "CTX": CORPORATE_ENTRY,
    "ATX": CORPORATE_ENTRY,
    "ENR": CORPORATE_ENTRY,
    "TRX": CORPORATE_ENTRY,
    "CIE": CIE_ENTRY,
    "MTE": MTE_ENTRY,
    "POP": POP_ENTRY,
    "SHR": SHARED_NETWORK_ENTRY,
    "TRC": TRUNCATED_CHECK_ENTRY,
    "XCK": TRUNCATED_CHECK_ENTRY,
    "ADV": ADV_ENTRY,
    "IAT": IAT_ENTRY,
}


def _addenda(type_code: str, name: str, spec: str) -> Layout:
    return layout("7", f"addenda {type_code}, {name}", f"addenda_type 2x {spec}")


_SEQUENCED = "sequence 4n entry_sequence 7n"
_PARTY = "name 35t {0}_qualifier 2x {0}_id 34x branch_country 3x"

ADDENDA_OTHER = layout("7", "addenda", "addenda_type 2x content 91w")
TERMINAL = _addenda(
    "02",
    "terminal",
    """reference_1 7t reference_2 3t terminal_id 6x transaction_serial 6x transaction_date 4x
    authorization_code 6x terminal_location 27t terminal_city 15t terminal_state 2x
    trace_number 15n""",
)
REMITTANCE = _addenda("05", "payment information", f"payment_information 80w {_SEQUENCED}")
IAT_ADDENDA = {
    "10": _addenda(
        "10",
        "IAT transaction",
        """transaction_type 3x foreign_amount 18n foreign_trace 22x receiver_name 35t reserved 6x
        entry_sequence 7n""",
    ),
    "11": _addenda("11", "IAT originator", "name 35t street 35t reserved 14x entry_sequence 7n"),
    "12": _addenda(
        "12", "IAT originator place", "city 35t country 35t reserved 14x entry_sequence 7n"
    ),
    "13": _addenda(
        "13", "IAT originating bank", _PARTY.format("odfi") + " reserved 10x entry_sequence 7n"
    ),
    "14": _addenda(
        "14", "IAT receiving bank", _PARTY.format("rdfi") + " reserved 10x entry_sequence 7n"
    ),
    "15": _addenda(
        "15", "IAT receiver", "receiver_id 15x street 35t reserved 34x entry_sequence 7n"
    ),
    "16": _addenda(
        "16", "IAT receiver place", "city 35t country 35t reserved 14x entry_sequence 7n"
    ),
    "17": _addenda("17", "IAT payment information", f"payment_information 80w {_SEQUENCED}"),
    "18": _addenda(
        "18", "IAT correspondent bank", _PARTY.format("bank") + f" reserved 6x {_SEQUENCED}"
    ),
}

_CHANGE = "change_code 3x original_trace 15n reserved 6x original_rdfi 8n corrected 29w"
NOTIFICATION = _addenda(
    "98", "notification of change", f"{_CHANGE} reserved_2 15x trace_number 15n"
)
REFUSED_NOTIFICATION = _addenda(
    "98",
    "refused notification of change",
    f"{_CHANGE} refused_change_code 3x refused_sequence 7n reserved_2 5x trace_number 15n",
)

_RETURN = "return_code 3x original_trace 15n"
RETURN = _addenda(
    "99", "return", f"{_RETURN} date_of_death 6x original_rdfi 8n note 44t trace_number 15n"
)
IAT_RETURN = _addenda(
    "99",
    "IAT return",
    f"""{_RETURN} date_of_death 6x original_rdfi 8n original_amount 10n note 34t
    trace_number 15n""",
)
DISHONORED_RETURN = _addenda(
    "99",
    "dishonored return",
    f"""{_RETURN} reserved 6x original_rdfi 8n reserved_2 3x return_trace 15n
    return_settlement 3n dishonored_code 2x note 21t trace_number 15n""",
)
CONTESTED_RETURN = _addenda(
    "99",
    "contested dishonored return",
    f"""{_RETURN} returned_on 6x original_rdfi 8n original_settlement 3n return_trace 15n
    return_settlement 3n dishonored_code 2x dishonored_trace 15n dishonored_settlement 3n
    contested_code 2x reserved 1x trace_number 15n""",
)

BATCH_CONTROL = layout(
    "8",
    "batch control",
    """service_class 3n entry_addenda_count 6n entry_hash 10n total_debit 12n total_credit 12n
    company_id 10x authentication_code 19x reserved 6x odfi 8n batch_number 7n""",
)
ADV_BATCH_CONTROL = layout(
    "8",
    "ADV batch control",
    """service_class 3n entry_addenda_count 6n entry_hash 10n total_debit 20n total_credit 20n
    operator_data 19t odfi 8n batch_number 7n""",
)
FILE_CONTROL = layout(
    "9",
    "file control",
    """batch_count 6n block_count 6n entry_addenda_count 8n entry_hash 10n total_debit 12n
    total_credit 12n reserved 39x""",
)
ADV_FILE_CONTROL = layout(
    "9",
    "ADV file control",
    """batch_count 6n block_count 6n entry_addenda_count 8n entry_hash 10n total_debit 20n
    total_credit 20n reserved 23x""",
)
PADDING = "9" * 94
