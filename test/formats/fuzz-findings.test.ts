import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import { createMemoryFileAccess } from "../../src/formats/memory-file-access.js";
import { readImageTruth } from "../../src/formats/read.js";

/** Inputs on which a reader once hung or threw what it should not; found by tools/fuzz. */
const FINDINGS: readonly (readonly [string, string, string])[] = [
  [
    "a Parquet page that repeats a value two milliards of times",
    "labels.parquet",
    "UEFSMRUGFToVPlwVBhV/AAAAAAAAAAAAAAMHG2gFAAAAYS5qcGcFAAAAYi5qcGc+XBUGFQAVBhUAFQQVAAAAAwcbaAUA" +
      "AABhLmpwZwUAAABiLgAAAGZveAQAAABkZWVyAwAAAGZveBUGFTQVMFwVBhUAFQYVABUEFQAAAAMHGAAABQEE4D8FBygA" +
      "0D8AAAAAAADwPxUEGUxIBHJvb3QVBgAVDCUCGAVpbWFnZSUAABUMJQIYBWxhYmVsJQAAFQolAhgFc2NvcmUAFgYZHBk8" +
      "JggcFQwZFQAZGAVpbWFnZRUCFgYWZBZoJgg8NgAoBWMuanBnGAVhLmpwZwAZHBUGFQAVAgAAACZwHBUMGRUAGRgFbGFi" +
      "ZWwVAhYGFloWXiZwPDYAKANmb3gYBGRlZXIAGRwVBhUAFQIAAAAmzgEcFQoZFQAZGAVzY29yZRUCFgYWXhZaJs4BPDYA" +
      "KAgAAAAAAADwPxgIAAAAAAAA0D82AAAZHBUGFQAVAgAAABacAhYGNqACACgJaHlwYXJxdWV0GTwcAAAcAAAcAAAABwEA" +
      "AFBBUjE=",
  ],
];

describe("inputs that fuzzing found", () => {
  it.each(FINDINGS)("%s is refused, at once", async (_, name, base64) => {
    const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
    const access = createMemoryFileAccess(new Map([[name, bytes]]));
    const error = await readImageTruth(access, name).then(
      () => null,
      (cause: unknown) => cause,
    );
    expect(isHomegroundError(error) && error.code).toMatch(/^input\//);
  });
});
