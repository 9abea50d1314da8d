"""Workbooks under a password: xlsx, xlsm and xlsb in a container of their own, xls in place."""

import io
from typing import Any

from eduaid_desktop.documents import xls_scan
from eduaid_desktop.domain import open_phrase
from eduaid_desktop.errors import PasswordNeeded, UserError

_NEEDED = "“{name}”设了打开密码。请输入它的密码；不知道密码的，请向提供的人问。"
_WRONG = "“{name}”的密码不对。请重新输入，注意大小写和输入法；不知道密码的，请向提供的人问。"
_UNKNOWN = "“{name}”的加密方式无法识别。请用 Excel 或 WPS 打开它，去掉密码后保存，再导入。"
# Excel opens a file with this one without asking; it stands in workbooks whose structure alone is protected.
_SILENT = "VelvetSweatshop"


def unlocked(data: bytes, password: str | None) -> bytes:
    """The same workbook without its password; data itself where it is an xls that has none.

    Digits that were typed in the groups in which they are printed are taken without their gaps too.
    Raises PasswordNeeded, or UserError for a kind of encryption that is not known.
    """
    import msoffcrypto  # type: ignore[import-untyped]
    from msoffcrypto import exceptions

    if not xls_scan.is_locked(data):
        return data
    data = xls_scan.without_rest(data)
    for tried in dict.fromkeys((password, open_phrase.ungrouped(password or ""), _SILENT)):
        if not tried:
            continue
        try:
            return _opened(msoffcrypto.OfficeFile(io.BytesIO(data)), tried)
        except exceptions.InvalidKeyError:
            continue
        except MemoryError:
            raise
        except Exception:  # msoffcrypto raises whatever its parts raise
            raise UserError(_UNKNOWN) from None
    raise PasswordNeeded(_NEEDED if password is None else _WRONG, password is not None)


def _opened(file: Any, password: str) -> bytes:
    """Only the container of xlsx has to be told that a wrong password shall be noticed."""
    checks = {} if file.format == "xls97" else {"verify_password": True}
    target = io.BytesIO()
    file.load_key(password=password, **checks)
    file.decrypt(target)
    return target.getvalue()
