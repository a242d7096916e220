import process from "node:process";
import { HomegroundError } from "../../core/errors.js";
import { ADMINISTRATOR, startServer } from "../server/start.js";
import { DEFAULT_SETTINGS, type Settings } from "../server/state.js";
import type { CommandIo, CommandResult } from "./command.js";
import { hasNoData, placesOf, type ServePlaces } from "./serve-places.js";

export interface ServeOptions extends ServePlaces {
  readonly port: number;
  readonly host: string;
  readonly url?: string | undefined;
  readonly quota: number;
  readonly largest: number;
  readonly rate: number;
  readonly oidc?: string | undefined;
  readonly oidcClient?: string | undefined;
}

const GIB = 1024 ** 3;

/** `homeground serve`: until it is stopped. */
export async function serveHere(options: ServeOptions, io: CommandIo): Promise<CommandResult> {
  const url = options.url === undefined ? null : publicUrl(options.url, "--url");
  const settings: Settings = {
    ...DEFAULT_SETTINGS,
    quotaBytes: options.quota * GIB,
    mostFileBytes: options.largest * GIB,
    requestsPerMinute: options.rate,
    hosts: url === null ? [] : [url.hostname],
    isSecure: url?.protocol === "https:",
    provider: providerOf(options, process.env),
  };
  const places = placesOf(options);
  if (hasNoData(places)) io.out(`Making a database in ${places.data}, which takes some seconds.`);
  const server = await startServer({
    ...places,
    version: io.version,
    host: options.host,
    publicUrl: url?.href ?? null,
    port: options.port,
    settings,
    clock: () => new Date(),
    log: (entry) => io.err(JSON.stringify({ time: new Date().toISOString(), ...entry })),
  });
  if (server.token !== null) {
    io.out(`token ${ADMINISTRATOR} ${server.token}`);
    const data = options.data === undefined ? "" : ` --data ${options.data}`;
    io.out("Keep the token: programs ask with it, and it is not shown again.");
    io.out(`A link for the first person: homeground serve invite --role admin${data}`);
  }
  io.out(`Homeground serves at ${url?.href ?? server.url}`);
  await new Promise<void>((resolve) => {
    if (io.signal.aborted) resolve();
    io.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await server.close();
  return { text: "Stopped.", json: { url: url?.href ?? server.url } };
}

/** @throws HomegroundError `usage/bad-option` */
function providerOf(
  { oidc, oidcClient }: ServeOptions,
  { HOMEGROUND_OIDC_SECRET: clientSecret }: Readonly<Record<string, string | undefined>>,
): Settings["provider"] {
  if (oidc === undefined) return null;
  const issuer = publicUrl(oidc, "--oidc").href;
  if (oidcClient !== undefined && clientSecret !== undefined) {
    return { issuer, clientId: oidcClient, clientSecret };
  }
  throw new HomegroundError("usage/bad-option", {
    what: "it is not said as whom the organisation knows this server",
    where: "--oidc",
    fix: "Give --oidc-client, and its secret in HOMEGROUND_OIDC_SECRET",
  });
}

function publicUrl(text: string, where: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new HomegroundError("usage/bad-option", {
    what: `${JSON.stringify(text)} is no http: or https: address`,
    where,
    fix: "Give it whole, as https://lab.example.org/",
  });
}
