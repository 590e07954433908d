"""Workbooks locked by a password, opened in memory: their text never touches the disk."""

from __future__ import annotations

import io

from tmi_cli.exports.refusal import Refused

_OWN = "VelvetSweatshop"
"""What Excel itself locks a workbook with when only its structure is protected; it opens without asking."""


def unlock(data: bytes, password: str | None) -> bytes:
    """Return the workbook that is inside a locked one.

    Refused as ``encrypted`` where a password is needed and None was given, as ``wrong-password`` where the
    one given does not open it, and as ``locked-otherwise`` where the lock is of a kind not known.
    """
    # The library carries no types.
    import msoffcrypto  # type: ignore[import-untyped]
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError  # type: ignore[import-untyped]

    opened = io.BytesIO()
    try:
        locked = msoffcrypto.OfficeFile(io.BytesIO(data))
        if not locked.is_encrypted():
            raise Refused("locked-otherwise")
        # An old .xls always tries the password; a newer file must be asked to.
        asked = {} if locked.format == "xls97" else {"verify_password": True}
        locked.load_key(password=_OWN if password is None else password, **asked)
    except Refused:
        raise
    except (InvalidKeyError, DecryptionError):
        raise Refused("encrypted" if password is None else "wrong-password") from None
    except Exception:  # the library raises many kinds on what it does not know
        raise Refused("locked-otherwise") from None
    try:
        locked.decrypt(opened)
    except Exception:  # the password is right: it is the file that is not
        raise Refused("damaged") from None
    return opened.getvalue()
