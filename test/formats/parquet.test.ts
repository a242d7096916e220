import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { readImagePredictions, readImageTruth } from "../../src/formats/read.js";
import { throwsCode } from "../support/throws-code.js";
import { answers, attributesOf, textFiles, truthRows } from "./truth-view.js";

const table = new Uint8Array(
  parquetWriteBuffer({
    columnData: [
      { name: "image", data: ["a.jpg", "b\\c.jpg", "d.jpg"], type: "STRING" },
      { name: "label", data: ["cat", "dog", null], type: "STRING" },
      { name: "site", data: [1n, 2n, 9007199254740993n], type: "INT64" },
      { name: "p_cat", data: [0.75, 0.25, 1], type: "DOUBLE" },
      { name: "p_dog", data: [0.25, 0.75, 0], type: "DOUBLE" },
      { name: "pred", data: ["cat", "dog", "cat"], type: "STRING" },
    ],
    rowGroupSize: 2,
  }),
);

describe("Parquet tables", () => {
  it("reads labels and attributes, long numbers as they are written", async () => {
    const truth = await readImageTruth(textFiles({ "t.parquet": table }), "t.parquet");
    expect(truthRows(truth)).toEqual([
      ["a.jpg", ["cat"]],
      ["b/c.jpg", ["dog"]],
      ["d.jpg", "unlabelled"],
    ]);
    expect(attributesOf(truth, 0)).toMatchObject({ site: "1", p_cat: "0.75" });
    expect(attributesOf(truth, 2)["site"]).toBe("9007199254740993");
  });

  it("reads predictions, by content whatever the name", async () => {
    const read = await readImagePredictions(textFiles({ "t.csv": table }), "t.csv");
    expect(answers(read)).toEqual(["cat", "dog", "cat"]);
    expect(read.scoreLabels).toEqual(["cat", "dog"]);
    expect([...read.scores]).toEqual([0.75, 0.25, 0.25, 0.75, 1, 0]);
    expect(attributesOf(read, 1)).toEqual({ label: "dog", site: "2" });
  });

  it("refuses a file that is cut anywhere", async () => {
    for (let cut = 4; cut < table.length; cut += 37) {
      const access = textFiles({ "t.parquet": table.slice(0, cut) });
      await expect(readImageTruth(access, "t.parquet")).rejects.toThrow(
        throwsCode("input/truncated"),
      );
    }
  });

  it("gives the same rows or a coded error when a byte is changed", async () => {
    const whole = truthRows(await readImageTruth(textFiles({ "t.parquet": table }), "t.parquet"));
    for (let at = 4; at < table.length - 8; at += 3) {
      const damaged = table.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      const access = textFiles({ "t.parquet": damaged });
      const ending = await readImageTruth(access, "t.parquet").then(
        (truth) =>
          truth.rowCount + truth.problems.filter((p) => p.code === "labels/no-file").length,
        (error: unknown) => error,
      );
      // A changed byte inside a text is another text, and cannot be seen; a name that is lost can.
      if (typeof ending === "number") expect(ending).toBe(whole.length);
      else expect(ending).toMatchObject({ name: "HomegroundError" });
    }
  });
});
