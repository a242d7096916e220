import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FileAccess } from "../../src/formats/file-access.js";
import { throwsCode } from "../support/throws-code.js";

const FILES: ReadonlyMap<string, Uint8Array> = new Map([
  ["labels.csv", new TextEncoder().encode("image,label\n")],
  ["images/b.jpg", Uint8Array.from({ length: 200_000 }, (_, i) => i % 251)],
  ["images/B.jpg", Uint8Array.of(9)],
  ["images/a/deep.jpg", Uint8Array.of(1, 2, 3)],
  ["empty.txt", new Uint8Array()],
]);

/**
 * What every {@link FileAccess} keeps to.
 *
 * @param create makes an access to these files; returns it with what cleans up
 */
export function fileAccessContract(
  name: string,
  create: (
    files: ReadonlyMap<string, Uint8Array>,
  ) => Promise<{ access: FileAccess; close: () => Promise<void> }>,
): void {
  describe(`FileAccess: ${name}`, () => {
    let access: FileAccess;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ access, close } = await create(FILES));
    });
    afterAll(() => close());

    const listed = async (folder: string) => {
      const found: string[] = [];
      for await (const { path, sizeBytes } of access.list(folder)) {
        expect(sizeBytes).toBe(FILES.get(path)?.length);
        found.push(path);
      }
      return found;
    };

    it("tells files, folders and nothing apart", async () => {
      expect(await access.kindOf("labels.csv")).toEqual({ kind: "file", sizeBytes: 12 });
      expect(await access.kindOf("images/a")).toEqual({ kind: "folder" });
      expect(await access.kindOf("")).toEqual({ kind: "folder" });
      expect(await access.kindOf("images/none")).toBeNull();
    });

    it("lists every file below a folder in order of path", async () => {
      expect(await listed("")).toEqual([...FILES.keys()].sort());
      expect(await listed("images")).toEqual(["images/B.jpg", "images/a/deep.jpg", "images/b.jpg"]);
    });

    it("takes backslashes and dots in a path as the same path", async () => {
      expect(await access.read(".\\images\\.\\a\\deep.jpg")).toEqual(Uint8Array.of(1, 2, 3));
    });

    it("reads the whole, a head, a tail and past the end", async () => {
      const whole = FILES.get("images/b.jpg")!;
      expect(await access.read("images/b.jpg")).toEqual(whole);
      expect(await access.read("images/b.jpg", { maxBytes: 5 })).toEqual(whole.slice(0, 5));
      expect(await access.read("images/b.jpg", { from: 250, maxBytes: 3 })).toEqual(
        Uint8Array.of(250, 0, 1),
      );
      expect(await access.read("images/b.jpg", { from: -4 })).toEqual(whole.slice(-4));
      expect(await access.read("images/a/deep.jpg", { from: -10 })).toEqual(Uint8Array.of(1, 2, 3));
      expect(await access.read("images/a/deep.jpg", { from: 3 })).toEqual(new Uint8Array());
      expect(await access.read("empty.txt")).toEqual(new Uint8Array());
    });

    it("gives bytes that the caller may change", async () => {
      const bytes = await access.read("images/a/deep.jpg");
      bytes[0] = 77;
      expect((await access.read("images/a/deep.jpg"))[0]).toBe(1);
    });

    it("streams a file, twice over", async () => {
      for (let pass = 0; pass < 2; pass++) {
        const pieces: number[] = [];
        for await (const piece of access.stream("images/b.jpg")) {
          for (const byte of piece) pieces.push(byte);
        }
        expect(Uint8Array.from(pieces)).toEqual(FILES.get("images/b.jpg"));
      }
    });

    it("says which file is not there", async () => {
      const drain = async (path: string) => {
        for await (const piece of access.stream(path)) expect(piece).toBeDefined();
      };
      await expect(access.read("none.txt")).rejects.toThrow(throwsCode("input/not-found"));
      await expect(drain("none.txt")).rejects.toThrow(throwsCode("input/not-found"));
      await expect(listed("none")).rejects.toThrow(throwsCode("input/not-found"));
    });

    it.each(["../x", "a/../../x", "/etc/passwd", "C:\\x", "\\\\server\\x", "images/../.."])(
      "refuses %s",
      async (path) => {
        await expect(access.read(path)).rejects.toThrow(throwsCode("input/outside-folder"));
        await expect(access.kindOf(path)).rejects.toThrow(throwsCode("input/outside-folder"));
      },
    );
  });
}
