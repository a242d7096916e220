import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import process from "node:process";
import { HtmlValidate } from "html-validate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import yauzl from "yauzl";
import { schemaViolations } from "../support/json-schema.js";
import { createWords, type RecordCase, writeRecordCase } from "../support/record-case.js";
import { runHere } from "../support/run-here.js";
import { violationsOf } from "../support/schema-of.js";

const has = (program: string): boolean => spawnSync(program, ["--version"]).error === undefined;

let folder: string;
let one: RecordCase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeground-"));
  one = await writeRecordCase(folder, 30);
});
afterAll(() => rm(folder, { recursive: true }));

let made = 0;
async function record(...more: string[]): Promise<string> {
  const out = join(folder, `record-${made++}`);
  expect(await runHere(createWords(one, out, ...more))).toMatchObject({ status: 0 });
  return out;
}

async function archive(from: string): Promise<string> {
  const out = join(folder, `archive-${made++}.zip`);
  expect(await runHere(["record", "archive", from, "--out", out, "--quiet"])).toMatchObject({
    status: 0,
    err: "",
  });
  return out;
}

/** Contents by name, read by a library that did not write them. */
function contents(path: string): Promise<Map<string, Buffer>> {
  return new Promise((done, fail) => {
    const found = new Map<string, Buffer>();
    yauzl.open(path, { lazyEntries: true, autoClose: true }, (error, zip) => {
      if (error !== null) return fail(error);
      zip.on("error", fail);
      zip.on("end", () => done(found));
      zip.on("entry", (entry: yauzl.Entry) => {
        expect(entry.compressionMethod).toBe(0);
        zip.openReadStream(entry, (problem, stream) => {
          if (problem !== null) return fail(problem);
          const pieces: Buffer[] = [];
          stream.on("data", (piece: Buffer) => pieces.push(piece));
          stream.on("end", () => {
            found.set(entry.fileName, Buffer.concat(pieces));
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
}

const sha256 = (bytes: Buffer | string): string => createHash("sha256").update(bytes).digest("hex");

describe("record archive", () => {
  it("holds the record byte for byte, and everything to read it without this program", async () => {
    const from = await record("--publish");
    const files = await contents(await archive(from));
    const own = (await readdir(from, { recursive: true, withFileTypes: true })).filter((e) =>
      e.isFile(),
    );
    expect(own.length).toBe(33);
    for (const entry of own) {
      const path = join(entry.parentPath, entry.name);
      const name = `record${path.slice(from.length)}`;
      expect(files.get(name)?.equals(await readFile(path)), name).toBe(true);
    }
    const names = [...files.keys()].filter((name) => !name.startsWith("record/"));
    expect(names).toEqual([
      "README.txt",
      "record.html",
      "badge.svg",
      "SHA256SUMS",
      "schemas/record.schema.json",
    ]);
    const parsed = JSON.parse(files.get("record/record.json")!.toString());
    const schema = JSON.parse(files.get("schemas/record.schema.json")!.toString());
    expect(schemaViolations(schema, parsed)).toEqual([]);
    const page = files.get("record.html")!.toString();
    expect(page).not.toMatch(/<script|src="http|href="http/);
    expect(page).toContain(parsed.id);
    const readme = files.get("README.txt")!.toString();
    for (const name of ["record.json", "manifest.ndjson", "predictions.csv", "images"]) {
      expect(readme).toMatch(new RegExp(`^${name}$`, "m"));
    }
    expect(readme).not.toMatch(/outcomes\.ndjson$/m);
    expect(Math.max(...readme.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("takes paths from where one is, and gives valid HTML", async () => {
    const from = await record();
    const bytes = await readFile(await archive(from));
    const near = (path: string): string => `./${relative(process.cwd(), path)}`;
    const again = await archive(near(join(from, "record.json")));
    expect((await readFile(again)).equals(bytes)).toBe(true);
    const page = (await contents(again)).get("record.html")!.toString();
    const validator = new HtmlValidate({ extends: ["html-validate:recommended"] });
    expect((await validator.validateString(page)).results).toEqual([]);
  });

  it("lists the checksum of every other file, as sha256sum reads them", async () => {
    const files = await contents(await archive(await record()));
    const lines = files.get("SHA256SUMS")!.toString().trimEnd().split("\n");
    const listed = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
    expect(listed.size).toBe(files.size - 1);
    for (const [name, sum] of listed) expect(sum).toBe(sha256(files.get(name)!));
  });

  it("has an id that the README's way gives, signatures and all", async () => {
    const from = await record();
    const files = await contents(await archive(from));
    const text = files.get("record/record.json")!.toString();
    const signed = text.replace(
      '"signatures":[]',
      `"signatures":[{"algorithm":"Ed25519","publicKey":"${"A".repeat(43)}","signature":"${"B".repeat(86)}"}]`,
    );
    const [, ...scripts] = /sed -E '(s\/[^']*?\/\/); (s\/[^']*?\/\/)'/.exec(
      files.get("README.txt")!.toString(),
    )!;
    for (const content of [text, signed]) {
      const bare = scripts.reduce((rest, script) => {
        const pattern = script.slice(2, -2).replaceAll("\\[[^]]*\\]", "\\[[^\\]]*\\]");
        return rest.replace(new RegExp(pattern), "");
      }, content);
      expect(sha256(bare)).toBe(JSON.parse(text).id);
    }
  });

  it.skipIf(!has("sed") || !has("sha256sum") || !has("unzip"))(
    "is checked by sed, sha256sum and unzip alone",
    async () => {
      const from = await record();
      const zip = await archive(from);
      const to = await mkdtemp(join(folder, "unpacked-"));
      execFileSync("unzip", ["-q", zip, "-d", to]);
      expect(execFileSync("unzip", ["-t", zip]).toString()).toContain("No errors");
      const sums = execFileSync("sha256sum", ["-c", "SHA256SUMS"], { cwd: to }).toString();
      expect(
        sums
          .trimEnd()
          .split("\n")
          .every((line) => line.endsWith(": OK")),
      ).toBe(true);
      const readme = await readFile(join(to, "README.txt"), "utf8");
      const command = /sed -E .*\\\n.*sha256sum/.exec(readme)![0];
      const { id } = JSON.parse(await readFile(join(to, "record", "record.json"), "utf8"));
      const printed = execFileSync("sh", ["-c", command], { cwd: to }).toString();
      expect(printed.slice(0, 64)).toBe(id);
    },
  );

  it.skipIf(!has("python3"))("is sound to Python's zipfile", async () => {
    const zip = await archive(await record());
    const script = "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).testzip())";
    expect(execFileSync("python3", ["-c", script, zip]).toString().trim()).toBe("None");
  });

  it("has the same bytes every time", async () => {
    const from = await record();
    const [a, b] = [await readFile(await archive(from)), await readFile(await archive(from))];
    expect(a.equals(b)).toBe(true);
  });

  it("verifies when it is unpacked", async () => {
    const files = await contents(await archive(await record("--cluster", "site")));
    const to = await mkdtemp(join(folder, "again-"));
    for (const [name, bytes] of files) {
      if (!/^record\/[^/]+$/.test(name)) continue;
      await writeFile(join(to, name.slice("record/".length)), bytes);
    }
    const ran = await runHere(["record", "verify", to, "--images", one.images, "--quiet"]);
    // The images lie elsewhere here: that, and nothing else, is named.
    expect(ran.out).toContain("Figures   equal");
  });

  it("explains hidden hashes where there are some, and gives no secret away", async () => {
    const from = await record("--openness", "closed");
    await writeFile(join(from, "record.secret"), "do not tell");
    const path = join(folder, "closed.zip");
    const ran = await runHere(["record", "archive", from, "--out", path, "--json", "-", "--quiet"]);
    const json = JSON.parse(ran.out);
    expect(violationsOf("archive", json)).toEqual([]);
    expect(json.leftOut).toEqual(["record.secret"]);
    const files = await contents(path);
    expect(files.get("README.txt")!.toString()).toContain("HMAC-SHA-256");
    expect([...files.values()].some((bytes) => bytes.includes("do not tell"))).toBe(false);
  });

  it("refuses a record with a file that is another one or missing, and leaves no archive", async () => {
    const from = await record();
    const out = join(folder, "broken.zip");
    await writeFile(join(from, "predictions.csv"), "file,predicted\n");
    const other = await runHere(["record", "archive", from, "--out", out, "--quiet"]);
    expect(other.err).toContain("error record/hash-mismatch");
    await rm(join(from, "predictions.csv"));
    const gone = await runHere(["record", "archive", from, "--out", out, "--quiet"]);
    expect(gone.err).toContain("error record/file-missing");
    await expect(readFile(out)).rejects.toThrow();
    const name = await runHere(["record", "archive", from, "--out", join(folder, "x.tar")]);
    expect(name.status).toBe(2);
  });
});
