import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** A token that nobody can guess. */
export function newToken(): string {
  return randomBytes(24).toString("base64url");
}

/** Whether a page that this server gave out asks, in the browser's words and by the token in a header. */
export function isOfOwnPage({ headers }: IncomingMessage, header: string, token: string): boolean {
  const given = Buffer.from(String(headers[header.toLowerCase()] ?? ""));
  const own = Buffer.from(token);
  const site = headers["sec-fetch-site"] ?? "same-origin";
  return (
    headers.origin === `http://${headers.host}` &&
    site === "same-origin" &&
    given.length === own.length &&
    timingSafeEqual(given, own)
  );
}
