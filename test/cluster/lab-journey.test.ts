import { execFile } from "node:child_process";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createServerClient, type ServerClient } from "../../src/node/server/client.js";
import type { Role } from "../../src/registry/route.js";
import { describeWithChromium, launchChromium } from "../support/chromium.js";
import { describeWithPostgres, type Postgres, startPostgres } from "../support/postgres.js";
import { addObject, contentsOf, startTestServer, type TestServer } from "../support/server-case.js";
import { filesBelow, writeShardCase } from "../support/shard-case.js";
import { describeWithSlurm, type Slurm, startSlurm } from "../support/slurm.js";
import { throwsCode } from "../support/throws-code.js";

const MAIN = join(import.meta.dirname, "../../dist/node/cli/main.js");
const RECORD = ["photos", "--labels", "labels.csv", "--model", "model.onnx"].concat(
  ...["--model-file", "include", "--engine", "wasm", "--no-sanity"],
);
const PASSWORD = "a long enough password";

let folder: string;
let slurm: Slurm;
let postgres: Postgres;
let server: TestServer;
let browser: Browser;

/** The built program on the cluster, in the folder that its nodes see. */
function homeground(...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...slurm.env, SOURCE_DATE_EPOCH: "1790000000" };
    execFile(process.execPath, [MAIN, ...args], { cwd: folder, env }, (error, out, err) => {
      if (error === null) resolve(out);
      else reject(new Error(err));
    });
  });
}

type Headers = Readonly<Record<string, string>>;

/** Who follows an invitation: the headers of their session, which ends the one that they had. */
async function joined(
  admin: ServerClient,
  [workspace, role]: readonly [string, Role],
  who: { readonly name: string; readonly password: string } | Headers,
): Promise<Headers> {
  const { invitation } = await admin.call("invite", { params: { workspace }, body: { role } });
  const { name, password, ...session } = who;
  const answer = await fetch(new URL("v1/invitations/accept", server.url), {
    method: "POST",
    headers: { "content-type": "application/json", ...session },
    body: JSON.stringify({ invitation, name, password }),
  });
  expect(answer.status).toBe(201);
  const { csrf } = (await answer.json()) as { csrf: string };
  const cookie = answer.headers.get("set-cookie")!.split(";")[0]!;
  return { cookie, "x-homeground-csrf": csrf };
}

describeWithSlurm("a lab's journey: two people, one journal, one cluster, one page", () => {
  describeWithPostgres("on a PostgreSQL", () => {
    describeWithChromium("to a reader's browser", () => {
      beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), "hg-"));
        await writeShardCase(folder, 24);
        [slurm, postgres, browser] = await Promise.all([
          startSlurm(join(folder, "s")),
          startPostgres(),
          launchChromium(),
        ]);
        const database = await postgres.create();
        server = await startTestServer({ data: join(folder, "registry"), database });
      });
      afterAll(async () => {
        await server?.close();
        await Promise.all([browser?.close(), slurm?.stop(), postgres?.stop()]);
        await rm(folder, { recursive: true, force: true });
      });

      it("goes from a model and labels to a page that anybody may open", async () => {
        const operator = server.client(server.token);
        const lab = (await operator.call("whoAmI")).workspaces[0]!.id;
        const journal = (await operator.call("createWorkspace", { body: { name: "journal" } })).id;
        const as = (session: Headers) => createServerClient(server.url, session);
        const password = PASSWORD;
        const inLab = await joined(operator, [lab, "contributor"], { name: "Ada", password });
        let ada = as(inLab);
        const ben = as(await joined(operator, [journal, "admin"], { name: "Ben", password }));

        // Ada puts the lab's model and labels where the lab finds them.
        const read = (name: string) => readFile(join(folder, name));
        const files = {
          "model.onnx": await read("model.onnx"),
          "model.json": await read("model.json"),
        };
        const model = await addObject(ada, lab, "model", "Red or green", files);
        const labels = { "labels.csv": await read("labels.csv") };
        const set = await addObject(ada, lab, "evaluation-set", "Station 4", labels);
        await expect(
          ben.call("readObject", { params: { workspace: lab, object: set.id } }),
        ).rejects.toThrow(throwsCode("server/not-found"));

        // What the cluster computes with is what the registry gives.
        for (const [object, path] of [
          [model, "model.onnx"],
          [model, "model.json"],
          [set, "labels.csv"],
        ] as const) {
          const params = { workspace: lab, object: object.id, path };
          const file = await ada.call("readFile", { params });
          await writeFile(join(folder, path), Buffer.from(await file.arrayBuffer()));
        }
        await homeground("record", "create", ...RECORD, "--out", "record");
        const whole = await filesBelow(join(folder, "record"));
        await rename(join(folder, "record"), join(folder, "undivided"));
        const shards = ["--for", "record", "--shards", "3", "--out", "shards"];
        await homeground("shards", "plan", ...RECORD, ...shards);
        const submit = ["shards", "slurm", "shards", "--out", "record", "--submit"];
        await homeground(...submit, "--", "--time=20");
        await expect.poll(() => slurm.jobs()).toEqual([]);
        expect(await filesBelow(join(folder, "record"))).toEqual(whole);

        // The journal takes the record in; its editor has everything held against everything.
        ada = as(await joined(ben, [journal, "contributor"], inLab));
        const record = await contentsOf(join(folder, "record"));
        const made = await addObject(ada, journal, "record", "Red or green at station 4", record);
        await expect(
          ada.call("showObject", { params: { workspace: journal, object: made.id } }),
        ).rejects.toThrow(throwsCode("server/forbidden"));
        const job = await ben.call("createJob", {
          params: { workspace: journal },
          body: { kind: "verify-record", object: made.id },
        });
        const events = await (
          await ben.call("watchJob", { params: { workspace: journal, job: job.id } })
        ).text();
        expect(events.trim().split("\n\n").at(-1)).toContain('"equal":true');

        // A page for readers: nobody's before the editor shows it, everybody's afterwards.
        const address = new URL(`pages/${made.id}/`, server.url).href;
        expect((await fetch(address)).status).toBe(404);
        await ben.call("showObject", { params: { workspace: journal, object: made.id } });
        const context = await browser.newContext();
        const page = await context.newPage();
        const wrong: string[] = [];
        page.on("pageerror", (error) => wrong.push(error.message));
        page.on("console", (message) => {
          if (message.type() === "error") wrong.push(message.text());
        });
        await page.goto(address);
        const { claims } = JSON.parse(Buffer.from(record["record.json"]!).toString());
        const accuracy = (claims as { metric: string; value: number }[]).find(
          ({ metric }) => metric === "accuracy",
        )!;
        await page
          .getByText((accuracy.value * 100).toFixed(1))
          .first()
          .waitFor();
        expect(wrong).toEqual([]);
        await context.close();

        // Who did what is written down, by name, until somebody deletes themselves.
        const { entries } = await ben.call("listAudit", { params: { workspace: journal } });
        const done = entries.map(({ actor, action }) => `${actor} ${action}`);
        expect(done).toContain("person:Ada create record");
        expect(done).toContain("person:Ben start verify-record");
        expect(done).toContain("person:Ben show record");
      });
    });
  });
});
