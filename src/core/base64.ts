const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const VALUE = new Int8Array(128).fill(-1);
for (let k = 0; k < DIGITS.length; k++) VALUE[DIGITS.charCodeAt(k)] = k;

/** Bytes of base64 (RFC 4648, section 4), with or without padding; null for another text. */
export function bytesOfBase64(text: string): Uint8Array | null {
  const length = text.endsWith("==")
    ? text.length - 2
    : text.endsWith("=")
      ? text.length - 1
      : text.length;
  if (length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let k = 0; k < length; k++) {
    const code = text.charCodeAt(k);
    const value = code < 128 ? VALUE[code]! : -1;
    if (value < 0) return null;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 255;
  }
  return bytes;
}

/** Bytes as base64 with padding. */
export function base64OfBytes(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const three = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const digits = Math.min(3, bytes.length - at) + 1;
    let four = "";
    for (let k = 0; k < 4; k++) four += k < digits ? DIGITS[(three >> (18 - 6 * k)) & 63]! : "=";
    parts.push(four);
  }
  return parts.join("");
}
