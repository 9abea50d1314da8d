"""719 one-page slips of sixty Chinese cells, a title and a QR code, as data and as the other programs take them."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from eduaid_desktop.documents import barcode
from eduaid_desktop.domain import slip
from eduaid_desktop.domain.money import amount_in_words, yuan

PAGES = 719
TITLE = "格桑县教育扶贫救助基金审批单"
COLUMNS = (26.0, 52.0, 26.0, 52.0)
TOP, LEFT, HIGH = 42.0, 28.0, 14.0
_SURNAMES, _GIVEN = "扎次格旦仁罗泽洛阿拥降益贡土桑", "西仁桑珠青绒央吉布初多姆卓玛巴登嘎翁德金尼措军红梅玉"
_SCHOOLS = ("格桑镇中心小学校", "云岭县民族中学", "云岭县职业技术学校", "下格桑村幼儿园", "康巴州师范学院")
_WHY = (
    "母亲长期患病，交通和伙食费用负担较重",
    "因灾减收，家里三个孩子同时上学",
    "父亲务工受伤，没有其他收入",
)


@dataclass(frozen=True)
class Page:
    """number: as a paper of the office bears it; rows: label, value, label, value."""

    number: str
    rows: tuple[tuple[str, str, str, str], ...]

    @property
    def code(self) -> str:
        """The digits in the QR code."""
        return self.number.replace("-", "")


def pages() -> Iterator[Page]:
    """The same pages every time."""
    for n in range(PAGES):
        yield Page(slip.number("approval_slip", n + 1, 1), tuple(_rows(n)))


def png(text: str) -> str:
    """A QR code as base64 of a picture, one pixel to a module."""
    rows = barcode.modules(text)
    image = Image.new("1", (len(rows), len(rows)), 1)
    for y, runs in enumerate(rows):
        for start, long in runs:
            image.paste(0, (start, y, start + long, y + 1))
    written = BytesIO()
    image.save(written, "PNG")
    return base64.b64encode(written.getvalue()).decode()


def _rows(n: int) -> Iterator[tuple[str, str, str, str]]:
    """Fifteen rows: every value is another for every page, but those that come from a list."""
    name, fen = _name(n), 50_000 + n % 37 * 2_550
    yield "学生姓名", name, "性别", "男女"[n % 2]
    yield "身份证号", f"5133992008{n % 12 + 1:02d}{n % 28 + 1:02d}{n:04d}"[:18], "民族", "藏族"
    yield "就读学校", _SCHOOLS[n % 5], "学籍号", f"G5133992008{n:08d}"
    yield "学段", ("小学", "高中", "中职", "学前", "大专")[n % 5], "年级", f"{'一二三四五六'[n % 6]}年级"
    yield "户主姓名", _name(n * 7 + 3), "户编号", f"5133991{n % 900:07d}"
    yield "户类型", ("一般贫困户", "低保贫困户", "脱贫户")[n % 3], "家庭人口", f"{3 + n % 5}"
    yield "家庭年收入（元）", yuan(1_632_000 + n * 100), "人均年收入（元）", yuan(326_400 + n * 20)
    yield "所在村", f"第{n % 13 + 1}村", "组", f"{n % 6 + 1}组"
    yield "监护人姓名", _name(n * 3 + 1), "与学生关系", ("父亲", "母亲", "祖父")[n % 3]
    yield "联系电话", f"164{n:08d}", "申请日期", f"2018年5月{n % 28 + 1}日"
    yield "申请理由", _WHY[n % 3], "救助用途", ("生活费补助", "住宿费", "交通费")[n % 3]
    yield "批准金额（元）", f"¥{yuan(fen)}", "大写", amount_in_words(fen)
    yield "批准文号", f"云教〔2018〕{n % 9 + 1}号", "批准日期", "2018年5月25日"
    yield "收款人", _name(n * 7 + 3), "收款账号", f"尾号 {n * 13 % 10000:04d}"
    yield "开户银行", "云岭县农村信用社", "备注", f"第{n + 1}份"


def _name(n: int) -> str:
    given = "".join(_GIVEN[n // step % len(_GIVEN)] for step in (1, 5, 31))
    return f"{_SURNAMES[n % len(_SURNAMES)]}{given}"


def fodt() -> str:
    """The pages as one flat OpenDocument text, a table each."""
    made = "".join(_fodt_page(page) for page in pages())
    return f"{_FODT_HEAD}{made}</office:text></office:body></office:document>"


def _fodt_page(page: Page) -> str:
    rows = "".join(
        f'<table:table-row table:style-name="r">{"".join(_fodt_cell(text) for text in row)}</table:table-row>'
        for row in page.rows
    )
    columns = "".join(f'<table:table-column table:style-name="c{n}"/>' for n in range(4))
    return (
        f'<text:p text:style-name="t">{TITLE}<draw:frame draw:style-name="q" text:anchor-type="char" '
        f'svg:width="12.6mm" svg:height="12.6mm" svg:x="140mm" svg:y="-18mm"><draw:image><office:binary-data>'
        f"{png(page.code)}</office:binary-data></draw:image></draw:frame></text:p>"
        f'<text:p text:style-name="p">{page.number}</text:p>'
        f'<table:table table:style-name="w">{columns}{rows}</table:table>'
    )


def _fodt_cell(text: str) -> str:
    return f'<table:table-cell table:style-name="e"><text:p text:style-name="p">{text}</text:p></table:table-cell>'


def html() -> str:
    """The pages as one HTML document."""
    made = "".join(_html_page(page) for page in pages())
    return f"<html lang=zh-CN><meta charset=utf-8><style>{_CSS}</style><body>{made}</body></html>"


def _html_page(page: Page) -> str:
    rows = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in page.rows)
    return (
        f'<section><img src="data:image/png;base64,{png(page.code)}"><h1>{TITLE}</h1><p>{page.number}</p>'
        f"<table>{rows}</table></section>"
    )


_CSS = """@page { size: A4; margin: 20mm 26mm 20mm 28mm }
body { font: 11pt "Noto Serif SC" } section { break-after: page } img { width: 12.6mm; float: right }
h1 { font-size: 18pt; font-weight: normal; text-align: center } table { border-collapse: collapse; width: 156mm }
td { border: 0.5pt solid black; height: 12mm; text-align: center; padding: 0 1mm; width: 50mm }
td:nth-child(odd) { width: 24mm }"""

_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
    )
)  # fmt: skip
_FONT = 'style:font-name-asian="Noto Serif SC" style:font-name="Noto Serif SC"'
_FODT_COLUMNS = "".join(
    f'<style:style style:name="c{n}" style:family="table-column"><style:table-column-properties '
    f'style:column-width="{wide}mm"/></style:style>'
    for n, wide in enumerate(COLUMNS)
)
_FODT_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {_SPACES} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="Noto Serif SC" svg:font-family="'Noto Serif SC'"/>
</office:font-face-decls><office:automatic-styles>
<style:page-layout style:name="a"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm"
 fo:margin-left="28mm" fo:margin-right="26mm" fo:margin-top="20mm" fo:margin-bottom="20mm"/></style:page-layout>
<style:style style:name="t" style:family="paragraph"><style:paragraph-properties fo:break-before="page"
 fo:text-align="center"/><style:text-properties {_FONT} fo:font-size="18pt" style:font-size-asian="18pt"/>
</style:style><style:style style:name="p" style:family="paragraph"><style:paragraph-properties
 fo:text-align="center"/><style:text-properties {_FONT} fo:font-size="11pt" style:font-size-asian="11pt"/>
</style:style><style:style style:name="w" style:family="table"><style:table-properties style:width="156mm"
 table:align="left"/></style:style>{_FODT_COLUMNS}
<style:style style:name="r" style:family="table-row"><style:table-row-properties style:row-height="14mm"/>
</style:style><style:style style:name="e" style:family="table-cell"><style:table-cell-properties
 fo:border="0.5pt solid #000000" fo:padding="1mm" style:vertical-align="middle"/></style:style>
<style:style style:name="q" style:family="graphic"><style:graphic-properties style:wrap="run-through"/></style:style>
</office:automatic-styles><office:master-styles><style:master-page style:name="Standard"
 style:page-layout-name="a"/></office:master-styles><office:body><office:text>"""
