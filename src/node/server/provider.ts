/**
 * Signing in by an organisation that speaks OpenID Connect: the code flow with PKCE, state and nonce, each held for one
 * browser and used once. An account comes about only where an invitation names the address that the organisation has
 * verified; afterwards its subject, which never changes, says who it is. The library is loaded by who uses it.
 */

import { isHomegroundError } from "../../core/errors.js";
import type { AnswerOf, Role } from "../../registry/route.js";
import type { Routes } from "../../registry/routes.js";
import type { Queries } from "../database/database.js";
import { hashOf } from "./actors.js";
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
import { badRequest, unauthenticated } from "./failures.js";
import { createPerson, joinBy, newSession, type Person } from "./sessions.js";
import type { Provider, ServerState } from "./state.js";

/** Where the organisation sends browsers back to. */
export const RETURN_PATH = "/signed-in";

const TIMEOUT_SECONDS = 20;

interface Expected {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Hash of the invitation that somebody came with. */
  readonly invitation: string | null;
  readonly name: string | null;
}

/** As people know it: its host. */
export function providerName(provider: Provider | null): string | null {
  return provider === null ? null : new URL(provider.issuer).hostname;
}

type Configuration = Awaited<ReturnType<typeof import("openid-client")["discovery"]>>;
const configurations = new WeakMap<Provider, Promise<Configuration>>();

/** What the organisation says of itself, asked once; again where that failed. */
function configurationOf(provider: Provider): Promise<Configuration> {
  const known = configurations.get(provider);
  if (known !== undefined) return known;
  const asked = (async () => {
    const oidc = await import("openid-client");
    const issuer = new URL(provider.issuer);
    const isHere = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(issuer.hostname);
    const configuration = await oidc.discovery(
      issuer,
      provider.clientId,
      provider.clientSecret,
      undefined,
      {
        timeout: TIMEOUT_SECONDS,
        execute: issuer.protocol === "http:" && isHere ? [oidc.allowInsecureRequests] : [],
      },
    );
    // The token is signed: it is not enough that it came from the right place.
    oidc.enableNonRepudiationChecks(configuration);
    return configuration;
  })();
  configurations.set(provider, asked);
  asked.catch(() => configurations.delete(provider));
  return asked;
}

/** @throws HomegroundError `server/bad-request` where there is no organisation */
export async function beginProvider(
  state: ServerState,
  { body, headers, reply }: Asked<Routes["beginProvider"]>,
): Promise<AnswerOf<Routes["beginProvider"]>> {
  const { settings } = state;
  if (settings.provider === null) throw badRequest("nobody signs people in here", "the request");
  const oidc = await import("openid-client");
  const configuration = await configurationOf(settings.provider).catch(() => {
    throw unauthenticated("the organisation that signs people in does not answer");
  });
  const verifier = oidc.randomPKCECodeVerifier();
  const expected: Expected = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier,
    invitation: body.invitation === undefined ? null : hashOf(body.invitation),
    name: body.name ?? null,
  };
  const address = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: new URL(RETURN_PATH, originOf(headers, settings.isSecure)).href,
    scope: "openid email",
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: expected.state,
    nonce: expected.nonce,
  });
  const { secret, cookie } = newSecret(settings.isSecure);
  await beginCeremony(state, "provider", secret, expected);
  reply.header("set-cookie", cookie);
  return { address: address.href };
}

/** @throws HomegroundError `server/unauthenticated`, the same for every reason; `server/conflict` for a name that is taken */
export async function providerLogIn(
  state: ServerState,
  { body, headers, reply, failed }: Asked<Routes["providerLogIn"]>,
): Promise<AnswerOf<Routes["providerLogIn"]>> {
  const { database, settings, clock } = state;
  const secret = ceremonySecret(headers, settings.isSecure);
  reply.header("set-cookie", endedCookie(settings.isSecure));
  const expected = await endCeremony<Expected>(database, "provider", secret, clock());
  try {
    if (expected === null || settings.provider === null) throw unknown();
    const claims = await claimsOf(settings.provider, expected, body.search, headers, settings);
    return await database.transaction(async (queries) => {
      const person = await personOfClaims(queries, claims, expected, clock());
      const actor = { name: `person:${person.name}` };
      await audit(queries, clock(), null, actor, "log in by organisation", person.id);
      return await newSession(queries, state, person, headers, reply);
    });
  } catch (cause) {
    failed();
    throw isHomegroundError(cause) ? cause : unknown();
  }
}

interface Claims {
  readonly issuer: string;
  readonly subject: string;
  /** In small letters; null where the organisation does not vouch for it. */
  readonly email: string | null;
}

async function claimsOf(
  provider: Provider,
  expected: Expected,
  search: string,
  headers: Asked<Routes["providerLogIn"]>["headers"],
  { isSecure }: ServerState["settings"],
): Promise<Claims> {
  const oidc = await import("openid-client");
  const address = new URL(RETURN_PATH, originOf(headers, isSecure));
  address.search = search;
  const tokens = await oidc.authorizationCodeGrant(await configurationOf(provider), address, {
    pkceCodeVerifier: expected.verifier,
    expectedState: expected.state,
    expectedNonce: expected.nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw unknown();
  const { iss, sub, email, email_verified } = claims;
  const isVerified = email_verified === true && typeof email === "string";
  return { issuer: iss, subject: sub, email: isVerified ? email.toLowerCase() : null };
}

/** Who the organisation speaks of: somebody known by it, or invited. */
async function personOfClaims(
  queries: Queries,
  { issuer, subject, email }: Claims,
  { invitation, name }: Expected,
  now: Date,
): Promise<Person> {
  const [known] = await queries.query<Person>(
    `SELECT p.id, p.name FROM homeground.identity i JOIN homeground.person p ON p.id = i.person_id
     WHERE i.issuer = $1 AND i.subject = $2`,
    [issuer, subject],
  );
  const [invited] =
    invitation === null || email === null
      ? []
      : await queries.query<{ workspace_id: string; role: Role }>(
          `DELETE FROM homeground.invitation
           WHERE hash = $1 AND lower(email) = $2 AND expires_at > $3 RETURNING *`,
          [invitation, email, now],
        );
  if (known !== undefined) {
    if (invited !== undefined) await joinBy(queries, invited, known, now);
    return known;
  }
  if (invited === undefined || email === null) throw unknown();
  const person = await createPerson(queries, name ?? email, null);
  await queries.query(
    "INSERT INTO homeground.identity (issuer, subject, person_id, created_at) VALUES ($1, $2, $3, $4)",
    [issuer, subject, person.id, now],
  );
  await joinBy(queries, invited, person, now);
  return person;
}

function unknown() {
  return unauthenticated(
    "nobody here is known by that account, and no invitation names its verified address",
  );
}
