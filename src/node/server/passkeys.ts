/**
 * Passkeys (WebAuthn Level 3). Who signs in by one says no name before: the browser finds the passkey, and its handle
 * says whose it is, so that nothing can be asked about who there is. The library is loaded when the first is used.
 */
import type { AnswerOf } from "../../registry/route.js";
import type { Routes } from "../../registry/routes.js";
import type { Queries } from "../database/database.js";
import type { Actor } from "./actors.js";
import type { Asked } from "./asked.js";
import { audit } from "./audit.js";
import {
  beginCeremony,
  ceremonySecret,
  endCeremony,
  endedCookie,
  newSecret,
  originOf,
} from "./ceremonies.js";
import { badRequest, notFound, unauthenticated } from "./failures.js";
import { newSession, type Person, personOf, secretIn } from "./sessions.js";
import type { ServerState } from "./state.js";

const MOST_PASSKEYS = 30;
/** EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];

type Shown = AnswerOf<Routes["addPasskey"]>;

interface PasskeyRow {
  readonly id: string;
  readonly person_id: string;
  readonly credential: string;
  readonly public_key: string;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly name: string;
  readonly created_at: Date;
  readonly used_at: Date | null;
}

export async function listPasskeys(
  { database }: ServerState,
  actor: Actor,
): Promise<AnswerOf<Routes["listPasskeys"]>> {
  const person = await personOf(database, actor);
  return { passkeys: (await passkeysOf(database, person)).map(shown) };
}

/** @throws HomegroundError `server/bad-request` for a token, or who has too many */
export async function beginPasskey(
  state: ServerState,
  { actor, headers }: Pick<Asked<Routes["beginPasskey"]>, "actor" | "headers">,
): Promise<AnswerOf<Routes["beginPasskey"]>> {
  const { database, settings } = state;
  const person = await personOf(database, actor);
  const known = await passkeysOf(database, person);
  if (known.length >= MOST_PASSKEYS) {
    throw badRequest(`nobody has more than ${MOST_PASSKEYS} passkeys`, "the request");
  }
  const { generateRegistrationOptions } = await import("@simplewebauthn/server");
  const options = await generateRegistrationOptions({
    rpName: "Homeground",
    rpID: originOf(headers, settings.isSecure).hostname,
    userID: new TextEncoder().encode(person.id),
    userName: person.name,
    userDisplayName: person.name,
    attestationType: "none",
    excludeCredentials: known.map(({ credential, transports }) => ({
      id: credential,
      transports: [...transports],
    })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    supportedAlgorithmIDs: ALGORITHMS,
  });
  const secret = secretIn(headers, settings.isSecure)!;
  await beginCeremony(state, "add-passkey", secret, { challenge: options.challenge });
  return options as unknown as Record<string, unknown>;
}

/** @throws HomegroundError `server/bad-request` for what is not the answer to the last question of this session */
export async function addPasskey(
  { database, settings, clock }: ServerState,
  { actor, body, headers }: Asked<Routes["addPasskey"]>,
): Promise<Shown> {
  const person = await personOf(database, actor);
  const secret = secretIn(headers, settings.isSecure);
  const expected = await endCeremony<{ readonly challenge: string }>(
    database,
    "add-passkey",
    secret,
    clock(),
  );
  if (expected === null) throw badRequest("it answers no question", "credential");
  const origin = originOf(headers, settings.isSecure);
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const { credential } = body;
  const found = await verifyRegistrationResponse({
    response: credential as Parameters<typeof verifyRegistrationResponse>[0]["response"],
    expectedChallenge: expected.challenge,
    expectedOrigin: origin.origin,
    expectedRPID: origin.hostname,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => null); // it says of bytes of others what it likes
  const info = found?.verified === true ? found.registrationInfo : undefined;
  if (info === undefined) throw badRequest("it is no passkey for this server", "credential");
  const { id, publicKey, counter } = info.credential;
  return await database.transaction(async (queries) => {
    const [row] = await queries.query<PasskeyRow>(
      `INSERT INTO homeground.passkey
         (person_id, credential, public_key, counter, transports, host, name, created_at)
       VALUES ($1, $2, $3, $4, $5::text[], $6, $7, $8)
       ON CONFLICT (credential) DO NOTHING RETURNING *`,
      [
        person.id,
        id,
        Buffer.from(publicKey).toString("base64url"),
        counter,
        credential.response.transports ?? [],
        origin.hostname,
        body.name,
        clock(),
      ],
    );
    if (row === undefined) throw badRequest("it is no passkey for this server", "credential");
    await audit(queries, clock(), null, actor, "add passkey", row.id);
    return shown(row);
  });
}

/** @throws HomegroundError `server/not-found` for one of somebody else too */
export async function removePasskey(
  { database, clock }: ServerState,
  id: string,
  actor: Actor,
): Promise<void> {
  const person = await personOf(database, actor);
  await database.transaction(async (queries) => {
    const gone = await queries.query(
      "DELETE FROM homeground.passkey WHERE id = $1 AND person_id = $2 RETURNING 1",
      [id, person.id],
    );
    if (gone.length === 0) throw notFound("the passkey");
    await audit(queries, clock(), null, actor, "remove passkey", id);
  });
}

export async function beginPasskeyLogIn(
  state: ServerState,
  { headers, reply }: Pick<Asked<Routes["beginPasskeyLogIn"]>, "headers" | "reply">,
): Promise<AnswerOf<Routes["beginPasskeyLogIn"]>> {
  const { isSecure } = state.settings;
  const { generateAuthenticationOptions } = await import("@simplewebauthn/server");
  const options = await generateAuthenticationOptions({
    rpID: originOf(headers, isSecure).hostname,
    userVerification: "required",
  });
  const { secret, cookie } = newSecret(isSecure);
  await beginCeremony(state, "passkey", secret, { challenge: options.challenge });
  reply.header("set-cookie", cookie);
  return options as unknown as Record<string, unknown>;
}

/** @throws HomegroundError `server/unauthenticated`, the same for every reason */
export async function passkeyLogIn(
  state: ServerState,
  { body, headers, reply, failed }: Asked<Routes["passkeyLogIn"]>,
): Promise<AnswerOf<Routes["passkeyLogIn"]>> {
  const { database, settings, clock } = state;
  const secret = ceremonySecret(headers, settings.isSecure);
  reply.header("set-cookie", endedCookie(settings.isSecure));
  const expected = await endCeremony<{ readonly challenge: string }>(
    database,
    "passkey",
    secret,
    clock(),
  );
  const [row] = await database.query<PasskeyRow & { readonly person_name: string }>(
    `SELECT k.*, p.name AS person_name FROM homeground.passkey k
     JOIN homeground.person p ON p.id = k.person_id WHERE k.credential = $1`,
    [body.credential.id],
  );
  const counter =
    expected === null || row === undefined
      ? null
      : await counterShown(body.credential, row, expected.challenge, headers, settings.isSecure);
  if (row === undefined || counter === null) {
    failed();
    throw wrong();
  }
  return await database.transaction(async (queries) => {
    // Of two that show the same count one is a copy: neither of them comes in twice.
    const used = await queries.query(
      `UPDATE homeground.passkey SET counter = $3, used_at = $4
       WHERE id = $1 AND counter = $2 RETURNING 1`,
      [row.id, row.counter, counter, clock()],
    );
    if (used.length === 0) throw wrong();
    const person = { id: row.person_id, name: row.person_name };
    const actor = { name: `person:${person.name}` };
    await audit(queries, clock(), null, actor, "log in by passkey", person.id);
    return await newSession(queries, state, person, headers, reply);
  });
}

/** The authenticator's count, where it answers the challenge for this very server; null otherwise. */
async function counterShown(
  credential: Asked<Routes["passkeyLogIn"]>["body"]["credential"],
  row: PasskeyRow,
  challenge: string,
  headers: Asked<Routes["passkeyLogIn"]>["headers"],
  isSecure: boolean,
): Promise<number | null> {
  const { userHandle } = credential.response;
  const isTheirs = userHandle == null || textOf(userHandle) === row.person_id;
  if (!isTheirs) return null;
  const origin = originOf(headers, isSecure);
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  const found = await verifyAuthenticationResponse({
    response: credential as unknown as Parameters<
      typeof verifyAuthenticationResponse
    >[0]["response"],
    expectedChallenge: challenge,
    expectedOrigin: origin.origin,
    expectedRPID: origin.hostname,
    requireUserVerification: true,
    credential: {
      id: row.credential,
      publicKey: new Uint8Array(Buffer.from(row.public_key, "base64url")),
      counter: row.counter,
    },
  }).catch(() => null);
  return found?.verified === true ? found.authenticationInfo.newCounter : null;
}

function textOf(base64url: string): string {
  return Buffer.from(base64url, "base64url").toString("utf8");
}

async function passkeysOf(queries: Queries, { id }: Person): Promise<readonly PasskeyRow[]> {
  return await queries.query<PasskeyRow>(
    "SELECT * FROM homeground.passkey WHERE person_id = $1 ORDER BY created_at, id LIMIT 100",
    [id],
  );
}

function shown({ id, name, created_at, used_at }: PasskeyRow): Shown {
  return {
    id,
    name,
    createdAt: created_at.toISOString(),
    usedAt: used_at?.toISOString() ?? null,
  };
}

function wrong() {
  return unauthenticated("the passkey is not known here, or came too late");
}
