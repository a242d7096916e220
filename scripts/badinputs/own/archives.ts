import { join } from "node:path";
import { plainPng } from "../../../test/support/png-writer.js";
import { type ZipPart, zipOf } from "../../../test/support/zip-writer.js";
import { writeLabels, writeModel } from "../plan.js";
import { COMMON, type OwnCase, put } from "./own-case.js";

const NAMED = ["images/good1.png", "images/good2.png"] as const;

function goodParts(): ZipPart[] {
  return NAMED.map((name, k) => ({ name, data: plainPng(16, 12, [k * 90, 120, 60]) }));
}

/** A case of one archive with two good pictures in it. */
function archiveCase(
  rest: Pick<OwnCase, "id" | "wrong" | "isQuick" | "outcome" | "code" | "limits" | "keep">,
  parts: () => readonly ZipPart[],
): OwnCase {
  return {
    area: "archives",
    command: "import archive (images and annotations)",
    ...rest,
    write: (folder) => put(folder, "data.zip", zipOf([...goodParts(), ...parts()])),
    plan: ({ given, work, out }) => {
      const labels = writeLabels(work, NAMED, ["cat", "dog"]);
      const model = writeModel(work, ["cat", "dog"], "classification");
      const words = ["evaluate", join(given, "data.zip"), "--labels", labels, "--model", model];
      return { named: NAMED, args: [...words, "--out", out, ...COMMON] };
    },
  };
}

/** Archives that are no tree, or too many of them. */
export const ARCHIVE_CASES: readonly OwnCase[] = [
  archiveCase(
    {
      id: "own-zip-file-for-folder",
      isQuick: true,
      keep: { images: 2 },
      wrong: "`images` is a file, and other entries lie in a folder of that name",
      outcome: "warning",
      code: "archive/path",
      limits: { seconds: 20, mib: 900 },
    },
    () => [{ name: "images", data: new TextEncoder().encode("no folder") }],
  ),
  archiveCase(
    {
      id: "own-zip-folder-with-bytes",
      isQuick: false,
      keep: { images: 2 },
      wrong: "the entry of a folder has bytes",
      outcome: "warning",
      code: "archive/path",
      limits: { seconds: 20, mib: 900 },
    },
    () => [{ name: "images/", data: new TextEncoder().encode("bytes") }],
  ),
  archiveCase(
    {
      id: "own-zip-60000-entries",
      isQuick: false,
      keep: { images: 2 },
      wrong: "60,000 entries, almost all of them empty",
      outcome: "accepted",
      limits: { seconds: 120, mib: 1200 },
    },
    () => Array.from({ length: 60_000 }, (_, k) => ({ name: `more/${k}.txt`, method: 0 })),
  ),
];
