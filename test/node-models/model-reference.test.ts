import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPlainPath, parseModelReference } from "../../src/node/models/model-reference.js";
import { throwsCode } from "../support/throws-code.js";

const HEX = "ab".repeat(32);

describe("parseModelReference", () => {
  it.each(["model.onnx", "./a/model.onnx", "C:\\models\\m.onnx", "hfmodel.onnx", "httpsmodel"])(
    "takes %s for a file",
    (text) => {
      expect(parseModelReference(text)).toEqual({ kind: "file", path: text });
    },
  );

  it("reads owner, name, revision, file and checksum", () => {
    const all = { kind: "hugging-face", owner: "o", name: "n.1" };
    const none = { revision: null, file: null, sha256: null };
    expect(parseModelReference("hf:o/n.1")).toEqual({ ...all, ...none });
    expect(parseModelReference("hf:o/n.1@v2")).toEqual({ ...all, ...none, revision: "v2" });
    expect(parseModelReference("hf:o/n.1/onnx/m.onnx")).toEqual({
      ...all,
      ...none,
      file: "onnx/m.onnx",
    });
    expect(parseModelReference(`hf:o/n.1@refs%2Fpr%2F1/a/m.onnx@sha256:${HEX}`)).toEqual({
      ...all,
      revision: "refs/pr/1",
      file: "a/m.onnx",
      sha256: HEX,
    });
    expect(parseModelReference(`hf:o/n.1@sha256:${HEX}`)).toEqual({ ...all, ...none, sha256: HEX });
  });

  it("reads an address without its fragment, and its checksum in capitals too", () => {
    expect(parseModelReference(`https://a.org/m.onnx?x=1#sha256=${HEX.toUpperCase()}`)).toEqual({
      kind: "url",
      url: "https://a.org/m.onnx?x=1",
      sha256: HEX,
    });
    expect(parseModelReference("https://a.org/m.onnx#top")).toEqual({
      kind: "url",
      url: "https://a.org/m.onnx",
      sha256: null,
    });
  });

  it.each([
    ...["hf:", "hf:name", "hf:o/", "hf:/n", "hf:o/n/", "hf:o/n/../m.onnx", "hf:o/n/a//m.onnx"],
    ...["hf:o/n@%zz", "hf:o/n@sha256:12", "hf:../n", "https://", "https://u:p@a.org/m.onnx"],
    ...["https://a.org/m.onnx#sha256=xyz", "hf:o/n/C:/m.onnx"],
  ])("refuses %s", (text) => {
    expect(() => parseModelReference(text)).toThrow(throwsCode("usage/bad-option"));
  });

  it("does not repeat a password in its error", () => {
    expect(() => parseModelReference("https://me:secret@a.org/m")).not.toThrow(/secret/);
    expect(() => parseModelReference("https://me:secret@a.org/m")).toThrow(/password/);
  });

  it("throws nothing but its own error", () => {
    fc.assert(
      fc.property(fc.constantFrom("hf:", "https:", "http://"), fc.string(), (head, rest) => {
        try {
          parseModelReference(head + rest);
        } catch (error) {
          expect(error).toEqual(throwsCode("usage/bad-option"));
        }
      }),
    );
  });
});

describe("isPlainPath", () => {
  it.each(["a", "a/b.onnx", "onnx/model.onnx_data", "a b"])("keeps %j", (path) => {
    expect(isPlainPath(path)).toBe(true);
  });

  it.each(["", "/a", "a/", "..", "a/../b", "./a", "a\\b", "a:b", "a\0", "a/b.", "a/b ", "a\nb"])(
    "refuses %j",
    (path) => {
      expect(isPlainPath(path)).toBe(false);
    },
  );
});
