import { webcrypto } from "node:crypto";
import type { Signatures } from "../records/record/signature.js";
import { webCryptoSignatures } from "../records/record/web-crypto-signatures.js";

/** Ed25519 of Node's Web Crypto. */
export function createNodeSignatures(): Signatures {
  return webCryptoSignatures<webcrypto.CryptoKey>(webcrypto.subtle);
}
