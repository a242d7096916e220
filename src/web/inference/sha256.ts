import { createWebDigest } from "../digest.js";

/**
 * SHA-256 of bytes that are all there: by Web Crypto, which is some ten times faster, where the
 * page is allowed it (it is not over plain `http:`).
 *
 * @returns 64 lower-case hexadecimal digits
 */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const subtle: SubtleCrypto | undefined = crypto.subtle;
  if (subtle === undefined) {
    const digest = createWebDigest();
    digest.update(bytes);
    return digest.hex();
  }
  const hash = new Uint8Array(await subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
