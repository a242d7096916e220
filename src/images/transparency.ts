import type { Pixels } from "./pixel-decoder.js";

/** Whether any pixel is not fully opaque. */
export function isTransparent({ channels, data, bitDepth }: Pixels): boolean {
  if (channels === 1 || channels === 3) return false;
  const opaque = bitDepth === 8 ? 255 : 65535;
  for (let i = channels - 1; i < data.length; i += channels) {
    if (data[i] !== opaque) return true;
  }
  return false;
}

/**
 * Removes the alpha channel. On a background each value becomes
 * round((v·α + background·(max − α))/max); without one the values stay as they are stored, whatever
 * their alpha.
 * @param background `null` drops alpha
 */
export function withoutAlpha(pixels: Pixels, background: "white" | "black" | null): Pixels {
  const { widthPx, heightPx, channels, data, bitDepth } = pixels;
  if (channels === 1 || channels === 3) return pixels;
  const kept = channels === 2 ? 1 : 3;
  const n = widthPx * heightPx;
  const out = bitDepth === 8 ? new Uint8Array(n * kept) : new Uint16Array(n * kept);
  const max = bitDepth === 8 ? 255 : 65535;
  const behind = background === "white" ? max : 0;
  let to = 0;
  for (let from = 0; from < data.length; from += channels) {
    const alpha = data[from + kept]!;
    const share = (max - alpha) * behind;
    for (let c = 0; c < kept; c++) {
      const value = data[from + c]!;
      out[to++] = background === null ? value : Math.round((value * alpha + share) / max);
    }
  }
  return { widthPx, heightPx, channels: kept, bitDepth, data: out };
}
