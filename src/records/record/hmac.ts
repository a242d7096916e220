import type { CreateDigest } from "../../core/digest.js";
import { HomegroundError } from "../../core/errors.js";

const BLOCK_BYTES = 64;
/** A secret of fewer bytes than the digest has could be found by trying. */
export const LEAST_SECRET_BYTES = 32;

/**
 * HMAC-SHA-256 (RFC 2104): what stands for a digest where images are not open, so that nobody
 * without the secret can look an image up.
 *
 * @param secret at least 32 bytes
 * @returns 64 hexadecimal digits
 * @throws HomegroundError `record/secret` for a shorter secret
 */
export function hmacSha256(secret: Uint8Array, message: Uint8Array, create: CreateDigest): string {
  if (secret.length < LEAST_SECRET_BYTES) {
    throw new HomegroundError("record/secret", {
      what: `the secret has ${secret.length} bytes`,
      where: "secret",
      fix: `Use the file that was made with the record, of at least ${LEAST_SECRET_BYTES} bytes`,
    });
  }
  const key = new Uint8Array(BLOCK_BYTES);
  key.set(secret.length > BLOCK_BYTES ? bytesOfHex(digestOf([secret], create)) : secret);
  const inner = digestOf([key.map((byte) => byte ^ 0x36), message], create);
  return digestOf([key.map((byte) => byte ^ 0x5c), bytesOfHex(inner)], create);
}

/** HMAC of a digest that is written in hexadecimal digits, over its bytes. */
export function hmacOfDigest(secret: Uint8Array, digest: string, create: CreateDigest): string {
  return hmacSha256(secret, bytesOfHex(digest), create);
}

/** Tells secrets apart without giving one away: the first 16 digits of its SHA-256. */
export function secretId(secret: Uint8Array, create: CreateDigest): string {
  return digestOf([secret], create).slice(0, 16);
}

function digestOf(pieces: readonly Uint8Array[], create: CreateDigest): string {
  const digest = create();
  for (const piece of pieces) digest.update(piece);
  return digest.hex();
}

/** @param hex an even number of hexadecimal digits */
export function bytesOfHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
