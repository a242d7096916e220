import { randomBytes } from "node:crypto";
import { argon2id, argon2Verify } from "hash-wasm";
import { createTurns } from "../../core/turns.js";

/** 19 MiB, twice, one lane: OWASP Password Storage Cheat Sheet, Argon2id. */
const COST = { memorySize: 19_456, iterations: 2, parallelism: 1, hashLength: 32 } as const;

/** One after the other: each has the processor and its memory for itself. */
const inTurn = createTurns();

export function hashPassword(password: string): Promise<string> {
  return inTurn(() =>
    argon2id({
      ...COST,
      password: password.normalize("NFKC"),
      salt: randomBytes(16),
      outputType: "encoded",
    }),
  );
}

/** Of nobody: whoever is asked for a name that is not there does the same work. */
let nobody: Promise<string> | null = null;

/** @param hash null where there is no such person */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  nobody ??= hashPassword(randomBytes(32).toString("base64url"));
  const against = hash ?? (await nobody);
  const isRight = await inTurn(() =>
    argon2Verify({ password: password.normalize("NFKC"), hash: against }),
  );
  return isRight && hash !== null;
}
