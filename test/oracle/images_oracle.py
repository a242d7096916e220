"""Writes images.json: small image files of our own making with what Pillow, numpy and scipy make of
them. Run with Pillow 11.1 (libjpeg-turbo 2.1.5, libwebp 1.5), numpy 2.2 and scipy 1.15:

    python3 images_oracle.py

Pixels of a file are kept as their SHA-256: row-major, channels interleaved, 16 bit little-endian.
"""

import base64
import hashlib
import io
import json
import pathlib

import numpy as np
import PIL
import scipy
from PIL import Image, ImageOps, features
from scipy import ndimage

rng = np.random.default_rng(20240605)


def picture(width, height, channels):
    """A smooth scene with noise, so that no filter and no subsampling is without effect."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [127 + 100 * np.sin(x / 4 + c) * np.cos(y / (5 + c)) + rng.normal(0, 14, (height, width)) for c in range(channels)]
    return np.clip(np.stack(planes, -1), 0, 255).astype(np.uint8)


def text(data):
    return base64.b64encode(bytes(data)).decode()


FILES = []


def add(name, data, pixels, notes=(), orientation=1):
    """`pixels`: what the file decodes to, by Pillow."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    FILES.append({
        "name": name,
        "file": text(data),
        "widthPx": width,
        "heightPx": height,
        "channels": 1 if pixels.ndim == 2 else pixels.shape[2],
        "bitDepth": pixels.dtype.itemsize * 8,
        "sha256": hashlib.sha256(pixels.tobytes()).hexdigest(),
        "orientation": orientation,
        "notes": list(notes),
    })


def written(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(data, mode=None):
    image = Image.open(io.BytesIO(data))
    return np.asarray(image if mode is None else image.convert(mode))


rgb = Image.fromarray(picture(21, 13, 3))
grey = Image.fromarray(picture(21, 13, 1)[:, :, 0])
rgba = Image.fromarray(picture(21, 13, 4), "RGBA")
la = Image.fromarray(picture(21, 13, 2), "LA")
cmyk = Image.fromarray(picture(21, 13, 4), "CMYK")
bits = grey.convert("1")
palette = rgb.quantize(30)
deep = Image.fromarray(rng.integers(0, 65536, (13, 21)).astype(np.uint16))
ramp = Image.fromarray((np.add.outer(np.arange(13) * 2000, np.arange(21) * 1900)).astype(np.uint16))

# JPEG: every sampling that Pillow writes, baseline and progressive.
for sampling, label in enumerate(["444", "422", "420"]):
    for progressive in (False, True):
        kind = "progressive" if progressive else "baseline"
        options = {"quality": 80, "subsampling": sampling, "progressive": progressive}
        data = written(rgb, "JPEG", **options)
        add(f"jpeg {label} {kind}", data, opened(data))
        data = written(cmyk, "JPEG", **options)
        add(f"jpeg cmyk {label} {kind}", data, opened(data, "RGB"), ["image/colour-converted"])
data = written(grey, "JPEG", quality=75)
add("jpeg grey", data, opened(data))
data = written(rgb, "JPEG", quality=70, restart_marker_blocks=1)
add("jpeg with restart markers", data, opened(data))
data = written(cmyk, "JPEG", quality=70, restart_marker_blocks=1)
add("jpeg cmyk with restart markers", data, opened(data, "RGB"), ["image/colour-converted"])
for sampling in (0, 2):
    # The same file said to be YCCK: transform 2 in the Adobe marker.
    ycck = bytearray(written(cmyk, "JPEG", quality=80, subsampling=sampling))
    ycck[ycck.find(b"Adobe") + 11] = 2
    add(f"jpeg ycck {sampling}", ycck, opened(ycck, "RGB"), ["image/colour-converted"])
exif = Image.Exif()
exif[0x0112] = 6
data = written(rgb, "JPEG", quality=80, exif=exif)
add("jpeg turned", data, opened(data), orientation=6)
data = written(rgb, "JPEG", quality=80, icc_profile=bytes(128))
add("jpeg with a profile", data, opened(data), ["image/profile-ignored"])
data = written(rgb, "JPEG", quality=80)[:-2]
add("jpeg without its end marker", data, opened(data + b"\xff\xd9"), ["image/truncated"])
data = written(rgb, "JPEG", quality=80) + b"PK\x03\x04" + bytes(300)
add("jpeg with bytes behind it", data, opened(data))

# PNG: all colour types, shallow and deep, transparency by a colour.
for name, image in [("rgb", rgb), ("grey", grey), ("rgba", rgba), ("grey and alpha", la), ("16 bit", deep)]:
    data = written(image, "PNG")
    add(f"png {name}", data, opened(data))
data = written(palette, "PNG")
add("png palette", data, opened(data, "RGB"))
data = written(palette, "PNG", transparency=3)
add("png palette with a transparent colour", data, opened(data, "RGBA"))
data = written(bits, "PNG")
add("png 1 bit", data, opened(data, "L"))
data = written(grey, "PNG", transparency=int(grey.getpixel((4, 4))))
add("png grey with a transparent level", data, opened(data, "LA"))
data = written(rgb, "PNG", icc_profile=bytes(128), exif=exif)
add("png turned, with a profile", data, opened(data), ["image/profile-ignored"], orientation=6)
frames = [Image.fromarray(picture(21, 13, 3)) for _ in range(3)]
data = written(frames[0], "PNG", save_all=True, append_images=frames[1:])
add("png animated", data, np.asarray(frames[0]), ["image/first-frame"])

# WebP
for name, image, options in [
    ("lossless", rgb, {"lossless": True}),
    ("lossy", rgb, {"quality": 75}),
    ("lossless with alpha", rgba, {"lossless": True, "exact": True}),
    ("lossy with alpha", rgba, {"quality": 75}),
]:
    data = written(image, "WEBP", **options)
    add(f"webp {name}", data, opened(data))
data = written(rgb, "WEBP", lossless=True, exif=exif.tobytes())
add("webp turned", data, opened(data), orientation=6)
for name, options in [("lossless", {"lossless": True}), ("lossy", {"quality": 75})]:
    data = written(frames[0], "WEBP", save_all=True, append_images=frames[1:], **options)
    add(f"webp animated {name}", data, opened(data, "RGBA"), ["image/first-frame"])

# TIFF: kinds by compressions, differences along rows, several pages.
for compression in [None, "tiff_lzw", "tiff_adobe_deflate", "packbits"]:
    label = compression or "uncompressed"
    for name, image in [("rgb", rgb), ("grey", grey), ("rgba", rgba), ("grey and alpha", la), ("16 bit", deep)]:
        data = written(image, "TIFF", compression=compression)
        add(f"tiff {label} {name}", data, opened(data))
    data = written(palette, "TIFF", compression=compression)
    add(f"tiff {label} palette", data, opened(data, "RGB"))
    data = written(bits, "TIFF", compression=compression)
    add(f"tiff {label} 1 bit", data, opened(data, "L"))
for compression in ["tiff_lzw", "tiff_adobe_deflate"]:
    for name, image in [("rgb", rgb), ("16 bit", ramp)]:
        data = written(image, "TIFF", compression=compression, tiffinfo={317: 2})
        add(f"tiff {compression} {name} by differences", data, opened(data))
data = written(rgb, "TIFF", save_all=True, append_images=[rgb], tiffinfo={274: 8})
add("tiff of two pages, turned", data, np.asarray(rgb), ["image/first-frame"], orientation=8)
flat = Image.fromarray(np.repeat(np.arange(120, dtype=np.uint8)[:, None], 90, 1))
data = written(flat, "TIFF", compression="tiff_lzw")
add("tiff tiff_lzw with codes of 12 bit", data, opened(data))

# BMP and GIF
for name, image in [("rgb", rgb), ("grey", grey), ("palette", palette), ("1 bit", bits), ("32 bit", rgba)]:
    data = written(image, "BMP")
    add(f"bmp {name}", data, opened(data, "RGB"))
data = written(palette, "GIF")
add("gif", data, opened(data, "RGB"))
data = written(rgb.quantize(256), "GIF", interlace=1)
add("gif interlaced", data, opened(data, "RGB"))
data = written(palette, "GIF", transparency=2)
add("gif with a transparent colour", data, opened(data, "RGBA"))
moving = [frame.quantize(16) for frame in frames]
data = written(moving[0], "GIF", save_all=True, append_images=moving[1:])
add("gif animated", data, opened(data, "RGB"), ["image/first-frame"])


def image_json(array):
    array = np.ascontiguousarray(array)
    height, width = array.shape[:2]
    return {"w": width, "h": height, "c": 1 if array.ndim == 2 else array.shape[2], "data": text(array.tobytes())}


FILTERS = {"nearest": 0, "box": 4, "bilinear": 2, "hamming": 5, "bicubic": 3, "lanczos": 1}
RESIZES = []
for name, code in FILTERS.items():
    for width, height, box in [(9, 5, None), (30, 40, None), (21, 6, None), (8, 13, None), (7, 6, (2.5, 1.25, 17.75, 11.5))]:
        result = rgb.resize((width, height), code, box=box)
        RESIZES.append({"filter": name, "box": box, "source": "rgb", "expected": image_json(np.asarray(result))})
    RESIZES.append({"filter": name, "box": None, "source": "grey", "expected": image_json(np.asarray(grey.resize((10, 20), code)))})

TURNS = []
for orientation in range(1, 9):
    turned = rgb.copy()
    turned.getexif()[0x0112] = orientation
    TURNS.append({"orientation": orientation, "expected": image_json(np.asarray(ImageOps.exif_transpose(turned)))})


def measures(array):
    """The definitions in src/images/measure.ts, in numpy and scipy."""
    values = array.astype(float)
    image = Image.fromarray(array)
    luma = np.asarray(image.convert("L")).astype(float)
    laplacian = ndimage.laplace(luma, mode="mirror")
    rg = values[..., 0] - values[..., 1]
    yb = (values[..., 0] + values[..., 1]) / 2 - values[..., 2]
    return {
        "brightness": luma.mean() / 255,
        "contrast": luma.std() / 255,
        "sharpness": laplacian.var(),
        "colourfulness": np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean()),
        "isGreyscale": bool((np.ptp(array.astype(int), axis=2) <= 12).mean() >= 0.9),
    }


MEASURES = []
for array in [np.asarray(rgb), picture(40, 1, 3), picture(1, 9, 3), np.repeat(picture(16, 12, 1), 3, 2) + rng.integers(0, 5, (12, 16, 3)).astype(np.uint8)]:
    MEASURES.append({"image": image_json(array), "expected": measures(array)})

out = {
    "produced_by": {
        "pillow": PIL.__version__,
        "libjpeg": features.version("jpg"),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    },
    "files": FILES,
    "sources": {"rgb": image_json(np.asarray(rgb)), "grey": image_json(np.asarray(grey))},
    "luma": image_json(np.asarray(rgb.convert("L"))),
    "resizes": RESIZES,
    "turns": TURNS,
    "measures": MEASURES,
}
pathlib.Path(__file__).with_name("images.json").write_text(json.dumps(out, indent=1) + "\n")
