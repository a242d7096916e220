#!/usr/bin/env python3
"""Trains the demo's classifier on site A's training pictures and writes model, card and checksums.

    npx tsx tools/demo/export-training-set.ts FOLDER
    python3 tools/demo/train.py FOLDER assets/demo

Needs numpy, Pillow, torch and onnx (written with torch 2.6, onnx 1.17, CPU). The recipe is fixed
beforehand: one network, one schedule, the last weights are kept. The pictures of `home` (the claim)
and `away` are read only after training, to be counted. Floating-point sums differ between builds of
torch, so another machine may get other weights; the committed ones are bound by their SHA-256.
"""

import csv
import hashlib
import json
import math
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from PIL import Image
from torch import nn

LABELS = ["deer", "boar", "fox", "bird", "empty"]
HEIGHT, WIDTH = 72, 96
SEED = 1
EPOCHS = 30
BATCH = 32
OPSET = 17


def read_part(folder: Path):
    """Pictures as float32 [n, 3, 72, 96] on 0..255, label indices, and the rows of labels.csv."""
    with open(folder / "labels.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    pixels = np.empty((len(rows), 3, HEIGHT, WIDTH), dtype=np.float32)
    for i, row in enumerate(rows):
        rgb = np.asarray(Image.open(folder / row["file"]).convert("RGB"), dtype=np.float32)
        assert rgb.shape == (2 * HEIGHT, 2 * WIDTH, 3), row["file"]
        # The card's resize rule (bilinear, half-pixel centres, no antialias) at exactly one half:
        # the mean of each 2 x 2 block.
        half = rgb.reshape(HEIGHT, 2, WIDTH, 2, 3).mean(axis=(1, 3))
        pixels[i] = half.transpose(2, 0, 1)
    labels = np.array([LABELS.index(row["class"]) for row in rows], dtype=np.int64)
    return torch.from_numpy(pixels), torch.from_numpy(labels), rows


def normalise(pixels):
    return (pixels - 127.5) / 63.75


class Classifier(nn.Module):
    """Five convolution blocks, each halving the picture, and the mean and maximum over it."""

    def __init__(self):
        super().__init__()
        widths = [3, 12, 24, 32, 48, 64]
        blocks = []
        for before, after in zip(widths, widths[1:]):
            blocks += [
                nn.Conv2d(before, after, 3, padding=1, bias=False),
                nn.BatchNorm2d(after),
                nn.ReLU(),
                nn.MaxPool2d(2),
            ]
        self.features = nn.Sequential(*blocks[:-1])
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(2 * widths[-1], len(LABELS))

    def forward(self, x):
        x = self.features(x)
        pooled = torch.cat([x.mean(dim=(2, 3)), x.amax(dim=(2, 3))], dim=1)
        return self.head(self.drop(pooled))


def augment(pixels, generator):
    """The usual: mirror images, small shifts, and brightness and contrast that vary by a third."""
    flip = torch.rand(len(pixels), generator=generator) < 0.5
    pixels = torch.where(flip[:, None, None, None], pixels.flip(3), pixels)
    dy, dx = (int(v) for v in torch.randint(-4, 5, (2,), generator=generator))
    padded = nn.functional.pad(pixels, (4, 4, 4, 4), mode="replicate")
    pixels = padded[:, :, 4 + dy : 4 + dy + HEIGHT, 4 + dx : 4 + dx + WIDTH]
    gain = 1 + (torch.rand((len(pixels), 1, 1, 1), generator=generator) - 0.5) * 2 / 3
    contrast = 1 + (torch.rand((len(pixels), 1, 1, 1), generator=generator) - 0.5) * 2 / 3
    pixels = pixels * gain
    mean = pixels.mean(dim=(1, 2, 3), keepdim=True)
    return ((pixels - mean) * contrast + mean).clamp(0, 255)


def train(pixels, labels):
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(True)
    generator = torch.Generator().manual_seed(SEED)
    model = Classifier()
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-2)
    steps = EPOCHS * math.ceil(len(pixels) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=4e-3, total_steps=steps)
    loss_of = nn.CrossEntropyLoss()
    for epoch in range(EPOCHS):
        model.train()
        total = 0.0
        for index in torch.randperm(len(pixels), generator=generator).split(BATCH):
            optimiser.zero_grad()
            loss = loss_of(model(normalise(augment(pixels[index], generator))), labels[index])
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item() * len(index)
        print(f"epoch {epoch + 1}/{EPOCHS} loss {total / len(pixels):.4f}", flush=True)
    return model.eval()


def wilson(k, n, z=1.959963984540054):
    p, d = k / n, 1 + z * z / n
    centre = (p + z * z / (2 * n)) / d
    half = z / d * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return centre - half, centre + half


def counts(rows, right, column):
    groups = {}
    for row, ok in zip(rows, right):
        k, n = groups.get(row[column], (0, 0))
        groups[row[column]] = (k + int(ok), n + 1)
    return {name: f"{k}/{n}" for name, (k, n) in sorted(groups.items())}


def measure(model, folder: Path):
    pixels, labels, rows = read_part(folder)
    with torch.no_grad():
        predicted = model(normalise(pixels)).argmax(dim=1)
    right = (predicted == labels).numpy()
    table = np.zeros((len(LABELS), len(LABELS)), dtype=int)
    for truth, answer in zip(labels.numpy(), predicted.numpy()):
        table[truth, answer] += 1
    return {
        "correct": int(right.sum()),
        "images": len(rows),
        "byClass": counts(rows, right, "class"),
        "byLight": counts(rows, right, "light"),
        "byCamera": counts(rows, right, "camera"),
        "confusion": {"labels": LABELS, "rowsAre": "ground truth", "counts": table.tolist()},
    }


def sha256(file: Path):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def card(file: Path, sets, home):
    correct, images = home["correct"], home["images"]
    low, high = wilson(correct, images)
    return {
        "card": "homeground.model-card/1",
        "name": "site-a-classifier",
        "task": "classification",
        "family": "classifier",
        "scores": "logits",
        "file": file.name,
        "sha256": sha256(file),
        "bytes": file.stat().st_size,
        "opset": OPSET,
        "input": {
            "name": "input",
            "layout": "NCHW",
            "size": [HEIGHT, WIDTH],
            "height": HEIGHT,
            "width": WIDTH,
            "color": "RGB",
            "dtype": "float32",
            "channelOrder": "RGB",
            "scaleRange": [0, 255],
            "mean": [127.5] * 3,
            "std": [63.75] * 3,
            "grey": "repeat",
            "alphaChannel": "drop",
            "iccProfile": "ignore",
            "resize": {
                "rule": "interpolate",
                "filter": "bilinear",
                "antialias": False,
                "fit": "stretch",
            },
        },
        "output": {"name": "logits", "shape": ["batch", len(LABELS)]},
        "decode": {"output": "logits", "activation": "softmax", "ties": "lowest-index"},
        "labels": LABELS,
        "training": {
            "data": "pictures drawn by the program in src/evaluation/demo, set `training`",
            "seed": sets["seed"],
            "sha256": sets["sets"]["training"]["sha256"],
            "images": sets["sets"]["training"]["images"],
            "sites": ["A"],
            "cameras": "A01 to A24",
            "conditions": {
                "light": "day and dusk, in colour",
                "background": "open meadow before trees",
                "season": "20 April to 7 August",
            },
            "how": "Small convolutional network from scratch, a fixed number of epochs; "
            "augmentation: mirror images, small shifts, brightness and contrast by up to a third "
            "(tools/demo/train.py)",
            "notInTraining": ["infrared pictures", "snow", "forest"],
        },
        "expectedToGeneralise": "daylight and dusk pictures of open meadows; not shown to hold "
        "at night, in snow or in a forest",
        "claim": [
            {
                "metric": "accuracy",
                "parameters": {},
                "value": round(correct / images, 6),
                "correct": correct,
                "n": images,
                "unit": "image",
                "low": round(low, 6),
                "high": round(high, 6),
                "level": 0.95,
                "method": "wilson",
                "on": {
                    "labels": None,
                    "where": [{"site": "A"}],
                    "images": images,
                    "text": "drawn pictures of site A, cameras A25 to A48: none of these cameras "
                    "was in training; one picture an event",
                },
                "source": "measured for this card by tools/demo/train.py",
            }
        ],
        "measured": {"site A, cameras A25 to A48": home},
        "licence": "Apache-2.0",
        "origin": "trained for the demo on drawn pictures only",
    }


def as_text(value, indent=""):
    """JSON as the repository's formatter leaves it: lists on one line where they fit."""
    inner = indent + "  "
    if isinstance(value, dict) and value:
        rows = [f"{inner}{json.dumps(k)}: {as_text(v, inner)}" for k, v in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
    flat = json.dumps(value, ensure_ascii=False)
    if isinstance(value, list) and ("{" in flat or len(indent) + len(flat) > 60):
        rows = [inner + as_text(v, inner) for v in value]
        return "[\n" + ",\n".join(rows) + f"\n{indent}]"
    return flat


def write_json(file: Path, value):
    file.write_text(as_text(value) + "\n", encoding="utf-8")


def main():
    data, out = Path(sys.argv[1]), Path(sys.argv[2])
    torch.set_num_threads(1)  # one order of every sum
    sets = json.loads((data / "sets.json").read_text(encoding="utf-8"))
    pixels, labels, _ = read_part(data / "training")
    model = train(pixels, labels)

    out.mkdir(parents=True, exist_ok=True)
    file = out / "site-a-classifier.onnx"
    torch.onnx.export(
        model,
        torch.zeros(1, 3, HEIGHT, WIDTH),
        str(file),
        input_names=["input"],
        output_names=["logits"],
        dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )
    onnx.checker.check_model(onnx.load(str(file)), full_check=True)

    home, away = measure(model, data / "home"), measure(model, data / "away")
    write_json(out / "site-a-classifier.json", card(file, sets, home))
    sets["sets"]["home"]["correct"] = home["correct"]
    sets["sets"]["away"]["correct"] = away["correct"]
    write_json(out / "sets.json", sets)
    names = ["sets.json", "site-a-classifier.json", "site-a-classifier.onnx"]
    sums = "".join(f"{sha256(out / name)}  {name}\n" for name in names)
    (out / "SHA256SUMS").write_text(sums, encoding="utf-8")
    print(json.dumps({"home": home, "away": away}, indent=1))


if __name__ == "__main__":
    main()
