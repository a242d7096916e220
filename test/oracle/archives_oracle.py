"""Makes archives.json: archives of Python's zipfile and tarfile, and what they hold.

    python3 archives_oracle.py > archives.json

The files are the same in every archive but for those that a format cannot hold. Python 3.11 or later.
"""

import base64
import hashlib
import io
import json
import sys
import tarfile
import zipfile

LONG = "a-folder-with-a-long-name/" * 6 + "picture-of-a-deer-at-the-river.jpg"
FILES = {
    "images/plain.jpg": bytes(range(256)) * 8,
    "images/zeros.bmp": bytes(5000),
    "labels.csv": b"file,label\nimages/plain.jpg,deer\n",
    "images/empty.txt": b"",
    "images/r\u00e9gion \U0001f98a.png": b"\x89PNG and no more",
    LONG: b"long",
}


def zipped(compression, **options):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in FILES.items():
            info = zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6))
            info.compress_type = compression
            info.external_attr = 0o100644 << 16
            with archive.open(info, "w", **options) as entry:
                entry.write(data)
        archive.writestr(zipfile.ZipInfo("images/", (2026, 1, 2, 3, 4, 6)), b"")
    return out.getvalue()


class Unseekable(io.RawIOBase):
    """As a pipe: sizes and checksums come behind the data."""

    def __init__(self):
        self.parts = []

    def writable(self):
        return True

    def write(self, data):
        self.parts.append(bytes(data))
        return len(data)


def streamed():
    out = Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in FILES.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6)), data)
    return b"".join(out.parts)


def tarred(form, mode="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:
        folder = tarfile.TarInfo("images")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, data in FILES.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.mtime = 1767322446
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


ARCHIVES = {
    "deflate.zip": zipped(zipfile.ZIP_DEFLATED),
    "stored.zip": zipped(zipfile.ZIP_STORED),
    "zip64.zip": zipped(zipfile.ZIP_DEFLATED, force_zip64=True),
    "streamed.zip": streamed(),
    "gnu.tar": tarred(tarfile.GNU_FORMAT),
    "pax.tar": tarred(tarfile.PAX_FORMAT),
    "pax.tar.gz": tarred(tarfile.PAX_FORMAT, "w:gz"),
}
json.dump(
    {
        "made": f"Python {sys.version.split()[0]}, zipfile and tarfile",
        "files": {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in FILES.items()
        },
        "archives": {
            name: base64.b64encode(data).decode() for name, data in ARCHIVES.items()
        },
    },
    sys.stdout,
    indent=1,
    sort_keys=True,
)
print()
