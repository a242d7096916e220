import { HomegroundError } from "../core/errors.js";
import type { DecodeLimits } from "./pixel-decoder.js";

/** An image that contradicts itself or its format. */
export function invalidImage(what: string, where: string, cause?: unknown): HomegroundError {
  const fix = "Save the image again from its source, or leave it out";
  return new HomegroundError("image/invalid", { what, where, fix, cause });
}

/** An image whose file ends early. */
export function truncatedImage(what: string, where: string): HomegroundError {
  const fix = "Copy the file again from where it came; the copy is not whole";
  return new HomegroundError("image/truncated", { what, where, fix });
}

/** A variant of a known format that is not read. */
export function unsupportedImage(what: string, where: string, fix: string): HomegroundError {
  return new HomegroundError("image/unsupported", { what, where, fix });
}

/**
 * Checks the sides that a header gives, before anything is allocated.
 * @throws HomegroundError `image/invalid` for a side of 0, `image/too-large`
 */
export function checkSides(
  widthPx: number,
  heightPx: number,
  limits: DecodeLimits,
  where: string,
): void {
  if (widthPx < 1 || heightPx < 1) {
    throw invalidImage(`the picture is ${widthPx} × ${heightPx} pixels`, where);
  }
  if (widthPx * heightPx <= limits.maxPixels) return;
  throw new HomegroundError("image/too-large", {
    what: `the picture is ${widthPx} × ${heightPx} pixels, more than ${limits.maxPixels}`,
    where,
    fix: "Cut or shrink it beforehand, or raise the limit of pixels",
  });
}
