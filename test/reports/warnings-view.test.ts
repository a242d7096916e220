import { describe, expect, it } from "vitest";
import { basisNotes, warningViews } from "../../src/reports/warnings-view.js";
import { EXTRAS, estimate, RESULT } from "./fixtures.js";

function viewsOf(...estimates: Parameters<typeof estimate>[]) {
  const all = estimates.map((one) => estimate(...one));
  const result = { ...RESULT, estimates: all, verdicts: [], gap: null };
  return warningViews(result, { clusterName: "camera" }, []);
}

describe("warnings of a figure", () => {
  it("say how many mistakes there may still be where none was seen", () => {
    // Wilson's upper limit of 0 of 40 is z²/(40 + z²).
    const z2 = 1.959963984540054 ** 2;
    const limits = [1 - z2 / (40 + z2), 1] as const;
    const [view] = viewsOf([
      ...(["accuracy", 1, limits, { n: 40, warnings: ["interval/no-variation"] }] as const),
    ]);
    expect(view?.text).toBe("No mistakes in 40. The true error may still be up to 8.8%.");
  });

  it("say how few may be found where all were, and how many where none was", () => {
    const [all] = viewsOf([
      "recall{class=fox}",
      1,
      [0.74, 1],
      { n: 11, warnings: ["interval/no-variation"] },
    ]);
    expect(all?.text).toBe("All 11 found. The true share may still be as low as 74%.");
    const [none] = viewsOf([
      "recall{class=fox}",
      0,
      [0, 0.3],
      { n: 9, warnings: ["interval/no-variation"] },
    ]);
    expect(none?.text).toBe("None of 9 found. The true share may still be as high as 30%.");
  });

  it("say which way a figure reads wrongly on few images, and by how much, where it has a range", () => {
    const biased = { warnings: ["interval/biased"] };
    const range = [0.3, 0.5] as const;
    const [one] = viewsOf(["map", 0.42, range, { ...biased, bias: 0.041 }]);
    expect(one?.title).toBe("Reads too high on so few");
    expect(one?.text).toMatch(/^So few images by themselves make .+ read about 0\.04 too high\. /);
    expect(one).toMatchObject({ code: "interval/biased", prominent: true });
    const [low] = viewsOf(["f1{average=macro}", 0.42, range, { ...biased, bias: -0.02 }]);
    expect(low?.title).toBe("Reads too low on so few");
    const both = viewsOf(
      ["map", 0.42, range, { ...biased, bias: 0.041 }],
      ["f1{average=macro}", 0.42, range, { ...biased, bias: -0.02 }],
      ["ece", 0.1, null, { ...biased, role: "detail" }],
    );
    expect(both.map(({ title }) => title)).toEqual([
      "Reads too high or too low on so few",
      "Always somewhat too high",
    ]);
    expect(both[1]?.prominent).toBe(false);
  });

  it("name what is absent", () => {
    const [view] = viewsOf([
      "image-specificity",
      null,
      null,
      { n: 0, warnings: ["interval/class-absent"] },
    ]);
    expect(view?.text).toBe("No empty image among your images: nothing can be said about it.");
  });

  it("speak of images where each image is a cluster of its own", () => {
    const [view] = viewsOf([
      "f1{average=micro}",
      0.4,
      [0.3, 0.5],
      { warnings: ["clusters/size-related"] },
    ]);
    expect(view?.title).toBe("Images with more on them differ");
    expect(view?.todo).toBe(
      "See whether images with much on them are read worse: they count most.",
    );
  });

  it("say which figure stands on few cameras where it is one among many", () => {
    const more = { role: "detail", clusters: 8, warnings: ["clusters/few"] } as const;
    const [view] = viewsOf(
      ["accuracy", 0.4, [0.3, 0.5], { clusters: 168 }],
      ["precision{class=empty}", 0.4, [0.3, 0.5], more],
    );
    expect(view?.text).toMatch(/^Only 8 cameras behind precision of empty\./);
  });
});

describe("warnings of parts of the data", () => {
  const slice = {
    attribute: "light",
    value: "night",
    family: 2,
    shrunken: null,
    difference: null,
    differenceLow: null,
    differenceHigh: null,
    finding: false,
  };
  const night = { role: "detail", slice, n: 30, warnings: ["interval/few-outcomes"] } as const;

  it("are not put on the figure of the whole", () => {
    const [view] = viewsOf(["accuracy", 0.5, [0.4, 0.6]], ["accuracy", 0.1, [0, 0.3], night]);
    expect(view?.on).toEqual(["Accuracy in some parts"]);
    expect(view?.text).toContain("the range of figures of some parts is rough");
    expect(view?.prominent).toBe(false);
  });

  it("leave the figure its own number of images where it carries them too", () => {
    const whole = { warnings: ["interval/few-outcomes"], n: 75 };
    const [view] = viewsOf(
      ["accuracy", 0.5, [0.4, 0.6], whole],
      ["accuracy", 0.1, [0, 0.3], night],
    );
    expect(view?.on).toEqual(["Accuracy", "Accuracy in some parts"]);
    expect(view?.text).toContain("the range of these figures");
  });
});

describe("notes on the basis", () => {
  it("say what always naming the commonest class would get", () => {
    const counts = [
      [50, 8, 0],
      [5, 20, 0],
      [7, 10, 0],
    ];
    const confusion = { labels: ["neutrophil", "monocyte", "eosinophil"], counts };
    const note = basisNotes({ ...RESULT, confusion }, EXTRAS).at(-1);
    expect(note?.text).toBe(
      "58% of your images are neutrophil. A model that always says so would get 58%.",
    );
    const even = {
      ...confusion,
      counts: [
        [10, 0, 0],
        [0, 10, 0],
        [0, 0, 10],
      ],
    };
    const codes = basisNotes({ ...RESULT, confusion: even }, EXTRAS).map(({ code }) => code);
    expect(codes).toEqual(["one-site", "related-images"]);
  });

  it("say whom the answer is about, and whom not", () => {
    const [site] = basisNotes(RESULT, EXTRAS);
    expect(site?.text).toBe("This is for site 2. Nothing is said about other sites.");
    expect(site?.line).toBe("One site: this speaks about photos/site2 only.");
    const [sites] = basisNotes(RESULT, { ...EXTRAS, placesHere: { name: "site", count: 3 } });
    expect(sites?.text).toBe(
      "This speaks about the 3 sites of site 2, as they are. Nothing is said about other sites.",
    );
  });
});
