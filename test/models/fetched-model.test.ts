import { describe, expect, it } from "vitest";
import { frameLine, readFetchedModel } from "../../src/models/fetched-model.js";
import { throwsCode } from "../support/throws-code.js";

const BYTES = Uint8Array.from([1, 10, 123, 10, 0, 255]);
const WHOLE = Buffer.concat([
  Buffer.from(frameLine({ kind: "progress", file: "m.onnx", done: 3, total: 6 })),
  Buffer.from(frameLine({ kind: "file", path: "onnx/m.onnx", bytes: BYTES.length })),
  BYTES,
  Buffer.from(frameLine({ kind: "file", path: "empty.txt", bytes: 0 })),
  Buffer.from(frameLine({ kind: "file", path: "größe.json", bytes: 2 })),
  Buffer.from("{}"),
  Buffer.from(frameLine({ kind: "done", source: "hf:o/n", sha256: "ab" })),
]);

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe("a model as the server of the app sends it", () => {
  it.each([1, 2, 7, 1000])("comes whole in pieces of %i bytes", async (size) => {
    const seen: unknown[] = [];
    const { files, source, sha256 } = await readFetchedModel(inPieces(WHOLE, size), (...told) =>
      seen.push(told),
    );
    const bytes = [...files].map(([path, pieces]) => [path, [...Buffer.concat(pieces)]]);
    expect(bytes).toEqual([
      ["onnx/m.onnx", [...BYTES]],
      ["empty.txt", []],
      ["größe.json", [...Buffer.from("{}")]],
    ]);
    expect([source, sha256]).toEqual(["hf:o/n", "ab"]);
    expect(seen).toEqual([["m.onnx", 3, 6]]);
  });

  it.each([0, 20, WHOLE.length - 1])("is refused where it ends after %i bytes", async (length) => {
    await expect(
      readFetchedModel(inPieces(WHOLE.subarray(0, length), 64), () => {}),
    ).rejects.toThrow(throwsCode("network/unreachable"));
  });

  it("is refused where something else answers", async () => {
    const page = Buffer.from("<!doctype html>\n<title>x</title>\n");
    await expect(readFetchedModel(inPieces(page, 64), () => {})).rejects.toThrow(
      throwsCode("network/unreachable"),
    );
  });

  it("gives the server's error, and one that it does not know another code", async () => {
    const told = { what: "w", where: "x", fix: "f" };
    const sent = (code: string) =>
      inPieces(
        Buffer.from(JSON.stringify({ kind: "error", error: { code, ...told } }).concat("\n")),
        64,
      );
    const known = readFetchedModel(sent("model/hash"), () => {});
    await expect(known).rejects.toThrow(throwsCode("model/hash"));
    await expect(known).rejects.toMatchObject(told);
    await expect(readFetchedModel(sent("of/later"), () => {})).rejects.toThrow(
      throwsCode("network/bad-answer"),
    );
  });
});
