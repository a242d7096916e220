import * as z from "zod/mini";

/** The shape of a signature, apart from that of a record, which pages that read results need not carry. */
export const SIGNATURE = z.strictObject({
  algorithm: z.literal("Ed25519"),
  publicKey: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/, "32 bytes in base64url")),
  signature: z.string().check(z.regex(/^[A-Za-z0-9_-]{86}$/, "64 bytes in base64url")),
});
