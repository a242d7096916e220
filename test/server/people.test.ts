import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createServerClient, type ServerClient } from "../../src/node/server/client.js";
import type { ServerOptions } from "../../src/node/server/start.js";
import type { Role } from "../../src/registry/route.js";
import { describeWithPostgres, type Postgres, startPostgres } from "../support/postgres.js";
import { startTestServer, type TestServer } from "../support/server-case.js";
import { throwsCode } from "../support/throws-code.js";

const PASSWORD = "a long enough password";

/** What a browser keeps of a log-in. */
interface Session {
  readonly cookie: string;
  readonly setCookie: string;
  readonly csrf: string;
}

/** @param places of an empty database */
function hasPeople(places: () => Promise<Partial<ServerOptions>>): void {
  let folder: string;
  let server: TestServer;
  let admin: ServerClient;
  let workspace: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hg-people-"));
    server = await startTestServer({ data: join(folder, "data"), ...(await places()) });
    admin = server.client(server.token);
    workspace = (await admin.call("whoAmI")).workspaces[0]!.id;
  });
  afterAll(async () => {
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(new URL(path, server.url), {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const sessionOf = async (response: Response): Promise<Session> => {
    const told = (await response.json()) as { csrf: string };
    expect(response.status, JSON.stringify(told)).toBe(201);
    const setCookie = response.headers.get("set-cookie")!;
    return { cookie: setCookie.split(";")[0]!, setCookie, csrf: told.csrf };
  };
  const invited = async (role: Role) =>
    (await admin.call("invite", { params: { workspace }, body: { role } })).invitation;
  const joined = async (name: string, role: Role): Promise<Session> =>
    sessionOf(
      await post("v1/invitations/accept", {
        invitation: await invited(role),
        name,
        password: PASSWORD,
      }),
    );
  const as = ({ cookie, csrf }: Session) =>
    createServerClient(server.url, { cookie, "x-homeground-csrf": csrf });

  it("makes a person of an invitation, once", async () => {
    const invitation = await invited("contributor");
    const ann = await sessionOf(
      await post("v1/invitations/accept", { invitation, name: "Ann", password: PASSWORD }),
    );
    expect(await as(ann).call("whoAmI")).toEqual({
      name: "person:Ann",
      operator: false,
      workspaces: [{ id: workspace, name: "main", role: "contributor" }],
    });
    for (const wrong of [invitation, "x".repeat(43), ""]) {
      const again = await post("v1/invitations/accept", {
        invitation: wrong,
        name: "Bob",
        password: PASSWORD,
      });
      expect(again.status).toBe(404);
    }
    const taken = await post("v1/invitations/accept", {
      invitation: await invited("reader"),
      name: "aNN",
      password: PASSWORD,
    });
    expect(taken.status).toBe(409);
  });

  it("takes an invitation of whoever is first, and of nobody after a week", async () => {
    const invitation = await invited("reader");
    const all = await Promise.all(
      ["Cleo", "Dora", "Eve"].map((name) =>
        post("v1/invitations/accept", { invitation, name, password: PASSWORD }),
      ),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([201, 404, 404]);
    const late = await invited("reader");
    const now = server.time.now;
    server.time.now = new Date(now.getTime() + 8 * 86_400_000);
    const body = { invitation: late, name: "Finn", password: PASSWORD };
    expect((await post("v1/invitations/accept", body)).status).toBe(404);
    server.time.now = now;
  });

  it("logs in with another session each time, whatever session is sent along", async () => {
    await joined("Gil", "reader");
    const body = { name: "gil", password: PASSWORD };
    const first = await sessionOf(await post("v1/sessions", body));
    // What somebody else put into the browser is not what it has afterwards, and is worth nothing.
    const planted = { cookie: `homeground-session=${"A".repeat(43)}` };
    const second = await sessionOf(await post("v1/sessions", body, planted));
    expect(second.cookie).not.toContain("A".repeat(43));
    const third = await sessionOf(await post("v1/sessions", body, { cookie: first.cookie }));
    expect(new Set([first.cookie, second.cookie, third.cookie]).size).toBe(3);
    await expect(as(first).call("whoAmI")).rejects.toThrow(throwsCode("server/unauthenticated"));
    await as(second).call("whoAmI");
    await as(third).call("logOut");
    await expect(as(third).call("whoAmI")).rejects.toThrow(throwsCode("server/unauthenticated"));
    for (const word of ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="]) {
      expect(first.setCookie).toContain(word);
    }
  });

  it("answers a wrong password and a name that is not there alike", async () => {
    await joined("Hal", "reader");
    const answers = [];
    for (const name of ["Hal", "Nobody"]) {
      const response = await post("v1/sessions", { name, password: "not the password" });
      answers.push({
        status: response.status,
        body: await response.text(),
        headers: [...response.headers].filter(([key]) => key !== "date"),
      });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]!.status).toBe(401);
  });

  it("takes nothing that changes something from another page", async () => {
    const session = await joined("Ida", "admin");
    const url = `v1/workspaces/${workspace}/invitations`;
    const { cookie, csrf } = session;
    for (const headers of [
      { cookie },
      { cookie, "x-homeground-csrf": "x".repeat(64) },
      { cookie, "x-homeground-csrf": csrf, origin: "http://evil.test" },
      { cookie, "x-homeground-csrf": csrf, origin: "null" },
    ] as Record<string, string>[]) {
      const response = await post(url, { role: "admin" }, headers);
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ error: { code: "server/csrf" } });
    }
    const own = { cookie, "x-homeground-csrf": csrf, origin: new URL(server.url).origin };
    expect((await post(url, { role: "reader" }, own)).status).toBe(201);
    const preflight = await fetch(new URL(url, server.url), {
      method: "OPTIONS",
      headers: { origin: "http://evil.test", "access-control-request-method": "POST" },
    });
    expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("has roles count from the moment they are changed", async () => {
    const session = await joined("Joe", "reader");
    const joe = as(session);
    const params = { workspace };
    await expect(joe.call("listMembers", { params })).rejects.toThrow(
      throwsCode("server/forbidden"),
    );
    const { members } = await admin.call("listMembers", { params });
    const person = members.find(({ name }) => name === "Joe")!.id;
    await admin.call("changeMember", { params: { workspace, person }, body: { role: "admin" } });
    await joe.call("listMembers", { params });
    await admin.call("removeMember", { params: { workspace, person } });
    await expect(joe.call("listObjects", { params })).rejects.toThrow(
      throwsCode("server/not-found"),
    );
    // Invited again, Joe comes as who he is.
    const again = await post(
      "v1/invitations/accept",
      { invitation: await invited("reader") },
      { cookie: session.cookie, "x-homeground-csrf": session.csrf },
    );
    await as(await sessionOf(again)).call("listObjects", { params });
  });

  it("ends every session with the password, and itself after half a day", async () => {
    const first = await joined("Kim", "reader");
    const second = await sessionOf(await post("v1/sessions", { name: "Kim", password: PASSWORD }));
    await expect(
      as(second).call("changePassword", { body: { old: "wrong", new: "another long password" } }),
    ).rejects.toThrow(throwsCode("server/unauthenticated"));
    await as(second).call("changePassword", {
      body: { old: PASSWORD, new: "another long password" },
    });
    for (const one of [first, second]) {
      await expect(as(one).call("whoAmI")).rejects.toThrow(throwsCode("server/unauthenticated"));
    }
    expect((await post("v1/sessions", { name: "Kim", password: PASSWORD })).status).toBe(401);
    const body = { name: "Kim", password: "another long password" };
    const third = await sessionOf(await post("v1/sessions", body));
    const now = server.time.now;
    server.time.now = new Date(now.getTime() + 13 * 3_600_000);
    await expect(as(third).call("whoAmI")).rejects.toThrow(throwsCode("server/unauthenticated"));
    server.time.now = now;
  });

  it("deletes a person, and their name from what they did", async () => {
    const session = await joined("Lea", "admin");
    await as(session).call("invite", { params: { workspace }, body: { role: "reader" } });
    await as(session).call("deleteMe");
    await expect(as(session).call("whoAmI")).rejects.toThrow(throwsCode("server/unauthenticated"));
    expect((await post("v1/sessions", { name: "Lea", password: PASSWORD })).status).toBe(401);
    const audit = await admin.call("listAudit", { params: { workspace }, query: { limit: "500" } });
    expect(JSON.stringify(audit)).not.toContain("Lea");
    expect(audit.entries.some(({ actor }) => actor === "person:deleted")).toBe(true);
  });

  // The last, since it uses up what this address may get wrong.
  it("lets nobody guess for long", async () => {
    const statuses: number[] = [];
    while (statuses.length < 100 && statuses.at(-1) !== 429) {
      statuses.push((await post("v1/sessions", { name: "Ann", password: "guess" })).status);
    }
    expect(statuses.at(-1)).toBe(429);
    // Also not with the right one.
    const right = await post("v1/sessions", { name: "Ann", password: PASSWORD });
    expect(right.status).toBe(429);
    expect(Number(right.headers.get("retry-after"))).toBeGreaterThan(0);
    await admin.call("whoAmI");
  });
}

describe("people, in a folder", () => {
  hasPeople(async () => ({}));
});

describeWithPostgres("people, on a PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());
  hasPeople(async () => ({ database: await postgres.create() }));
});
