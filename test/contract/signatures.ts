import { describe, expect, it } from "vitest";
import { bytesOfHex } from "../../src/records/record/hmac.js";
import type { Signatures } from "../../src/records/record/signature.js";
import { throwsCode } from "../support/throws-code.js";

/** RFC 8032, section 7.1, tests 1 to 3: secret key, public key, message, signature. */
const RFC_8032 = [
  [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
  [
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  ],
] as const;

/** The fixed head of a PKCS #8 file of an Ed25519 key (RFC 8410). */
const PKCS8 = "302e020100300506032b657004220420";

/** What every {@link Signatures} must do; each adapter's test calls this. */
export function signaturesContract(name: string, create: () => Signatures): void {
  const signatures = create();

  describe(`Signatures contract: ${name}`, () => {
    it.each(RFC_8032)(
      "signs and verifies as RFC 8032: %.8s",
      async (secret, key, text, expected) => {
        const [publicKey, message] = [bytesOfHex(key), bytesOfHex(text)];
        const signed = await signatures.sign(bytesOfHex(PKCS8 + secret), message);
        expect(Buffer.from(signed).toString("hex")).toBe(expected);
        expect(await signatures.verify(publicKey, signed, message)).toBe(true);
      },
    );

    it("makes keys that differ, of 32 bytes, and signs with them", async () => {
      const [one, other] = [await signatures.generate(), await signatures.generate()];
      expect(one.publicKey).toHaveLength(32);
      expect(one.publicKey).not.toEqual(other.publicKey);
      const message = new Uint8Array(32).fill(3);
      const signed = await signatures.sign(one.privateKey, message);
      expect(signed).toHaveLength(64);
      expect(await signatures.verify(one.publicKey, signed, message)).toBe(true);
      expect(await signatures.verify(other.publicKey, signed, message)).toBe(false);
    });

    it("finds a changed message, signature or key, whichever bit it is", async () => {
      const { privateKey, publicKey } = await signatures.generate();
      const message = new Uint8Array(32).fill(5);
      const signed = await signatures.sign(privateKey, message);
      for (const [part, bytes] of [message, signed, publicKey].entries()) {
        for (let at = 0; at < bytes.length; at += 7) {
          const changed = bytes.slice();
          changed[at]! ^= 1 << (at % 8);
          const parts = [message, signed, publicKey].map((own, k) => (k === part ? changed : own));
          expect(await signatures.verify(parts[2]!, parts[1]!, parts[0]!)).toBe(false);
        }
      }
    });

    it("throws nothing for what is no key or signature when it verifies", async () => {
      const bytes = new Uint8Array(5);
      expect(await signatures.verify(bytes, bytes, bytes)).toBe(false);
      expect(await signatures.verify(new Uint8Array(32), new Uint8Array(64), bytes)).toBe(false);
    });

    it("refuses to sign with what is no key", async () => {
      const signing = signatures.sign(new Uint8Array(10), new Uint8Array(1));
      await expect(signing).rejects.toThrow(throwsCode("record/signature"));
    });
  });
}
