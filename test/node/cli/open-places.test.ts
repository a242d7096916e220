import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openImages, openPlace } from "../../../src/node/cli/open-places.js";
import { throwsCode } from "../../support/throws-code.js";
import { zipOf } from "../../support/zip-writer.js";

let base: string;
const at = (path: string): string => join(base, path);
const text = (words: string): Uint8Array => new TextEncoder().encode(words);
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "homeground-"));
  for (const path of ["photos/a.jpg", "photos/sub/b.jpg", "photos/sub/c.png", "outside.jpg"]) {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), path);
  }
  await writeFile(
    at("set.zip"),
    zipOf([
      { name: "x.jpg", data: text("x") },
      { name: "meta/labels.csv", data: text("file,label\nx.jpg,cat\n") },
      { name: "../evil.jpg", data: text("evil") },
    ]),
  );
});
afterAll(() => rm(base, { recursive: true }));

async function opened(path: string) {
  const { files, notes, folder } = await openImages(path);
  return {
    folder,
    files: files.map((file) => file.path),
    notes: notes.map(({ file, code }) => [file, code]),
  };
}

describe("what the user names as their images", () => {
  it("is a folder", async () => {
    const { files, notes } = await opened(at("photos"));
    expect(files).toEqual(["a.jpg", "sub/b.jpg", "sub/c.png"]);
    expect(notes).toEqual([]);
  });

  it("is an archive, unpacked once for images and labels", async () => {
    const { files, notes, folder } = await opened(at("set.zip"));
    expect(files).toEqual(["meta/labels.csv", "x.jpg"]);
    expect(notes).toEqual([["../evil.jpg", "archive/path"]]);
    const labels = await openPlace(at("set.zip/meta/labels.csv"), "the labels");
    expect(labels.path).toBe("meta/labels.csv");
    expect(labels.access).toBe(folder);
    const whole = await openPlace(at("set.zip"), "the labels");
    expect([whole.path, whole.access === folder]).toEqual(["", true]);
  });

  it("is a list of paths, relative to itself or absolute, and nothing outside of its folder", async () => {
    const lines = [
      "sub/b.jpg",
      "",
      at("photos/a.jpg"),
      "../outside.jpg",
      "/etc/passwd",
      "gone.jpg",
    ];
    await writeFile(at("photos/list.txt"), `\uFEFF${lines.join("\r\n")}`);
    const { files, notes, folder } = await opened(at("photos/list.txt"));
    expect(files).toEqual(["a.jpg", "sub/b.jpg"]);
    expect(notes).toEqual([
      ["../outside.jpg", "path/outside"],
      ["/etc/passwd", "path/outside"],
      ["gone.jpg", "path/missing"],
    ]);
    expect(new TextDecoder().decode(await folder.read("a.jpg"))).toBe("photos/a.jpg");
    await expect(folder.read("sub/c.png")).rejects.toThrow(throwsCode("input/not-found"));
  });

  it("is a table with a column of images", async () => {
    await writeFile(at("list.csv"), "probability,file,label\n0.1,photos/sub/c.png,\n");
    expect((await opened(at("list.csv"))).files).toEqual(["photos/sub/c.png"]);
    await writeFile(at("odd.csv"), "probability,weight\n0.1,3\n");
    await expect(openImages(at("odd.csv"))).rejects.toThrow(throwsCode("table/missing-column"));
  });

  it("is a pattern", async () => {
    expect((await opened(at("photos/**/*.jpg"))).files).toEqual(["a.jpg", "sub/b.jpg"]);
    expect((await opened(at("*/sub/*.png"))).files).toEqual(["photos/sub/c.png"]);
  });

  it("is none of them, and the error says what it could be", async () => {
    await expect(openImages(at("nowhere"))).rejects.toThrow(throwsCode("input/not-found"));
    await expect(openImages(at("outside.jpg"))).rejects.toThrow(throwsCode("input/not-a-folder"));
    await expect(openPlace(at("photos/none.csv"), "x")).rejects.toThrow(
      throwsCode("input/not-found"),
    );
    await writeFile(at("empty.txt"), "\n \n");
    await expect(openImages(at("empty.txt"))).rejects.toThrow(throwsCode("input/empty"));
  });
});

describe("a folder with things that are no files", () => {
  it("says where its links lead, and that a pipe is none", async () => {
    const root = at("links");
    await mkdir(join(root, "deep"), { recursive: true });
    await writeFile(join(root, "a.jpg"), "a");
    await symlink("a.jpg", join(root, "inside.jpg"));
    await symlink(at("outside.jpg"), join(root, "out.jpg"));
    await symlink("nowhere", join(root, "gone.jpg"));
    await symlink("b", join(root, "a"));
    await symlink("a", join(root, "b"));
    await symlink("..", join(root, "deep/up"));
    await symlink("deep", join(root, "again"));
    const hasPipe = makePipe(join(root, "pipe.jpg"));
    const { files, notes } = await opened(root);
    expect(files).toEqual(["a.jpg", "inside.jpg"]);
    expect(notes.toSorted()).toEqual(
      [
        ["a", "path/loop"],
        ["b", "path/loop"],
        ["deep/up", "path/loop"],
        ["gone.jpg", "path/missing"],
        ["out.jpg", "path/outside"],
        ...(hasPipe ? [["pipe.jpg", "path/not-a-file"]] : []),
      ].toSorted(),
    );
  });

  // Other systems refuse such names.
  it.runIf(process.platform === "linux")("has files under names that are no text", async () => {
    const root = at("odd");
    await mkdir(join(root, "plain"), { recursive: true });
    await writeFile(join(root, "plain/good.jpg"), "good");
    const bad = Buffer.concat([
      Buffer.from(`${root}/f`),
      Buffer.of(0xff, 0xfe),
      Buffer.from(".jpg"),
    ]);
    await writeFile(bad, "bytes");
    await writeFile(join(root, "back\\slash.jpg"), "backslash");
    await mkdir(Buffer.concat([Buffer.from(`${root}/d`), Buffer.of(0xff)]));
    await writeFile(
      Buffer.concat([Buffer.from(`${root}/d`), Buffer.of(0xff), Buffer.from("/in.jpg")]),
      "inside",
    );
    const { files, notes, folder } = await opened(root);
    expect(files).toEqual([
      "back/slash.jpg",
      "d\uFFFD/in.jpg",
      "f\uFFFD\uFFFD.jpg",
      "plain/good.jpg",
    ]);
    expect(notes.map(([, code]) => code).sort()).toEqual([
      "path/backslash",
      "path/encoding",
      "path/encoding",
    ]);
    const words = async (path: string) => new TextDecoder().decode(await folder.read(path));
    expect(await Promise.all(files.map(words))).toEqual(["backslash", "inside", "bytes", "good"]);
    expect(await folder.diskPath("f\uFFFD\uFFFD.jpg")).toMatch(/homeground-files-[\w-]+\/\d\.jpg$/);
    expect((await opened(root)).files).toEqual(files);
  });
});

/** Whether the system makes pipes by name. */
function makePipe(path: string): boolean {
  try {
    execFileSync("mkfifo", [path]);
    return true;
  } catch {
    return false;
  }
}
