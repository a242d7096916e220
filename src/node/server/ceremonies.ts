/**
 * What somebody began in a browser and has to show: a challenge that holds for that browser alone, once, and for five
 * minutes. Found by the hash of a secret that only a cookie of that browser has.
 */
import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Queries } from "../database/database.js";
import { hashOf } from "./actors.js";
import type { ServerState } from "./state.js";

const CEREMONY_MS = 5 * 60_000;
const SECRET = /^[\w-]{43}$/;

export type CeremonyKind = "add-passkey" | "passkey" | "provider";

/** Keeps what is expected of who holds `secret`, in place of what they began before. */
export async function beginCeremony(
  { database, clock }: Pick<ServerState, "database" | "clock">,
  kind: CeremonyKind,
  secret: string,
  facts: object,
): Promise<void> {
  const now = clock();
  await database.query("DELETE FROM homeground.ceremony WHERE expires_at <= $1", [now]);
  await database.query(
    `INSERT INTO homeground.ceremony (hash, kind, facts, expires_at) VALUES ($1, $2, $3::jsonb, $4)
     ON CONFLICT (hash, kind) DO UPDATE SET facts = $3::jsonb, expires_at = $4`,
    [hashOf(secret), kind, JSON.stringify(facts), new Date(now.getTime() + CEREMONY_MS)],
  );
}

/** What was expected; whoever asks again finds nothing. */
export async function endCeremony<F>(
  queries: Queries,
  kind: CeremonyKind,
  secret: string | null,
  now: Date,
): Promise<F | null> {
  if (secret === null) return null;
  const [row] = await queries.query<{ facts: F }>(
    `DELETE FROM homeground.ceremony WHERE hash = $1 AND kind = $2 AND expires_at > $3
     RETURNING facts`,
    [hashOf(secret), kind, now],
  );
  return row?.facts ?? null;
}

const PLAIN = "homeground-ceremony";

/** A secret for a browser that has no session. */
export function newSecret(isSecure: boolean): { readonly secret: string; readonly cookie: string } {
  const secret = randomBytes(32).toString("base64url");
  return { secret, cookie: cookieOf(secret, CEREMONY_MS / 1000, isSecure) };
}

export function endedCookie(isSecure: boolean): string {
  return cookieOf("", 0, isSecure);
}

export function ceremonySecret(
  { cookie = "" }: IncomingHttpHeaders,
  isSecure: boolean,
): string | null {
  for (const pair of cookie.split(";")) {
    const [name = "", value = ""] = pair.trim().split("=", 2);
    if (name === nameOf(isSecure) && SECRET.test(value)) return value;
  }
  return null;
}

/** Where a browser sees this server, as it says itself: names that are not ours were refused before. */
export function originOf({ host = "" }: IncomingHttpHeaders, isSecure: boolean): URL {
  return new URL(`${isSecure ? "https" : "http"}://${host}`);
}

function nameOf(isSecure: boolean): string {
  return isSecure ? `__Host-${PLAIN}` : PLAIN;
}

function cookieOf(secret: string, seconds: number, isSecure: boolean): string {
  const words = [`${nameOf(isSecure)}=${secret}`, "Path=/", "HttpOnly", "SameSite=Strict"];
  return [...words, `Max-Age=${seconds}`, ...(isSecure ? ["Secure"] : [])].join("; ");
}
