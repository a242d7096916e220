import { describe, expect, it } from "vitest";
import { sortFiles } from "../../src/session/intake.js";
import { createPageFileAccess } from "../../src/web/files/blob-access.js";

async function rolesOf(files: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const page = new Map(
    Object.entries(files).map(([path, text]) => [
      path,
      { sizeBytes: text.length, blob: new Blob([text]) },
    ]),
  );
  const access = createPageFileAccess(page);
  const listed = [];
  for await (const file of access.list("")) listed.push(file);
  const { files: taken } = await sortFiles(access, listed);
  return Object.fromEntries(taken.map(({ path, role }) => [path, role]));
}

const RECORD = JSON.stringify({
  files: {
    manifest: { path: "manifest.ndjson" },
    predictions: { path: "predictions.csv" },
    outcomes: null,
  },
  schema: "homeground.record/1",
});
const TABLE = "file,label\na.png,x\n";

describe("files beside a record", () => {
  it("are its own where it names them, and not what somebody labels or answers", async () => {
    const roles = await rolesOf({
      "record/record.json": RECORD,
      "record/manifest.ndjson": '{"image":"a.png"}\n',
      "record/predictions.csv": "file,predicted\na.png,x\n",
      "record/labels.csv": TABLE,
      "predictions.csv": "file,predicted\na.png,x\n",
      "labels.csv": TABLE,
    });
    expect(roles).toEqual({
      "record/record.json": "record",
      "record/manifest.ndjson": "evidence",
      "record/predictions.csv": "evidence",
      "record/labels.csv": "labels",
      "predictions.csv": "predictions",
      "labels.csv": "labels",
    });
  });

  it("stay what they are where the record is none, or names nothing that is text", async () => {
    const broken = `${RECORD.slice(0, -1)},`;
    for (const text of [broken, '{"schema": "homeground.record/1", "files": {"a": {"path": 1}}}']) {
      const roles = await rolesOf({ "record.json": text, "predictions.csv": "file,predicted\n" });
      expect(roles["predictions.csv"]).toBe("predictions");
    }
  });
});
