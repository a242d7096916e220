import { describe, expect, it } from "vitest";
import { readTypedFigure } from "../../src/session/typed-figure.js";
import { isHubName, modelLink, ownModelAddress } from "../../src/web/app/model-link.js";
import { ownTables } from "../../src/web/app/own-tables.js";
import {
  EACH_IMAGE,
  keptFigure,
  limitsOf,
  questionOf,
  referenceOf,
} from "../../src/web/app/question-text.js";
import { takenSentence } from "../../src/web/app/taken.js";
import type { FilesTold } from "../../src/web/session/session-types.js";

const told = (
  images: number,
  ...files: [path: string, role: FilesTold["files"][number]["role"]][]
) =>
  ({
    images,
    imageFolders: [],
    problems: [],
    refused: [] as FilesTold["refused"],
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

  it("says what is of no use where nothing else came", () => {
    const before = told(2, ["model.onnx", "model"]);
    const refused = [{ path: "x/best.pt", what: "it is a PyTorch file", fix: "Export it" }];
    const files = [...before.files, { path: "x/best.pt", role: "other", sizeBytes: 1 } as const];
    expect(takenSentence(before, { ...before, files, refused })).toBe(
      "best.pt could not be used: it is a PyTorch file.",
    );
    expect(takenSentence(null, { ...before, files, refused })).toBe(
      "We took model.onnx as the model and 2 files as images.",
    );
    const two = [...refused, { path: "b.mp4", what: "it is a video", fix: "Extract frames" }];
    expect(takenSentence(before, { ...before, refused: two })).toBe(
      "None of the 2 files could be used.",
    );
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
    metric: "accuracy",
    figure: "94,4",
    images: 89,
    points: 5,
    hasNoView: false,
    isTarget: true,
    isOften: false,
    cluster: "",
    slices: [],
    requirements: [],
  };
  const typed = { kind: "claim", metric: "accuracy", figure: "94,4", images: 89 } as const;

  const read = readTypedFigure({ ...typed, figure: "94,4" });

  it("is a number, or a measurement with its counts", () => {
    expect(questionOf(form, read)).toEqual({
      claims: ["accuracy=0.944"],
      tolerance: 0.05,
      anytime: false,
      cluster: null,
      worstSite: null,
      hereUnit: "found",
      slices: [],
      requirements: [],
    });
    expect(questionOf({ ...form, cluster: "site" }, read)).toMatchObject({ cluster: "site" });
    expect(questionOf({ ...form, cluster: EACH_IMAGE }, read)).toMatchObject({
      cluster: null,
      hereUnit: "image",
    });
    expect(questionOf({ ...form, isTarget: false }, read).claims).toEqual(["accuracy=0.944@84/89"]);
    expect(questionOf(form, null).claims).toEqual([]);
  });

  it("is about some of the images where columns say so", () => {
    const where = [{ column: "split", value: "test" }];
    expect(questionOf({ ...form, where, isSplitSaid: true }, read).where).toEqual(where);
    expect(questionOf(form, read)).not.toHaveProperty("where");
  });

  it("says how low another site can score where that is asked", () => {
    const asked = { ...form, cluster: "camera", worst: 62.5 };
    expect(questionOf(asked, read)).toMatchObject({ cluster: "camera", worstSite: 0.625 });
    expect(questionOf({ ...asked, worst: null }, read).worstSite).toBeNull();
    expect(questionOf({ ...asked, cluster: "" }, read).worstSite).toBeNull();
    expect(questionOf({ ...asked, isOften: true }, read).worstSite).toBeNull();
    // An assumption that is made once the answer was seen is a limit that was changed.
    expect(limitsOf(questionOf(asked, read))).not.toBe(
      limitsOf(questionOf({ ...asked, worst: null }, read)),
    );
  });

  it.each(["94.4", "94,4", "94.4 %", "0.944", "0,944", "94.4 % (84/89)", "0.944@84/89"])(
    "%s is the same figure, and is read back",
    (figure) => {
      expect(readTypedFigure({ ...typed, figure })).toEqual({
        kind: "read",
        written: "accuracy=0.944@84/89",
        images: 89,
        target: figure.includes("84") ? `accuracy=${84 / 89}` : "accuracy=0.944",
        inWords: "94.4 %: 84 of 89 right",
      });
    },
  );

  it("says what is wrong with a figure and what to type, and asks nothing", () => {
    const problem = readTypedFigure({ ...typed, figure: "1.2" });
    expect(problem).toMatchObject({ kind: "problem", fix: expect.stringContaining("1.2 %") });
    expect(questionOf(form, problem).claims).toEqual([]);
    const limit = { ...typed, kind: "requirement", metric: "recall{class=deer}" } as const;
    expect(readTypedFigure({ ...limit, figure: "90%" })).toMatchObject({
      written: "recall{class=deer}>=0.9",
    });
    expect(readTypedFigure({ ...limit, figure: "x" })).toMatchObject({ kind: "problem" });
  });

  it("stands again where it was kept as a percentage", () => {
    const { figure: _, ...old } = form;
    expect(keptFigure({ ...old, percent: 0.9 })).toBe("0.9 %");
    expect(keptFigure({ ...old, percent: null })).toBeNull();
    expect(keptFigure(form)).toBe("94,4");
  });

  it("has the usual limit, said to be that, where nobody has a view", () => {
    expect(questionOf({ ...form, hasNoView: true }, read).tolerance).toBeNull();
  });

  it("quotes classes that a reference could not take", () => {
    expect(referenceOf("recall", "red deer")).toBe('recall{class="red deer"}');
    expect(referenceOf("recall", "deer")).toBe("recall{class=deer}");
  });

  it("is another question once claim, requirement or limit is another", () => {
    const asked = questionOf(form, read);
    expect(limitsOf(questionOf({ ...form, slices: ["site"] }, read))).toBe(limitsOf(asked));
    expect(limitsOf(questionOf({ ...form, points: 6 }, read))).not.toBe(limitsOf(asked));
  });
});
