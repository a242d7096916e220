import { describe, expect, it } from "vitest";
import { isHubName, modelLink, ownModelAddress } from "../../src/web/app/model-link.js";
import { ownTables } from "../../src/web/app/own-tables.js";
import {
  claimText,
  limitsOf,
  questionOf,
  requirementText,
} from "../../src/web/app/question-text.js";
import { takenSentence } from "../../src/web/app/taken.js";
import type { FilesTold } from "../../src/web/session/session-types.js";

const told = (
  images: number,
  ...files: [path: string, role: FilesTold["files"][number]["role"]][]
) =>
  ({
    ...{ images, imageFolders: [], problems: [] },
    files: files.map(([path, role]) => ({ path, role, sizeBytes: 1 })),
  }) satisfies FilesTold;

describe("what a drop was taken as", () => {
  it("is one sentence about what is new", () => {
    const first = told(2, ["model.onnx", "model"], ["model.json", "card"]);
    expect(takenSentence(null, first)).toBe(
      "We took model.onnx as the model, model.json as its card and 2 files as images.",
    );
    const second = told(2, ["model.onnx", "model"], ["model.json", "card"], ["l.csv", "labels"]);
    expect(takenSentence(first, second)).toBe("We took l.csv as labels.");
    expect(takenSentence(second, second)).toBe("Nothing in it could be used.");
  });
});

describe("tables of one's own", () => {
  it("are not those that lie beside a record", () => {
    const files = told(
      0,
      ["labels.csv", "labels"],
      ["record/record.json", "record"],
      ["record/manifest.ndjson", "labels"],
      ["record/predictions.csv", "predictions"],
    );
    expect(ownTables(files, "labels", "predictions").map(({ path }) => path)).toEqual([
      "labels.csv",
    ]);
  });
});

describe("the address of a model", () => {
  it.each([
    ["hf:owner/name", "https://huggingface.co/owner/name/tree/main"],
    [
      "hf:owner/name/onnx/model.onnx",
      "https://huggingface.co/owner/name/resolve/main/onnx/model.onnx",
    ],
    ["hf:owner/name@v1/model.onnx", "https://huggingface.co/owner/name/resolve/v1/model.onnx"],
    ["https://example.org/m.onnx", "https://example.org/m.onnx"],
  ])("%s leads to %s", (typed, url) => {
    expect(modelLink(typed)?.url).toBe(url);
  });

  it.each(["", "model", "http://example.org/m.onnx", "javascript:alert(1)", "hf:owner", "hf:../x"])(
    "%s leads nowhere",
    (typed) => {
      expect(modelLink(typed)).toBeNull();
    },
  );
});

describe("a model on the page's own host", () => {
  const base = "https://lab.example/paper/app/";
  it.each([
    ["m.onnx", "https://lab.example/paper/app/m.onnx"],
    ["../models/m.onnx", "https://lab.example/paper/models/m.onnx"],
    ["https://lab.example/m.ONNX", "https://lab.example/m.ONNX"],
  ])("%s is at %s", (typed, url) => {
    expect(ownModelAddress(typed, base)).toBe(url);
  });

  it.each([
    ...["", "model", "m.json", "hf:owner/name/m.onnx", "https://other.example/m.onnx"],
    ...["//other.example/m.onnx", "http://lab.example/m.onnx", "javascript:m.onnx", "data:,m.onnx"],
  ])("%s is none", (typed) => {
    expect(ownModelAddress(typed, base)).toBeNull();
  });

  it("is none of a page that is a file on disk", () => {
    expect(ownModelAddress("m.onnx", "file:///home/a/app/")).toBeNull();
  });

  it("tells names on the hub from addresses", () => {
    expect(isHubName(" hf:owner/name ")).toBe(true);
    expect(isHubName("https://example.org/m.onnx")).toBe(false);
  });
});

describe("what is asked", () => {
  const form = {
    ...{ metric: "accuracy", percent: 94.4, images: 89, points: 5, hasNoView: false },
    ...{ isTarget: true, isOften: false, cluster: "", slices: [], requirements: [] },
  };

  it("is a number, or a measurement with its counts", () => {
    expect(questionOf(form, false)).toEqual({
      ...{ claims: ["accuracy=0.944"], tolerance: 0.05, anytime: false, cluster: null },
      worstSite: null,
      ...{ slices: [], requirements: [] },
    });
    expect(questionOf({ ...form, isTarget: false }, false).claims).toEqual([
      "accuracy=0.944@84/89",
    ]);
    expect(questionOf(form, true).claims).toEqual([]);
  });

  it("says how low another site can score where that is asked", () => {
    const asked = { ...form, cluster: "camera", worst: 62.5 };
    expect(questionOf(asked, false)).toMatchObject({ cluster: "camera", worstSite: 0.625 });
    expect(questionOf({ ...asked, worst: null }, false).worstSite).toBeNull();
    expect(questionOf({ ...asked, cluster: "" }, false).worstSite).toBeNull();
    expect(questionOf({ ...asked, isOften: true }, false).worstSite).toBeNull();
    // An assumption that is made once the answer was seen is a limit that was changed.
    expect(limitsOf(questionOf(asked, false))).not.toBe(
      limitsOf(questionOf({ ...asked, worst: null }, false)),
    );
  });

  it("has the usual limit, said to be that, where nobody has a view", () => {
    expect(questionOf({ ...form, hasNoView: true }, false).tolerance).toBeNull();
  });

  it("writes no digits that come of dividing", () => {
    expect(claimText({ metric: "accuracy", percent: 57.9, images: null }, true)).toBe(
      "accuracy=0.579",
    );
  });

  it("quotes classes that a reference could not take", () => {
    expect(requirementText("recall", "red deer", 90)).toBe('recall{class="red deer"}>=0.9');
    expect(requirementText("recall", "deer", 90)).toBe("recall{class=deer}>=0.9");
  });

  it("is another question once claim, requirement or limit is another", () => {
    const asked = questionOf(form, false);
    expect(limitsOf(questionOf({ ...form, slices: ["site"] }, false))).toBe(limitsOf(asked));
    expect(limitsOf(questionOf({ ...form, points: 6 }, false))).not.toBe(limitsOf(asked));
  });
});
