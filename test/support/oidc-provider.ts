/**
 * An organisation that signs people in by OpenID Connect, for tests: discovery, authorization code with PKCE, a token
 * endpoint that checks what it is given, and keys. It signs in whoever `claims` says, without asking.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface OidcProvider {
  readonly issuer: string;
  /** Who is signed in next. */
  claims: Readonly<Record<string, unknown>>;
  /** What is done wrong with the next token. */
  fault: "none" | "nonce" | "audience" | "signature" | "issuer" | "expired";
  /** What came to the authorization endpoint last. */
  readonly asked: URLSearchParams[];
  /** Grants that the token endpoint refused. */
  readonly refused: string[];
  close(): Promise<void>;
}

export const CLIENT = { clientId: "homeground", clientSecret: "a secret of the client" } as const;

export async function startOidcProvider(): Promise<OidcProvider> {
  const [key, other] = [keyPair(), keyPair()];
  const codes = new Map<string, { readonly asked: URLSearchParams; readonly claims: object }>();
  const provider = {
    issuer: "",
    claims: {},
    fault: "none",
    asked: [] as URLSearchParams[],
    refused: [] as string[],
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  } as { -readonly [K in keyof OidcProvider]: OidcProvider[K] };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", provider.issuer);
    const json = (status: number, body: object) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        return json(200, {
          issuer: provider.issuer,
          authorization_endpoint: `${provider.issuer}/authorize`,
          token_endpoint: `${provider.issuer}/token`,
          jwks_uri: `${provider.issuer}/keys`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
          code_challenge_methods_supported: ["S256"],
        });
      case "/keys":
        return json(200, {
          keys: [
            { ...key.publicKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" },
          ],
        });
      case "/authorize": {
        provider.asked.push(url.searchParams);
        const code = randomBytes(16).toString("hex");
        codes.set(code, { asked: url.searchParams, claims: provider.claims });
        const back = new URL(url.searchParams.get("redirect_uri") ?? provider.issuer);
        back.searchParams.set("code", code);
        back.searchParams.set("state", url.searchParams.get("state") ?? "");
        response.writeHead(302, { location: back.href });
        return response.end();
      }
      case "/token": {
        const given = new URLSearchParams(await textOf(request));
        const granted = codes.get(given.get("code") ?? "");
        codes.delete(given.get("code") ?? "");
        const why = refusalOf(request, given, granted?.asked);
        if (why !== null || granted === undefined) {
          provider.refused.push(why ?? "code");
          return json(400, { error: "invalid_grant" });
        }
        const now = Math.floor(Date.now() / 1000);
        const { fault } = provider;
        provider.fault = "none";
        const claims = {
          iss: fault === "issuer" ? "http://localhost:1" : provider.issuer,
          aud: fault === "audience" ? "somebody else" : CLIENT.clientId,
          nonce: fault === "nonce" ? "another" : granted.asked.get("nonce"),
          iat: fault === "expired" ? now - 7200 : now,
          exp: fault === "expired" ? now - 3600 : now + 300,
          ...granted.claims,
        };
        const signer = fault === "signature" ? other : key;
        return json(200, {
          access_token: "x",
          token_type: "bearer",
          id_token: jwtOf(claims, signer.privateKey),
        });
      }
      default:
        return json(404, {});
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  provider.issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  return provider;
}

function keyPair(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

/** RFC 6749, 4.1.3, and RFC 7636, 4.6. */
function refusalOf(
  request: IncomingMessage,
  given: URLSearchParams,
  asked: URLSearchParams | undefined,
): string | null {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  const [id, secret] =
    basic === undefined
      ? [given.get("client_id"), given.get("client_secret")]
      : Buffer.from(basic, "base64")
          .toString()
          .split(":")
          .map((part) => decodeURIComponent(part.replaceAll("+", " ")));
  if (id !== CLIENT.clientId || secret !== CLIENT.clientSecret) return "client";
  if (asked === undefined) return "code";
  if (given.get("redirect_uri") !== asked.get("redirect_uri")) return "redirect";
  const verifier = createHash("sha256").update(given.get("code_verifier") ?? "");
  if (asked.get("code_challenge_method") !== "S256") return "pkce";
  return verifier.digest("base64url") === asked.get("code_challenge") ? null : "pkce";
}

function jwtOf(claims: object, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "RS256", kid: "one" })}.${part(claims)}`;
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of request.setEncoding("utf8")) text += piece;
  return text;
}
