import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ServerClient } from "../../src/node/server/client.js";
import { axe } from "../support/axe.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { restoredServer, startTestServer, type TestServer } from "../support/server-case.js";

const PASSWORD = "a long enough password";

/** A person's browser, with an authenticator that Chromium plays. */
interface Person {
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly authenticator: string;
}

describeWithChromium("passkeys", () => {
  let folder: string;
  let server: TestServer;
  let admin: ServerClient;
  let workspace: string;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hg-passkeys-"));
    server = await startTestServer({ data: join(folder, "data") });
    url = server.url.replace("127.0.0.1", "localhost");
    admin = server.client(server.token);
    workspace = (await admin.call("whoAmI")).workspaces[0]!.id;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function joined(name: string): Promise<Person> {
    const page = await (await browser.newContext()).newPage();
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
      },
    });
    const { invitation } = await admin.call("invite", {
      params: { workspace },
      body: { role: "reader" },
    });
    await page.goto(`${url}#/join/${invitation}`);
    await page.getByLabel("Name").fill(name);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Registry" }).waitFor();
    await page.getByRole("navigation").getByRole("link", { name: "You" }).click();
    return { page, cdp, authenticator: authenticatorId };
  }
  async function add({ page }: Person, name: string): Promise<void> {
    await page.getByLabel("What you call it").fill(name);
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("rowheader", { name, exact: true }).waitFor();
  }
  async function signedOut({ page }: Person): Promise<void> {
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  }
  const press = ({ page }: Person) =>
    page.getByRole("button", { name: "Sign in with a passkey" }).click();
  const isIn = ({ page }: Person) => page.getByRole("heading", { name: "Registry" }).waitFor();
  const refusal = async ({ page }: Person) => {
    await page.getByRole("alert").waitFor();
    return page.getByRole("alert").getAttribute("data-code");
  };
  /** Asks as the page does, with its cookies; `page.evaluate` runs in the page. */
  const ask = ({ page }: Person, method: string, path: string, body: unknown, csrf = true) =>
    page.evaluate(
      async ([method, path, body, csrf]) => {
        const known = await fetch("/v1/sessions");
        const word =
          known.ok && csrf === "yes" ? ((await known.json()) as { csrf: string }).csrf : "";
        const response = await fetch(path!, {
          method: method!,
          body: body!,
          headers: { "content-type": "application/json", "x-homeground-csrf": word },
        });
        return { status: response.status, body: JSON.parse((await response.text()) || "null") };
      },
      [method, path, JSON.stringify(body), csrf ? "yes" : "no"],
    );

  it("are added after signing in, sign in, and are ended", async () => {
    const ann = await joined("Ann");
    await add(ann, "laptop");
    await signedOut(ann);
    const before = await ann.page.context().cookies();
    await press(ann);
    await isIn(ann);
    const after = await ann.page.context().cookies();
    const session = after.find(({ name }) => name === "homeground-session")!;
    expect(session).toMatchObject({ httpOnly: true, sameSite: "Strict" });
    expect(before.map(({ value }) => value)).not.toContain(session.value);
    // The counter of the authenticator has been kept.
    await signedOut(ann);
    await press(ann);
    await isIn(ann);
    await ann.page.getByRole("navigation").getByRole("link", { name: "You" }).click();
    const row = ann.page.getByRole("row", { name: /laptop/ });
    await row.waitFor();
    expect(await row.textContent()).not.toContain("never");
    await row.getByRole("button", { name: "Remove" }).click();
    await row.getByRole("button", { name: "Remove" }).click();
    await row.waitFor({ state: "detached" });
    await signedOut(ann);
    await press(ann);
    expect(await refusal(ann)).toBe("server/unauthenticated");
  });

  it("sign in at a server that was restored from a backup", async () => {
    const iva = await joined("Iva");
    await add(iva, "laptop");
    const restored = await restoredServer(folder);
    await iva.page.goto(restored.url.replace("127.0.0.1", "localhost"));
    await iva.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await press(iva);
    await isIn(iva);
    await restored.close();
  });

  it("are several, and each is of its person alone", async () => {
    const bea = await joined("Bea");
    await add(bea, "one");
    // The same authenticator is not taken twice.
    await bea.page.getByLabel("What you call it").fill("again");
    await bea.page.getByRole("button", { name: "Add a passkey" }).click();
    expect(await refusal(bea)).toBe("run/interrupted");
    await bea.cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "usb",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
      },
    });
    await add(bea, "two");
    const listed = (await ask(bea, "GET", "/v1/me/passkeys", undefined)).body;
    expect(listed.passkeys).toHaveLength(2);
    const cleo = await joined("Cleo");
    const stolen = await ask(cleo, "DELETE", `/v1/me/passkeys/${listed.passkeys[0].id}`, undefined);
    expect(stolen.status).toBe(404);
    expect((await ask(cleo, "GET", "/v1/me/passkeys", undefined)).body).toEqual({ passkeys: [] });
    // Last: with the look at the page Chromium's authenticators are gone.
    expect(await axe(bea.page)).toEqual([]);
  });

  it("want who holds the device to show that they are who they are", async () => {
    const dora = await joined("Dora");
    await add(dora, "phone");
    await signedOut(dora);
    await dora.cdp.send("WebAuthn.setUserVerified", {
      authenticatorId: dora.authenticator,
      isUserVerified: false,
    });
    await press(dora);
    expect(await refusal(dora)).toBe("run/interrupted");
  });

  it("answer one question, once, in one browser, and in time", async () => {
    const eve = await joined("Eve");
    await add(eve, "key");
    /** What the page sends to sign in, kept from being sent. */
    const caught = async (): Promise<{ credential: unknown }> => {
      await signedOut(eve);
      let body: { credential: unknown } | null = null;
      await eve.page.route("**/v1/sessions/passkey", (route) => {
        body = route.request().postDataJSON();
        return route.abort();
      });
      await press(eve);
      await refusal(eve);
      await eve.page.unroute("**/v1/sessions/passkey");
      return body!;
    };
    const send = (body: unknown, person = eve) => ask(person, "POST", "/v1/sessions/passkey", body);

    // In a browser that was not asked: neither with a question of its own, nor with none.
    const other = await joined("Finn");
    await signedOut(other);
    const theirs = await caught();
    expect((await send(theirs, other)).status).toBe(401);
    await ask(other, "POST", "/v1/sessions/passkey/begin", {});
    expect((await send(theirs, other)).status).toBe(401);
    // In the right one it is good, and good once.
    const good = await send(theirs);
    expect(good.status).toBe(201);
    expect((await send(theirs)).status).toBe(401);
    // Not after another question was asked.
    await eve.page.reload();
    const late = await caught();
    await ask(eve, "POST", "/v1/sessions/passkey/begin", {});
    expect((await send(late)).status).toBe(401);
  });

  it("are not taken too late, changed, or with a count that went back", async () => {
    const gil = await joined("Gil");
    await add(gil, "key");
    const database = server as unknown as { readonly time: { now: Date } };
    await signedOut(gil);
    let body: { credential: { id: string; response: Record<string, string> } } | null = null;
    const catchOne = async () => {
      await gil.page.route("**/v1/sessions/passkey", (route) => {
        body = route.request().postDataJSON();
        return route.abort();
      });
      await press(gil);
      await refusal(gil);
      await gil.page.unroute("**/v1/sessions/passkey");
      return body!;
    };
    const one = await catchOne();
    const now = database.time.now;
    database.time.now = new Date(now.getTime() + 6 * 60_000);
    expect((await ask(gil, "POST", "/v1/sessions/passkey", one)).status).toBe(401);
    database.time.now = now;
    for (const part of ["authenticatorData", "clientDataJSON", "signature"]) {
      const next = await catchOne();
      const bytes = Buffer.from(next.credential.response[part]!, "base64url");
      bytes[bytes.length - 3]! ^= 1;
      next.credential.response[part] = bytes.toString("base64url");
      expect((await ask(gil, "POST", "/v1/sessions/passkey", next)).status, part).toBe(401);
    }
    // A copy of the authenticator, made before it counted on.
    const { credentials } = await gil.cdp.send("WebAuthn.getCredentials", {
      authenticatorId: gil.authenticator,
    });
    await gil.page.reload();
    await press(gil);
    await isIn(gil);
    await signedOut(gil);
    await gil.cdp.send("WebAuthn.clearCredentials", { authenticatorId: gil.authenticator });
    await gil.cdp.send("WebAuthn.addCredential", {
      authenticatorId: gil.authenticator,
      credential: { ...credentials[0]!, signCount: 0 },
    });
    await press(gil);
    expect(await refusal(gil)).toBe("server/unauthenticated");
  });

  it("are added by the page that signed in, and by no other", async () => {
    const hal = await joined("Hal");
    const begun = await ask(hal, "POST", "/v1/me/passkeys/begin", {}, false);
    expect(begun).toMatchObject({ status: 403, body: { error: { code: "server/csrf" } } });
    const nothing = await ask(hal, "POST", "/v1/me/passkeys", {
      name: "x",
      credential: {
        id: "AAAA",
        rawId: "AAAA",
        type: "public-key",
        clientExtensionResults: {},
        response: { clientDataJSON: "AAAA", attestationObject: "AAAA" },
      },
    });
    expect(nothing.status).toBe(400);
    const byToken = server.client(server.token);
    await expect(byToken.call("beginPasskey", { body: {} })).rejects.toThrow();
  });

  it("tell nobody who there is: a question is the same for all", async () => {
    const asked = async () => {
      const response = await fetch(`${server.url}v1/sessions/passkey/begin`, {
        method: "POST",
        body: "{}",
        headers: { "content-type": "application/json" },
      });
      expect(response.headers.get("set-cookie")).toMatch(/HttpOnly; SameSite=Strict/);
      return (await response.json()) as Record<string, unknown>;
    };
    const [one, two] = [await asked(), await asked()];
    expect(one["challenge"]).not.toBe(two["challenge"]);
    expect({ ...one, challenge: "" }).toEqual({ ...two, challenge: "" });
    expect(one["allowCredentials"] ?? []).toEqual([]);
  });

  // The last, since it uses up what this address may get wrong.
  it("are guessed at by nobody for long", async () => {
    const body = JSON.stringify({
      credential: {
        id: "AAAA",
        rawId: "AAAA",
        type: "public-key",
        clientExtensionResults: {},
        response: { clientDataJSON: "AAAA", authenticatorData: "AAAA", signature: "AAAA" },
      },
    });
    const statuses: number[] = [];
    while (statuses.length < 100 && statuses.at(-1) !== 429) {
      const { status } = await fetch(`${server.url}v1/sessions/passkey`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
      });
      statuses.push(status);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});
