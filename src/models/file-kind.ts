import type { Sentence } from "../core/sentence.js";

/** What a file is that is not an ONNX model, and what its owner can do. */
export interface FileKind {
  /** Follows "the file is". */
  readonly what: string;
  readonly fix: Sentence;
}

/**
 * Recognises by its first bytes what people hand over instead of an ONNX file. Nothing is
 * unpacked or interpreted.
 *
 * @returns null when the bytes may be ONNX
 */
export function recogniseFile(bytes: Uint8Array): FileKind | null {
  if (bytes.length === 0) {
    return { what: "empty", fix: "Download or copy the file again" };
  }
  for (const [recognises, kind] of KINDS) if (recognises(bytes)) return kind;
  return null;
}

const HEAD = 4096;

/** The start of the file as text, a character a byte. */
function headText(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, HEAD));
}

function startsWith(...prefix: readonly number[]): (bytes: Uint8Array) => boolean {
  return (bytes) => prefix.every((byte, i) => bytes[i] === byte);
}

function isText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, HEAD);
  return head.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13));
}

function isSafetensors(bytes: Uint8Array): boolean {
  // Eight bytes of header length, little-endian, then a JSON object of that length.
  const high = bytes.subarray(3, 8);
  return bytes.length > 9 && high.every((byte) => byte === 0) && bytes[8] === 0x7b;
}

const CARD_APART = {
  command: "Name the .onnx file; a card goes into --card",
  app: "Drop the .onnx file beside it; this may be its card",
};
const TORCH_FIX =
  "Load it in Python with the code that made it and write torch.onnx.export(model, example, " +
  '"model.onnx"); nothing in it is executed here';

const KINDS: readonly (readonly [recognises: (bytes: Uint8Array) => boolean, kind: FileKind])[] = [
  [
    (bytes) => headText(bytes).startsWith("version https://git-lfs.github.com/spec/"),
    {
      what: "a Git LFS pointer: a note of where the model is, not the model",
      fix: "Run git lfs pull in the repository it came from, or download the file itself",
    },
  ],
  [
    (bytes) => isText(bytes) && /^\s*(<!doctype html|<html|<head|<\?xml)/i.test(headText(bytes)),
    {
      what: "a web page, not a model: the download may have asked for a login or not been found",
      fix: "Open the address in a browser and save the model file itself",
    },
  ],
  [
    (bytes) => startsWith(0x50, 0x4b, 0x03, 0x04)(bytes) && /data\.pkl/.test(headText(bytes)),
    { what: "a PyTorch file (a zip with a pickle inside)", fix: TORCH_FIX },
  ],
  [
    (bytes) =>
      startsWith(0x50, 0x4b, 0x03, 0x04)(bytes) &&
      /(config\.json|model\.weights\.h5|metadata\.json)/.test(headText(bytes)),
    {
      what: "a Keras file (.keras)",
      fix: 'Load it in Python and write model.export("model.onnx", format="onnx"), or use tf2onnx',
    },
  ],
  [
    startsWith(0x50, 0x4b, 0x03, 0x04),
    { what: "a zip archive", fix: "Unpack it and name the .onnx file inside" },
  ],
  [startsWith(0x1f, 0x8b), { what: "compressed with gzip", fix: "Unpack it with gunzip" }],
  [
    startsWith(0x89, 0x48, 0x44, 0x46),
    {
      what: "an HDF5 file, as Keras writes (.h5)",
      fix: "Load it in Python and convert it with tf2onnx",
    },
  ],
  [
    (bytes) => headText(bytes.subarray(4, 8)) === "TFL3",
    {
      what: "a TensorFlow Lite model",
      fix: "Convert it: python -m tf2onnx.convert --tflite model.tflite --output model.onnx",
    },
  ],
  [
    (bytes) => headText(bytes.subarray(4, 8)) === "ORTM",
    {
      what: "a model in ONNX Runtime's own format (.ort)",
      fix: "Name the .onnx file that it was made from",
    },
  ],
  [
    startsWith(0x47, 0x47, 0x55, 0x46),
    { what: "a GGUF file", fix: "Name a vision model that is exported to ONNX" },
  ],
  [
    isSafetensors,
    {
      what: "a safetensors file: weights without the network around them",
      fix: "Load them into their model in Python and export it to ONNX",
    },
  ],
  [
    (bytes) => bytes[0] === 0x80 && (bytes[1] ?? 0) >= 2 && (bytes[1] ?? 0) <= 5,
    { what: "a Python pickle, as older PyTorch writes", fix: TORCH_FIX },
  ],
  [(bytes) => isText(bytes) && /^\s*[{[]/.test(headText(bytes)), { what: "JSON", fix: CARD_APART }],
  [isText, { what: "text", fix: "Name the .onnx file" }],
];
