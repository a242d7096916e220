import { render } from "svelte/server";
import { describe, expect, it } from "vitest";
import { mistakesView } from "../../src/analyses/mistakes/mistakes-view.js";
import { mistakesSection } from "../../src/analyses/mistakes/section.js";
import Blocks from "../../src/reports/views/Blocks.svelte";
import type { Mistake, MistakeBox, MistakeFacts } from "../../src/results/report-input.js";
import { HOSTILE, thumbnail } from "./fixtures.js";

const MISTAKE: Mistake = {
  file: "IMG_0041.jpg",
  truth: "lynx",
  predicted: "fox",
  confidence: 0.981,
};

function view(worst: readonly Mistake[], more: Partial<MistakeFacts> = {}) {
  return mistakesView({ worst, total: worst.length, picturesWithheld: null, ...more });
}

const tileOf = (mistake: Partial<Mistake>, more: Partial<MistakeFacts> = {}) =>
  view([{ ...MISTAKE, ...mistake }], more).tiles[0];

/** What the page has of them: beside the verdict, then below it. */
function html(worst: readonly Mistake[], more: Partial<MistakeFacts> = {}): string {
  const mistakes = view(worst, more);
  const first = mistakesSection.first?.(mistakes)?.blocks ?? [];
  const blocks = [...first, ...mistakesSection.blocks(mistakes)];
  return render(Blocks, { props: { blocks, title: "Worst mistakes" } }).body;
}

describe("words of a tile", () => {
  it("say what is there, what the model said and how sure it was", () => {
    expect(tileOf({})).toMatchObject({
      truth: "lynx",
      said: "called fox, 98.1% sure",
      note: null,
      sureness: 0.981,
      alt: "IMG_0041.jpg: labelled lynx, called fox, 98.1% sure",
    });
  });

  it("of labels say what was named or not", () => {
    const missed = { kind: "missed", predicted: "", confidence: null, score: 0.0204 } as const;
    expect(tileOf(missed, { about: "labels" })).toMatchObject({
      truth: "lynx",
      said: "not named, score 0.0204",
      sureness: null,
      alt: "IMG_0041.jpg: labelled lynx, not named, score 0.0204",
    });
    const alarm = { kind: "false-alarm", truth: "" } as const;
    expect(tileOf(alarm, { about: "labels" })).toMatchObject({
      truth: "no fox",
      said: "called fox, 98.1% sure",
      alt: "IMG_0041.jpg: no fox, called fox, 98.1% sure",
    });
  });

  it("of objects say what is there and what is wrong with the box", () => {
    const about = { about: "objects" } as const;
    expect(tileOf({ note: "Right kind, box too loose" }, about)?.alt).toBe(
      "IMG_0041.jpg: labelled lynx, called fox, 98.1% sure, right kind, box too loose",
    );
    expect(tileOf({ kind: "missed", predicted: "", confidence: null }, about)?.alt).toBe(
      "IMG_0041.jpg: lynx, not found",
    );
    expect(tileOf({ kind: "false-alarm", truth: "" }, about)?.alt).toBe(
      "IMG_0041.jpg: nothing there, called fox, 98.1% sure",
    );
  });

  it("of scores give them with the threshold", () => {
    const low = {
      kind: "missed",
      truth: "anomalous",
      predicted: "",
      confidence: null,
      score: -1.23456,
    } as const;
    expect(tileOf(low, { about: "scores", threshold: 4 })?.said).toBe("score −1.23, below 4");
    expect(tileOf(low, { about: "scores", threshold: null })?.said).toBe("score −1.23");
    const high = { ...low, kind: "false-alarm", truth: "normal", score: 12345 } as const;
    expect(tileOf(high, { about: "scores", threshold: 4 })?.said).toBe("score 12300, not below 4");
  });
});

describe("the sentence", () => {
  const many = Array.from({ length: 24 }, () => MISTAKE);
  const spread = { ofKind: 8, ofGroup: 1, groupName: "sequence" };

  it("says how many there are, which are shown, and how they were spread", () => {
    expect(view(many, { total: 207, spread }).sum).toBe(
      "207 answers are wrong. 24 are shown, the surest first: your label in bold, then what the model said. At most 8 of one mix-up and one of each sequence, while there are others.",
    );
  });

  it("says nothing of choosing where all are shown", () => {
    expect(view([MISTAKE], { spread }).sum).toBe(
      "1 answer is wrong. It is shown: your label in bold, then what the model said.",
    );
    expect(view([], { spread }).sum).toBe("There are none.");
  });

  it("says which picture of a sequence is shown", () => {
    expect(view(many, { unit: "sequence" }).sum).toMatch(
      /Of a sequence its first picture is shown\.$/,
    );
  });

  it("counts both kinds of objects, labels and scores", () => {
    const facts = { total: 30, missed: 10, spread: { ...spread, groupName: "image" } };
    expect(view(many, { ...facts, about: "objects", threshold: 0.4 }).sum).toMatch(
      /^20 detections are wrong, and no detection comes near 10 objects\. 24 are shown, /,
    );
    expect(view(many, { ...facts, about: "objects", threshold: null }).sum).toContain(
      "No threshold is set, so every detection counts.",
    );
    expect(view(many, { ...facts, about: "labels" }).sum).toMatch(
      /^20 times a label is named that is not there, and 10 times one that is there is not named\./,
    );
    expect(view(many, { ...facts, about: "scores", threshold: 4 }).sum).toMatch(
      /^20 false alarms and 10 missed\./,
    );
  });
});

describe("the page", () => {
  it("draws each box by what became of it, on a halo, with what it is", () => {
    const boxes: readonly MistakeBox[] = [
      {
        ...{ x: 0.25, y: 0.5, width: 0.5, height: 0.25 },
        ...{ outcome: "missed", subject: false, caption: "lynx, missed" },
      },
      {
        ...{ x: 0, y: 0, width: 1, height: 1 },
        ...{ outcome: "false", subject: true, caption: "<b>fox</b> 57%" },
      },
    ];
    const picture = { ...thumbnail(), widthPx: 160, heightPx: 120 };
    const page = html([{ ...MISTAKE, thumbnail: picture, boxes, cutOut: true }]);
    const rects = [
      ...page.matchAll(
        /<rect class="bx ([^"]*)" x="([^"]*)" y="([^"]*)" width="([^"]*)" height="([^"]*)"/g,
      ),
    ];
    expect(page).toContain('viewBox="0 0 160 120"');
    expect(rects.slice(-2).map(([, ...parts]) => parts)).toEqual([
      ["missed", "40", "60", "80", "30"],
      ["false", "0", "0", "160", "120"],
    ]);
    expect(page.match(/<rect class="bh"/g)).toHaveLength(rects.length);
    expect(page).toContain('<g class="bxo missed" data-caption="lynx, missed">');
    expect(page).toContain('class="bxo false sub" data-caption="&lt;b>fox&lt;/b> 57%"');
    expect(page).toMatch(/<text [^>]*>lynx, missed<\/text>/);
    expect(page).toContain('<input type="checkbox" value="wrong-kind" checked');
    expect(page).toContain("Cut out of the picture.");
  });

  it("has no key where no box is drawn, and one picture a tile", () => {
    const page = html([{ ...MISTAKE, thumbnail: thumbnail() }]);
    expect(page).not.toContain("Boxes that are drawn");
    expect(page.match(/<img /g)).toHaveLength(1);
    expect(page).toContain('alt="IMG_0041.jpg: labelled lynx, called fox, 98.1% sure"');
  });

  it("leaves out a box that has no place", () => {
    const nowhere = { x: Number.NaN, y: 0, width: 1, height: Number.POSITIVE_INFINITY };
    const box = { ...nowhere, outcome: "found", subject: true, caption: "" } as const;
    expect(html([{ ...MISTAKE, thumbnail: thumbnail(), boxes: [box] }])).not.toMatch(
      /NaN|Infinity/,
    );
  });

  it("says once that there are names only, and keeps a place for a picture that failed", () => {
    const nameOnly = { ...MISTAKE, noPicture: "picture/no-file" };
    const names = html([nameOnly, nameOnly]);
    expect(names).toContain("There are no pictures: of these images only the names are here.");
    expect(names).not.toContain('class="pic');
    const failed = html([{ ...MISTAKE, noPicture: "image/truncated" }, nameOnly]);
    expect(failed.match(/class="pic none"/g)).toHaveLength(2);
    expect(failed).toContain("The file ends too early");
  });

  it("shows text from data as text", () => {
    const plain = html([{ ...MISTAKE, note: "a", noPicture: "b" }, MISTAKE]);
    for (const text of HOSTILE) {
      const hostile = { file: text, truth: text, predicted: text, note: text, confidence: 0.981 };
      const page = html(
        [
          { ...hostile, noPicture: text },
          { ...hostile, noPicture: text },
        ],
        {
          spread: { ofKind: 8, ofGroup: 1, groupName: text },
          total: 900,
        },
      );
      const tags = (markup: string): string[] => markup.match(/<\/?[a-z][\w-]*/g) ?? [];
      expect(new Set(tags(page))).toEqual(new Set([...tags(plain), "<p", "</p"]));
    }
  });
});
