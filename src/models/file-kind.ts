import type { Sentence } from "../core/sentence.js";
import { foreignByContent, headOf, toOnnx } from "./foreign-models.js";

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
 * @param name stands in the command that makes ONNX of it
 * @returns null when the bytes may be ONNX
 */
export function recogniseFile(bytes: Uint8Array, name: string): FileKind | null {
  if (bytes.length === 0) {
    return { what: "empty", fix: "Download or copy the file again" };
  }
  const foreign = foreignByContent(bytes);
  if (foreign !== null) return { what: foreign.what, fix: toOnnx(foreign, name) };
  for (const [recognises, kind] of KINDS) if (recognises(bytes)) return kind;
  return null;
}

function startsWith(...prefix: readonly number[]): (bytes: Uint8Array) => boolean {
  return (bytes) => prefix.every((byte, i) => bytes[i] === byte);
}

function isText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 4096);
  return head.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13));
}

const CARD_APART = {
  command: "Name the .onnx file; a card goes into --card",
  app: "Drop the .onnx file beside it; this may be its card",
};

const KINDS: readonly (readonly [recognises: (bytes: Uint8Array) => boolean, kind: FileKind])[] = [
  [
    (bytes) => headOf(bytes).startsWith("version https://git-lfs.github.com/spec/"),
    {
      what: "a Git LFS pointer: a note of where the model is, not the model",
      fix: "Run git lfs pull in the repository it came from, or download the file itself",
    },
  ],
  [
    (bytes) => isText(bytes) && /^\s*(<!doctype html|<html|<head|<\?xml)/i.test(headOf(bytes)),
    {
      what: "a web page, not a model: the download may have asked for a login or not been found",
      fix: "Open the address in a browser and save the model file itself",
    },
  ],
  [
    startsWith(0x50, 0x4b, 0x03, 0x04),
    { what: "a zip archive", fix: "Unpack it and name the .onnx file inside" },
  ],
  [startsWith(0x1f, 0x8b), { what: "compressed with gzip", fix: "Unpack it with gunzip" }],
  [(bytes) => isText(bytes) && /^\s*[{[]/.test(headOf(bytes)), { what: "JSON", fix: CARD_APART }],
  [isText, { what: "text", fix: "Name the .onnx file" }],
];
