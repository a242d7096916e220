"""Writes decode-reference.json: outputs of detectors, drawn, and the boxes that their published formulas make of them.

Python 3.11, NumPy 2.4.6; no code of the program. Each function is written after the paper or the code that it names.
Frames are 64 x 32 pixels, three labels; boxes are x1, y1, x2, y2 with score and label, the surest first.
"""

import json
from pathlib import Path

import numpy as np

W, H, CLASSES = 64, 32, 3
rng = np.random.default_rng(70)


def drawn(*shape, low=-3.0, high=3.0):
    return np.round(rng.uniform(low, high, shape), 3)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def grid(stride):
    """Columns and rows of the cells, row by row."""
    y, x = np.mgrid[0 : H // stride, 0 : W // stride]
    return x, y


def centred(cx, cy, w, h):
    return np.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2], axis=-1)


def ranked(boxes, scores):
    """Every pair of place and label, by falling score."""
    boxes, scores = boxes.reshape(-1, 4), scores.reshape(-1, CLASSES)
    rows = [
        [*boxes[i], scores[i, k], k] for i in range(len(boxes)) for k in range(CLASSES)
    ]
    return sorted(rows, key=lambda row: -row[4])


def tensor(x):
    return {"shape": list(x.shape), "data": x.ravel().tolist()}


cases = []


def case(name, family, decode, outputs, expected):
    cases.append(
        {
            "name": name,
            "family": family,
            "decode": decode,
            "outputs": {key: tensor(value) for key, value in outputs.items()},
            "expected": expected,
        }
    )


# --- YOLOv5, v6.0: models/yolo.py, Detect.forward: xy = (2 sigmoid - 0.5 + grid) stride, wh = (2 sigmoid)^2 anchor.
ANCHORS = {16: [[10, 13], [16, 30], [33, 23]], 32: [[30, 61], [62, 45], [59, 119]]}


def yolov5_level(raw, stride):
    """raw: [3, rows, columns, 5 + classes]"""
    x, y = grid(stride)
    s = sigmoid(raw)
    anchors = np.array(ANCHORS[stride])[:, None, None, :]
    xy = (s[..., :2] * 2 - 0.5 + np.stack([x, y], -1)) * stride
    wh = (s[..., 2:4] * 2) ** 2 * anchors
    boxes = centred(xy[..., 0], xy[..., 1], wh[..., 0], wh[..., 1])
    return boxes.reshape(-1, 4), (s[..., 4:5] * s[..., 5:]).reshape(-1, CLASSES)


heads = {s: drawn(3, H // s, W // s, 5 + CLASSES) for s in (16, 32)}
parts = [yolov5_level(raw, s) for s, raw in heads.items()]
wanted = ranked(np.concatenate([b for b, _ in parts]), np.concatenate([c for _, c in parts]))
levels = [{"stride": s, "output": f"p{s}", "anchors": ANCHORS[s]} for s in heads]
yolov5 = {"levels": levels, "boxes": "anchor-sigmoid", "activation": "sigmoid", "score": "objectness*class"}
case("YOLOv5's heads, [1, 3, H, W, values]", "yolov5", yolov5, {f"p{s}": r[None] for s, r in heads.items()}, wanted)
case(
    "YOLOv7's heads, [1, 3 x values, H, W]",
    "yolov7",
    {**yolov5, "order": "values-first"},
    {f"p{s}": r.transpose(0, 3, 1, 2).reshape(1, -1, H // s, W // s) for s, r in heads.items()},
    wanted,
)
activated = {f"p{s}": np.round(sigmoid(r), 6)[None] for s, r in heads.items()}
back = {s: np.log(activated[f"p{s}"][0] / (1 - activated[f"p{s}"][0])) for s in heads}
parts = [yolov5_level(back[s], s) for s in heads]
case(
    "YOLOv5's heads with the sigmoid inside",
    "yolov5",
    {**yolov5, "activation": "none"},
    activated,
    ranked(np.concatenate([b for b, _ in parts]), np.concatenate([c for _, c in parts])),
)

# --- YOLOv2 (Redmon & Farhadi, CVPR 2017, section 2): b = sigmoid(t) + c, p e^t; softmax over classes.
raw = drawn(2, 2, 4, 5 + CLASSES)
sizes = np.array([[12, 20], [30, 10]])
x, y = grid(16)
boxes = centred(
    (sigmoid(raw[..., 0]) + x) * 16,
    (sigmoid(raw[..., 1]) + y) * 16,
    np.exp(raw[..., 2]) * sizes[:, None, None, 0],
    np.exp(raw[..., 3]) * sizes[:, None, None, 1],
)
case(
    "YOLOv2's head",
    "custom-detector",
    {
        "levels": [{"stride": 16, "output": "out", "anchors": sizes.tolist()}],
        "order": "values-first",
        "boxes": "anchor-exp",
        "activation": "softmax",
        "score": "objectness*class",
    },
    {"out": raw.transpose(0, 3, 1, 2).reshape(1, -1, 2, 4)},
    ranked(boxes, sigmoid(raw[..., 4:5]) * softmax(raw[..., 5:])),
)


# --- Distances: FCOS (Tian et al., ICCV 2019, equation 1), generalised focal loss (Li et al., NeurIPS 2020, equation 6).
def from_distances(d, stride, offset):
    """d: [4, rows, columns], in pixels"""
    x, y = grid(stride)
    cx, cy = x * stride + offset, y * stride + offset
    return np.stack([cx - d[0], cy - d[1], cx + d[2], cy + d[3]], -1).reshape(-1, 4)


def expected_bins(raw, bins):
    """raw: [4 x bins, rows, columns]; the mean of each side's distribution"""
    p = softmax(raw.reshape(4, bins, *raw.shape[1:]), axis=1)
    return (p * np.arange(bins)[None, :, None, None]).sum(1)


def class_rows(maps):
    return np.concatenate([m.reshape(CLASSES, -1).T for m in maps])


box = {s: drawn(64, H // s, W // s) for s in (16, 32)}
cls = {s: drawn(CLASSES, H // s, W // s) for s in (16, 32)}
# ultralytics, nn/modules/head.py and utils/tal.py: anchors at (column + 0.5) stride, 16 bins.
boxes = np.concatenate([from_distances(expected_bins(box[s], 16) * s, s, s / 2) for s in box])
wanted = ranked(boxes, sigmoid(class_rows(cls.values())))
dfl = {"boxes": "distribution-ltrb", "regMax": 15, "activation": "sigmoid"}
case(
    "YOLOv8's heads",
    "yolov8",
    {
        **dfl,
        "levels": [{"stride": s, "output": f"p{s}"} for s in box],
        "columns": {"box": [0, 64], "classes": [64, 64 + CLASSES]},
    },
    {f"p{s}": np.concatenate([box[s], cls[s]])[None] for s in box},
    wanted,
)
case(
    "YOLOv8's heads, boxes and classes apart",
    "yolov8",
    {**dfl, "levels": [{"stride": s, "boxes": f"b{s}", "classes": f"c{s}"} for s in box]},
    {**{f"b{s}": box[s][None] for s in box}, **{f"c{s}": cls[s][None] for s in box}},
    wanted,
)

# NanoDet-Plus, nanodet/model/head/nanodet_plus_head.py: centres at column x stride, 8 bins, probabilities inside.
bins = {s: drawn(32, H // s, W // s) for s in (16, 32)}
probabilities = {s: np.round(rng.uniform(0, 1, (CLASSES, H // s, W // s)), 3) for s in (16, 32)}
boxes = np.concatenate([from_distances(expected_bins(bins[s], 8) * s, s, 0) for s in bins])
rows = np.concatenate(
    [
        np.concatenate([probabilities[s].reshape(CLASSES, -1), bins[s].reshape(32, -1)]).T
        for s in bins
    ]
)
case(
    "NanoDet-Plus",
    "nanodet",
    {
        "output": "out",
        "columns": {"classes": [0, CLASSES], "box": [CLASSES, CLASSES + 32]},
        "strides": [16, 32],
        "regMax": 7,
        "cellOffset": 0,
        "activation": "none",
    },
    {"out": rows[None]},
    ranked(boxes, class_rows(probabilities.values())),
)

# GFL in mmdetection: 17 bins, centres at column x stride.
bins = {s: drawn(68, H // s, W // s) for s in (16, 32)}
boxes = np.concatenate([from_distances(expected_bins(bins[s], 17) * s, s, 0) for s in bins])
case(
    "GFL",
    "fcos",
    {
        "levels": [{"stride": s, "boxes": f"b{s}", "classes": f"c{s}"} for s in bins],
        "boxes": "distribution-ltrb",
        "regMax": 16,
        "cellOffset": 0,
        "activation": "sigmoid",
        "score": "class",
    },
    {**{f"b{s}": bins[s][None] for s in bins}, **{f"c{s}": cls[s][None] for s in bins}},
    ranked(boxes, sigmoid(class_rows(cls.values()))),
)

# FCOS: mmdetection multiplies class and centre-ness and has pixels; torchvision takes the root and has strides.
distances = {s: drawn(4, H // s, W // s, low=0.0, high=2.0) for s in (16, 32)}
centre = {s: drawn(1, H // s, W // s) for s in (16, 32)}
outputs = {}
for s in distances:
    outputs |= {f"b{s}": distances[s][None], f"c{s}": cls[s][None], f"o{s}": centre[s][None]}
both = sigmoid(class_rows(cls.values())) * sigmoid(
    np.concatenate([centre[s].reshape(-1, 1) for s in centre])
)
levels = [{"stride": s, "boxes": f"b{s}", "classes": f"c{s}", "objectness": f"o{s}"} for s in distances]
fcos = {"levels": levels, "boxes": "distance-ltrb", "activation": "sigmoid"}
case(
    "FCOS in pixels",
    "fcos",
    {**fcos, "boxUnit": "pixel", "score": "objectness*class"},
    outputs,
    ranked(np.concatenate([from_distances(distances[s], s, s / 2) for s in distances]), both),
)
case(
    "FCOS in strides, with a root",
    "fcos",
    {**fcos, "boxUnit": "stride", "score": "sqrt(objectness*class)"},
    outputs,
    ranked(np.concatenate([from_distances(distances[s] * s, s, s / 2) for s in distances]), np.sqrt(both)),
)


# --- Offsets to priors: SSD (Liu et al., ECCV 2016, equation 2, backwards), with the variances of its code.
def from_offsets(t, priors, variances):
    """t, priors: [N, 4], centre and size, x first"""
    v = np.asarray(variances)
    cx = priors[:, 0] + t[:, 0] * v[..., 0] * priors[:, 2]
    cy = priors[:, 1] + t[:, 1] * v[..., 1] * priors[:, 3]
    w = priors[:, 2] * np.exp(t[:, 2] * v[..., 2])
    h = priors[:, 3] * np.exp(t[:, 3] * v[..., 3])
    return centred(cx, cy, w, h)


N = 12
offsets = drawn(N, 4, low=-1.0, high=1.0)
logits = drawn(N, CLASSES + 1)
priors = np.round(np.concatenate([rng.uniform(0.2, 0.8, (N, 2)), rng.uniform(0.1, 0.5, (N, 2))], 1), 3)
frame = np.array([W, H, W, H])
boxes = from_offsets(offsets, priors, [0.1, 0.1, 0.2, 0.2]) * frame
wanted = ranked(boxes, softmax(logits)[:, 1:])
ssd = {
    "outputs": {"boxes": "loc", "classes": "conf"},
    "boxUnit": "fraction",
    "background": 0,
    "activation": "softmax",
    "variances": [0.1, 0.1, 0.2, 0.2],
}
outputs = {"loc": offsets[None], "conf": logits[None]}
case("SSD with an output of priors", "ssd-priors", {**ssd, "priors": "priors"}, {**outputs, "priors": priors}, wanted)
case("SSD with priors in the card", "ssd-priors", {**ssd, "priors": priors.tolist()}, outputs, wanted)
case(
    "SSD with the background last",
    "ssd-priors",
    {**ssd, "priors": priors.tolist(), "background": CLASSES},
    {"loc": offsets[None], "conf": np.roll(logits, -1, 1)[None]},
    wanted,
)
corners = np.round(centred(*priors.T), 4)
own = np.tile(np.round(rng.uniform(0.05, 0.3, (N, 4)), 3), 1)
middle = np.stack([corners[:, 0] + corners[:, 2], corners[:, 1] + corners[:, 3]], -1) / 2
as_centre = np.concatenate([middle, corners[:, 2:] - corners[:, :2]], 1)
caffe = {key: value for key, value in ssd.items() if key != "variances"}
case(
    "Caffe's SSD, flat, with variances of its own",
    "ssd-priors",
    {**caffe, "priors": "priors", "priorBoxes": "xyxy"},
    {
        "loc": offsets.reshape(1, -1),
        "conf": logits.reshape(1, -1),
        "priors": np.stack([corners.ravel(), own.ravel()])[None],
    },
    ranked(from_offsets(offsets, as_centre, own) * frame, softmax(logits)[:, 1:]),
)

# RetinaNet: anchors around centres at column x stride, as detectron2 and torchvision have them, no variances.
sizes = [[20, 10], [14, 14], [10, 20]]
x, y = grid(16)
cells = np.stack([x, y], -1).reshape(-1, 2) * 16
anchors = np.concatenate(
    [
        np.concatenate([np.repeat(cells[:, None], 3, 1), np.tile(sizes, (len(cells), 1, 1))], -1)
    ]
).reshape(-1, 4)
t = drawn(len(anchors), 4, low=-1.0, high=1.0)
scores = drawn(len(anchors), CLASSES)
wanted = ranked(from_offsets(t, anchors, [1, 1, 1, 1]), sigmoid(scores))
retina = {
    "boxes": "prior-offsets",
    "cellOffset": 0,
    "variances": [1, 1, 1, 1],
    "activation": "sigmoid",
}
case(
    "RetinaNet, cell by cell",
    "ssd-priors",
    {**retina, "outputs": {"boxes": "t", "classes": "s"}, "levels": [{"stride": 16, "anchors": sizes}]},
    {"t": t[None], "s": scores[None]},
    wanted,
)


def as_map(rows):
    """[1, anchors x values, H, W]"""
    return rows.reshape(2, 4, 3, -1).transpose(2, 3, 0, 1).reshape(1, -1, 2, 4)


case(
    "RetinaNet's heads",
    "ssd-priors",
    {
        **retina,
        "order": "values-first",
        "levels": [{"stride": 16, "anchors": sizes, "boxes": "t", "classes": "s"}],
    },
    {"t": as_map(t), "s": as_map(scores)},
    wanted,
)

# EfficientDet in PyTorch (zylo117): anchors y1, x1, y2, x2 in pixels, offsets ty, tx, th, tw.
p = priors * frame
yx = np.round(np.stack([p[:, 1] - p[:, 3] / 2, p[:, 0] - p[:, 2] / 2, p[:, 1] + p[:, 3] / 2, p[:, 0] + p[:, 2] / 2], -1), 3)
as_centre = np.stack([(yx[:, 1] + yx[:, 3]) / 2, (yx[:, 0] + yx[:, 2]) / 2, yx[:, 3] - yx[:, 1], yx[:, 2] - yx[:, 0]], -1)
chances = np.round(rng.uniform(0, 1, (N, CLASSES)), 3)
case(
    "EfficientDet with its anchors",
    "efficientdet",
    {
        "outputs": {"boxes": "regression", "classes": "classification"},
        "priors": "anchors",
        "priorBoxes": "yxyx",
        "boxUnit": "pixel",
        "boxes": "prior-offsets",
        "offsets": "yxhw",
        "activation": "none",
    },
    {"regression": offsets[None], "classification": chances[None], "anchors": yx[None]},
    ranked(from_offsets(offsets[:, [1, 0, 3, 2]], as_centre, [1, 1, 1, 1]), chances),
)

Path(__file__).with_suffix(".json").write_text(json.dumps(cases, separators=(",", ":"), default=float) + "\n")
print(len(cases), "cases")
