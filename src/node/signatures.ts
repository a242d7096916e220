import { webcrypto } from "node:crypto";
import type { Signatures } from "../records/signature.js";
import { webCryptoSignatures } from "../records/web-crypto-signatures.js";

/** Ed25519 of Node's Web Crypto. */
export function createNodeSignatures(): Signatures {
  return webCryptoSignatures<webcrypto.CryptoKey>(webcrypto.subtle);
}
