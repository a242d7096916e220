import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import { createPixelDecoder } from "../../src/images/decode.js";
import type { RgbaPicture } from "../../src/images/image-codecs.js";

/** Files on which a reader once hung or threw what it should not; found by tools/fuzz. */
const FINDINGS: readonly (readonly [string, string])[] = [
  [
    "a JPEG of four components whose frame is not where its header was read",
    "/9j/4QAiRXhpZgEBAQEBAQEBAQEBAQEBAQEBRgEBAQEBAQEBAQFwbmcBAQMBAAABEgAAAAMAAAAAAAD/WwBDAAEBAQ" +
      "EBAQEBAQAAAAAAAAAAAQEBAQEBAQEBAWNvbnN0cnVjdG9yLnByb3RvdHlwZQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB" +
      "MgH//////////wEBAQABAAH/wAALCAAIAAgEAf8RAP/EABT/wAALAP/EABQAAQAAAAAMDAAAAAAAAAAAAAAAAM/Pz/" +
      "/aAAgBAQAAPwA//9kA",
  ],
];

describe("images that fuzzing found", () => {
  it.each(FINDINGS)("%s is refused", async (_, base64) => {
    const refuse = (): Promise<RgbaPicture> => Promise.reject(new Error("refused"));
    const decoder = createPixelDecoder({
      name: "none",
      decodeJpeg: refuse,
      decodePng: refuse,
      decodeWebp: refuse,
    });
    const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
    const error = await decoder.decode(bytes, { maxPixels: 1_000_000 }).then(
      () => null,
      (cause: unknown) => cause,
    );
    expect(isHomegroundError(error) && error.code).toMatch(/^image\//);
  });
});
