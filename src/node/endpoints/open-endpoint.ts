import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { dirname, resolve } from "node:path";
import { contentId, type Json } from "../../core/canonical-json.js";
import { HomegroundError, messageOf } from "../../core/errors.js";
import { jsonOrUndefined } from "../../core/parse-json.js";
import {
  badEndpointCard,
  ENDPOINT_SCHEMA,
  type EndpointCard,
  NO_ENDPOINT_CARD,
  parseEndpointCard,
  variablesIn,
  withVariables,
} from "../../endpoints/endpoint-card.js";
import { isRecord } from "../../formats/json/json-values.js";
import type { ResultConformance } from "../../results/result.js";
import { createNodeDigest } from "../digest.js";
import { shownUrl } from "../models/checked-request.js";
import type { FetchOptions } from "../models/hosted-model.js";
import type { EndpointAdapter, EndpointSetup, OpenedEndpoint, Statement } from "./adapter.js";
import { createEndpointClient } from "./endpoint-client.js";
import { ENDPOINT_ADAPTERS } from "./registry.js";

type Env = Readonly<Record<string, string | undefined>>;

export interface OpenEndpointOptions {
  /** Of `--card`. */
  readonly card: string | undefined;
  readonly hub: Pick<FetchOptions, "policy" | "endpoint">;
  readonly timeoutMs: number;
  readonly rate: number | null;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly env: Env;
}

/** An endpoint that said what it is. */
export interface Endpoint extends OpenedEndpoint {
  readonly adapter: EndpointAdapter;
  readonly address: URL;
  readonly concurrency: number;
  readonly conformance: ResultConformance;
  /** Requests so far, and bytes of their bodies. */
  readonly sent: { readonly requests: number; readonly bytes: number };
  /** Whether it says now what it said before. @throws HomegroundError */
  isUnchanged(signal: AbortSignal): Promise<boolean>;
  close(): void;
}

/**
 * Asks an endpoint what it is. No image is sent.
 *
 * @param model `endpoint:URL`
 * @throws HomegroundError `usage/bad-option`, `endpoint/…`, `network/…`, `model/…`
 */
export async function openEndpoint(model: string, options: OpenEndpointOptions): Promise<Endpoint> {
  const address = addressOf(model);
  const { card, cardName, modelCard } = await cardsOf(options.card, address);
  const adapter = adapterOf(card, cardName, address);
  const { headers, query, secrets } = secretsOf(card, cardName, adapter, address, options);
  const { hub, timeoutMs, rate, concurrency } = options;
  const { policy } = hub;
  const client = createEndpointClient({ policy, timeoutMs, rate, concurrency, secrets });
  const setup: EndpointSetup = {
    ...{ address, card, cardName, modelCard, client, headers, hub },
    withQuery(url) {
      const own = new URL(url);
      for (const [name, value] of Object.entries(query)) own.searchParams.set(name, value);
      return own;
    },
  };
  try {
    const statement = await adapter.ask(setup, options.signal);
    const opened = adapter.open(setup, statement);
    return {
      ...opened,
      ...{ adapter, address, concurrency },
      conformance: conformanceOf(adapter, address, statement, opened),
      sent: client.sent,
      async isUnchanged(signal) {
        const now = await adapter.ask(setup, signal);
        const versions = opened.versionsSeen();
        const isOneVersion =
          versions.length <= 1 && versions.every((one) => isOf(one, statement.versions));
        return isOneVersion && idOf(adapter, address, now) === idOf(adapter, address, statement);
      },
      close: () => client.close(),
    };
  } catch (error) {
    client.close();
    throw error;
  }
}

function isOf(version: string, versions: readonly string[]): boolean {
  return versions.length === 0 || versions.includes(version);
}

function conformanceOf(
  adapter: EndpointAdapter,
  address: URL,
  statement: Statement,
  { card }: OpenedEndpoint,
): ResultConformance {
  const { name, versions, labels } = statement;
  return {
    protocol: adapter.id,
    address: shownUrl(address),
    name,
    versions,
    labels: labels === null ? "described" : "stated",
    sha256: contentId(
      { statement: idOf(adapter, address, statement), labels: card.labels },
      createNodeDigest,
    ),
  };
}

/** What an endpoint is, by its own words. */
function idOf({ id }: EndpointAdapter, address: URL, statement: Statement): string {
  const said = { protocol: id, address: shownUrl(address), ...statement };
  return contentId(JSON.parse(JSON.stringify(said)) as Json, createNodeDigest);
}

function addressOf(model: string): URL {
  const text = model.replace(/^endpoint:/i, "");
  const problem = (what: string, where: string): HomegroundError =>
    new HomegroundError("usage/bad-option", {
      what,
      where: `--model endpoint:${where}`,
      fix: "Write --model endpoint:https://host/path",
    });
  if (!URL.canParse(text)) throw problem("the address cannot be read", text);
  const url = new URL(text);
  const shown = shownUrl(url);
  if (!["https:", "http:"].includes(url.protocol)) {
    throw problem(`${url.protocol} is not https:`, text);
  }
  if (url.username !== "" || url.password !== "") {
    throw problem("the address holds a name or a password", shown);
  }
  if (url.search !== "") {
    throw problem(
      "what follows ? may be a key, and command lines are kept: write it as query into a description (--card)",
      shown,
    );
  }
  url.hash = "";
  return url;
}

async function cardsOf(path: string | undefined, address: URL) {
  if (path === undefined) {
    return { card: NO_ENDPOINT_CARD, cardName: shownUrl(address), modelCard: null };
  }
  const text = await readText(path);
  const value = jsonOrUndefined(text);
  if (isRecord(value) && value["card"] !== ENDPOINT_SCHEMA && "family" in value) {
    return { card: NO_ENDPOINT_CARD, cardName: path, modelCard: { text, path } };
  }
  const card = parseEndpointCard(text, path);
  if (card.modelCard === null) return { card, cardName: path, modelCard: null };
  const beside = resolve(dirname(path), card.modelCard);
  const modelCard = { text: await readText(beside), path: beside };
  return { card, cardName: path, modelCard };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    throw new HomegroundError(isMissing ? "input/not-found" : "input/unreadable", {
      what: isMissing ? "there is no such file" : messageOf(cause),
      where: path,
      fix: "Name the description of the endpoint, or the model's card: a .json file",
      cause,
    });
  }
}

function adapterOf({ protocol, request }: EndpointCard, where: string, address: URL) {
  const ids = ENDPOINT_ADAPTERS.map(({ id }) => id).join(", ");
  if (protocol !== null) {
    const named = ENDPOINT_ADAPTERS.find(({ id }) => id === protocol);
    if (named !== undefined) return named;
    throw badEndpointCard(`protocol is ${JSON.stringify(protocol)}, not one of ${ids}`, where);
  }
  const known = ENDPOINT_ADAPTERS.find((one) => one.recognises(address));
  const mapped = ENDPOINT_ADAPTERS.find(({ id }) => request !== null && id === "http");
  const adapter = mapped ?? known;
  if (adapter !== undefined) return adapter;
  throw new HomegroundError("endpoint/protocol", {
    what: "the address does not show how the endpoint is to be asked",
    where: shownUrl(address),
    fix: `Name its protocol in a description (--card): ${ids}`,
  });
}

/** Headers and parameters with tokens in them, and the values that nobody may see. */
function secretsOf(
  { headers, query }: EndpointCard,
  where: string,
  adapter: EndpointAdapter,
  address: URL,
  { env }: OpenEndpointOptions,
) {
  const secrets: string[] = [];
  const valueIn = (name: string): string => {
    const value = env[name]?.trim() ?? "";
    if (value === "" || /[\r\n\0]/.test(value)) {
      throw new HomegroundError("endpoint/no-token", {
        what: `the description names the variable ${name}, and ${value === "" ? "it is not set" : "it has several lines"}`,
        where,
        fix: `Set ${name} in the environment`,
      });
    }
    secrets.push(value);
    return value;
  };
  const filled = (of: EndpointCard["headers"]) =>
    Object.fromEntries(
      Object.entries(of).map(([name, value]) => [
        name.toLowerCase(),
        withVariables(value, valueIn),
      ]),
    );
  const isOpen = address.protocol === "http:" && !isLoopback(address.hostname);
  const named = [...Object.values(headers), ...Object.values(query)].flatMap(variablesIn);
  if (isOpen && named.length > 0) {
    throw new HomegroundError("network/blocked", {
      what: "a token would go over the network for everybody to read",
      where: shownUrl(address),
      fix: "Use https:",
    });
  }
  const all = filled(headers);
  const hubToken = env["HF_TOKEN"]?.trim() ?? "";
  const isHub = /(^|\.)(?:huggingface\.co|huggingface\.cloud|hf\.space)$/.test(address.hostname);
  const takesToken = adapter.takesHubToken && isHub && address.protocol === "https:";
  if (takesToken && hubToken !== "" && !("authorization" in all)) {
    all["authorization"] = `Bearer ${hubToken}`;
    secrets.push(hubToken);
  }
  return { headers: all, query: filled(query), secrets };
}

function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  return (isIP(host) === 4 && host.startsWith("127.")) || host === "::1" || host === "localhost";
}
