import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createPlaceProblems } from "../../src/formats/place-problems.js";
import { s3Files } from "../../src/node/files/remote-images.js";
import { createSpooledAccess } from "../../src/node/files/spooled-access.js";
import { openBucket, type S3Bucket } from "../../src/node/s3/s3-client.js";
import { fileAccessContract } from "../contract/file-access.js";
import { runHere } from "../support/run-here.js";
import { describeWithS3, type S3Server, startS3Server } from "../support/s3-server.js";
import { asTyped, filesBelow, writeShardCase } from "../support/shard-case.js";

const WORDS = ["--labels", "labels.csv", "--model", "model.onnx", "--engine", "wasm"].concat(
  ...["--claim", "accuracy=0.8", "--slice", "site"],
);
/** What a report says of the place of images; all the rest is equal. */
const NAMES_PLACE = ["report.html", "report.md", "report.tex"];

let folder: string;
let server: S3Server;
let pages: Server;
let objects: S3Bucket;
let whole: Readonly<Record<string, string>>;
let address: string;
const before = { folder: process.cwd(), env: { ...process.env } };

async function bytesOf(path: string): Promise<Readonly<Record<string, string>>> {
  const files = { ...(await filesBelow(path)) };
  for (const name of NAMES_PLACE) delete files[name];
  return files;
}

async function evaluated(place: string, ...more: readonly string[]) {
  const line = ["evaluate", place, ...WORDS, "--out", "out", ...more];
  const ran = await asTyped(line, () => runHere(line));
  expect(ran.status, ran.err).toBe(0);
  return bytesOf("out");
}

async function succeeds(...line: readonly string[]): Promise<string> {
  const ran = await asTyped(line, () => runHere(line));
  expect(ran.status, ran.err).toBe(0);
  return ran.out;
}

async function keysBelow(prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of objects.list(prefix)) keys.push(key);
  return keys;
}

describeWithS3("images and shards that are elsewhere", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "homeground-"));
    await writeShardCase(folder, 24);
    process.chdir(folder);
    server = await startS3Server();
    Object.assign(process.env, server.env);
    await server.createBucket("photos-1");
    objects = openBucket("photos-1");
    const names = await readdir("photos");
    for (const name of names)
      await objects.put(`a/${name}`, await readFile(`photos/${name}`), true);
    // What a console writes for a folder, what a folder hides, and what no folder can have.
    for (const key of ["a/", "a/.cache/x.png", "a/../out.png", "other/x.png"]) {
      if (key !== "a/../out.png") await objects.put(key, new Uint8Array(), true);
    }
    pages = createServer((request, response) => {
      readFile(join("photos", new URL(request.url!, "http://x").pathname)).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end(),
      );
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => pages.once("listening", resolve));
    address = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
    whole = await evaluated("photos");
    await rename("out", "whole");
  });
  afterAll(async () => {
    process.chdir(before.folder);
    for (const name of Object.keys(server.env)) {
      if (before.env[name] === undefined) delete process.env[name];
      else process.env[name] = before.env[name];
    }
    pages.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    for (const name of ["shards", "out"]) await rm(name, { recursive: true, force: true });
  });

  it("of a bucket come to every byte of those of a folder", async () => {
    expect(await evaluated("s3://photos-1/a/")).toEqual(whole);
  });

  it("leave nothing behind in the folder of temporary files but what the process needs", async () => {
    const access = createSpooledAccess(s3Files("s3://photos-1/a", {}, createPlaceProblems()));
    const path = await access.diskPath("000.png");
    expect(await readFile(path)).toEqual(await readFile("photos/000.png"));
    await access.release?.(["000.png"]);
    await expect(readFile(path)).rejects.toThrow();
  });

  it("end the run where the bucket, or all of a folder, is not there", async () => {
    for (const [place, code] of [
      ["s3://not-there/a", "network/bad-answer"],
      ["s3://photos-1/nothing", "input/not-found"],
      ["s3://PHOTOS/a", "usage/bad-option"],
    ] as const) {
      const ran = await runHere(["evaluate", place, ...WORDS, "--out", "out"]);
      expect(ran.err).toContain(`error ${code}`);
    }
  });

  it("of a list of addresses come to the same figures; one that is gone is listed", async () => {
    const names = await readdir("photos");
    const rows = [...names, "away.png"].map((name) => `${address}/${name}?size=full`);
    await writeFile("list.txt", `${rows.join("\n")}\n`);
    const refused = await runHere(["evaluate", "list.txt", ...WORDS, "--out", "out"]);
    expect(refused.err).toContain("error network/blocked");
    const files = (await readFile("labels.csv", "utf8")).replaceAll(
      /^(\S+?\.png),/gm,
      `${address}/$1?size=full,`,
    );
    await writeFile("addresses.csv", files);
    const line = ["evaluate", "list.txt", ...WORDS, "--allow-private", "--out", "out"];
    line[line.indexOf("labels.csv")] = "addresses.csv";
    await succeeds(...line);
    const [got, wanted] = await Promise.all(
      ["out", "whole"].map(async (name) =>
        JSON.parse(await readFile(`${name}/result.json`, "utf8")),
      ),
    );
    expect(got.estimates).toEqual(wanted.estimates);
    expect(got.verdicts).toEqual(wanted.verdicts);
    expect(got.inputs.scored).toBe(wanted.inputs.scored);
    expect(got.inputs.notes).toContainEqual(
      expect.objectContaining({
        ...{ code: "path/missing", file: expect.stringContaining("away.png") },
      }),
    );
  });

  it("end the run where no server answers: no image is listed for that", async () => {
    await writeFile("gone.txt", "http://127.0.0.1:9/a.png\n");
    const ran = await runHere([
      "evaluate",
      "gone.txt",
      ...WORDS,
      "--allow-private",
      "--out",
      "out",
    ]);
    expect(ran.err).toContain("error network/unreachable");
  });

  it("are planned, run and joined in a bucket, to every byte, and written once", async () => {
    const place = "s3://photos-1/plans/one";
    const plan = ["shards", "plan", "s3://photos-1/a", ...WORDS, "--shards", "3", "--out", place];
    await succeeds(...plan);
    const again = await runHere(plan);
    expect(again.err).toContain("error output/not-written");
    const status = JSON.parse(await succeeds("shards", "status", place, "--json", "-"));
    expect(status.missing).toEqual([1, 2, 3]);
    const early = await runHere(["shards", "join", place, "--out", "out"]);
    expect(early.err).toContain("error shards/missing");
    for (const shard of ["3", "1", "2"]) await succeeds("shards", "run", place, shard);
    const results = await keysBelow("plans/one/results/");
    expect(results).toHaveLength(3);
    const known = await succeeds("shards", "run", place, "1");
    expect(known).toContain("was there already");
    await succeeds("shards", "join", place, "--out", "out");
    expect(await bytesOf("out")).toEqual(whole);

    // One that somebody changed is found, named, and written anew.
    const good = (await objects.read(results[0]!, 1 << 20))!;
    const bad = Uint8Array.from(good);
    bad[40]! ^= 1;
    await objects.put(results[0]!, bad, false);
    const refused = await runHere(["shards", "join", place, "--out", "other"]);
    expect(refused.err).toContain("error shards/missing");
    await succeeds("shards", "run", place, "1");
    expect(await objects.read(results[0]!, 1 << 20)).toEqual(good);
    const slurm = await runHere(["shards", "slurm", place]);
    expect(slurm.err).toContain("error usage/bad-option");
  });

  describe("as a folder", () => {
    fileAccessContract("a bucket", async (files) => {
      const away = { env: server.env };
      await server.createBucket("contract");
      const bucket = openBucket("contract", away);
      for (const [path, bytes] of files) await bucket.put(`deep/in/${path}`, bytes, true);
      const place = "s3://contract/deep/in";
      const access = createSpooledAccess(s3Files(place, {}, createPlaceProblems(), bucket));
      return { access, close: async () => {} };
    });
  });
});
