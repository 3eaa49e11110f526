"""Cards that say anything at all."""

from hypothesis import strategies as st

from shared.card.row import FIELD_NAMES
from shared.exports.entry import CardEntry

TEXT = st.text(min_size=1, max_size=40) | st.sampled_from(
    [
        *("=1+1", "+821012345678", "-2", "@x", "\t=1", "\r=1", "＝1", "'=1", "''+", "'", "01012345678", "06234", "1-2"),
        *("1E5", "3월 4일", "TRUE", "_x0041_", "x005F_", "\\", "\\n", "\\\\n", "\\u0041", "\\\x07", "\\x0041_", "a\nb"),
        *(
            "a\r\nb",
            "\x00",
            "\x85",
            "\u2028",
            "\ufeff",
            "\uffff",
            "😀",
            " x ",
            '"',
            ",",
            ";",
            "\n",
            "₩5,000",
            "\\5,000",
        ),
        *("김철수", "ㄱ", "각", "(주)한빛", "<b>&amp;</b>", "]]>", "'01012345678"),
    ]
)
VALUE = TEXT.map(lambda text: {"value": text})
NAME = st.fixed_dictionaries({"value": TEXT}, optional={"family": TEXT, "given": TEXT})
FIELDS = st.fixed_dictionaries(
    {}, optional={name: st.lists(NAME if name == "name" else VALUE, min_size=1, max_size=3) for name in FIELD_NAMES}
)
ENTRIES = st.builds(
    CardEntry,
    id=st.just("0" * 26 + "-1"),
    version=st.just("0123456789abcdef"),
    fields=FIELDS,
    tags=st.lists(TEXT, max_size=3),
    memo=st.text(max_size=40) | TEXT,
    review=st.sampled_from(["done", "needed", "fine"]),
    created=st.just("2026-01-01T00:00:00+00:00"),
    link=st.just("https://example.com/?card=1"),
)
EMPTY = CardEntry("0" * 26 + "-1", "0123456789abcdef", {})
