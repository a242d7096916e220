import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHomegroundError } from "../../src/core/errors.js";
import { categoricalColumn } from "../../src/core/table.js";
import {
  type PredictionTableOptions,
  parsePredictionTable,
} from "../../src/formats/csv/predictions-table.js";
import { formatPredictionsCsv } from "../../src/formats/csv/predictions-write.js";
import {
  defuseFormula,
  formatCsvRow,
  formatScoredRow,
  restoreFormula,
} from "../../src/formats/delimited/csv-write.js";
import { throwsCode } from "../support/throws-code.js";
import { answers, attributesOf, problemCodes, utf8 } from "./truth-view.js";

const parse = (text: string, options?: PredictionTableOptions) =>
  parsePredictionTable(utf8(text), "p.csv", options);

describe("parsePredictionTable", () => {
  it("reads an answer and a score for each label, and leaves a label column alone", () => {
    const read = parse(
      "file,site,class,predicted,p_cat,p_big dog\nx\\a.jpg,s1,dog,cat,0.75,0.25\nb.jpg,s2,dog,big dog,1e-7,1\n",
    );
    expect(read.file).toEqual(["x/a.jpg", "b.jpg"]);
    expect(answers(read)).toEqual(["cat", "big dog"]);
    expect(read.scoreLabels).toEqual(["cat", "big dog"]);
    expect([...read.scores]).toEqual([0.75, 0.25, 1e-7, 1]);
    expect(attributesOf(read, 0)).toEqual({ site: "s1", class: "dog" });
    expect(read.problems).toEqual([]);
    expect(read.predictedScore).toBeUndefined();
  });

  it("reads score columns without a prefix", () => {
    const read = parse("image,dog,wolf,cat\na,0.1,0.0,0.9\nb,0.8,0.1,0.1\n");
    expect(read.scoreLabels).toEqual(["dog", "wolf", "cat"]);
    expect(read.predicted).toBeNull();
    const withAnswer = parse("image,pred,cat,dog,width\na,cat,0.9,0.1,640\nb,cat,0.8,0.2,640\n");
    expect(withAnswer.scoreLabels).toEqual(["cat", "dog"]);
    const known = parse("image,pred,cat,dog,site,blur\na,2,7,-3,s,5\n", {
      knownLabels: ["cat", "dog"],
    });
    expect(known.scoreLabels).toEqual(["cat", "dog"]);
    expect(attributesOf(known, 0)).toEqual({ site: "s", blur: "5" });
  });

  it("does not take part of a label for a prefix", () => {
    const read = parse("file,predicted,p_1,p_2\na,p_1,0.9,0.1\n");
    expect(read.scoreLabels).toEqual(["p_1", "p_2"]);
    expect(parse("file,class_0,class_1\na,0.9,0.1\n").scoreLabels).toEqual(["class_0", "class_1"]);
  });

  it("reads files that are written here, whatever labels and scores they have", () => {
    const read = parse("file,predicted,width,'=x,never said\na,width,7.5,-3,2\n", {
      anyScore: true,
    });
    expect(read.scoreLabels).toEqual(["width", "=x", "never said"]);
    expect([...read.scores]).toEqual([7.5, -3, 2]);
  });

  it("takes scores of any size beside those of labels that are answered", () => {
    const read = parse("image,blur,pred,cat,dog,fox,site,n\na,3,cat,9,-3,2,s1,5\n", {
      anyScore: true,
    });
    expect(read.scoreLabels).toEqual(["cat", "dog", "fox"]);
    expect(attributesOf(read, 0)).toEqual({ blur: "3", site: "s1", n: "5" });
  });

  it("reads an answer with its score, and no scores of other labels", () => {
    const read = parse("image,camera,label,pred,score,second\na,c1,x,cat,0.9,dog\n");
    expect(answers(read)).toEqual(["cat"]);
    expect([...(read.predictedScore ?? [])]).toEqual([0.9]);
    expect(read.scoreLabels).toEqual([]);
    expect(Object.keys(attributesOf(read, 0))).toEqual(["camera", "label", "second"]);
  });

  it("reads one anomaly score an image, of any scale", () => {
    const read = parse("image,label,score,score_b\na,normal,-0.5,1\nb,bad,17,2\n", {
      anyScore: true,
    });
    expect(read.scoreLabels).toEqual(["score"]);
    expect([...read.scores]).toEqual([-0.5, 17]);
    expect(read.problems).toEqual([]);
  });

  it("reads the best answers of MLWIC2 and of others, and says that the rest is missing", () => {
    const read = parse(
      "fileName,answer,guess1,guess2,guess3,confidence1,confidence2,confidence3\na.jpg,3,cat,dog,,0.7,0.2,\n",
    );
    expect(read.format.id).toBe("mlwic2");
    expect(answers(read)).toEqual(["cat"]);
    expect(read.predictedScore?.[0]).toBe(0.7);
    expect(read.top).toEqual({
      k: 3,
      labels: ["cat", "dog"],
      codes: Int32Array.of(0, 1, -1),
      scores: Float64Array.of(0.7, 0.2, Number.NaN),
    });
    expect(problemCodes(read)).toEqual(["predictions/truncated"]);
    expect(parse("file,top1,p_top1,top2,p_top2\na,8,0.5,9,0.25\n").top?.labels).toEqual(["8", "9"]);
  });

  it("reports scores that are no probabilities, unless any score is meant", () => {
    const text = "image,p_cat,p_dog\na,0.5,0.5\nb,1.7,93\n";
    expect(parse(text).problems).toEqual([
      {
        code: "predictions/not-probabilities",
        what: '2 of 4 scores are outside 0 to 1, such as 1.7 for "cat"',
        where: "p.csv, line 3",
      },
    ]);
    expect(parse(text, { anyScore: true }).problems).toEqual([]);
    expect(problemCodes(parse("image,cat,dog\na,0.9,0.5\n"))).toEqual(["predictions/sums"]);
  });

  it("takes a score that is no number as missing, by line and column", () => {
    const read = parse("image,p_cat,p_dog\na,0.5,0.5\nb,high,NaN\nc,,0.5\n");
    expect([...read.scores.subarray(2)]).toEqual([Number.NaN, Number.NaN, Number.NaN, 0.5]);
    expect(read.problems.filter(({ code }) => code === "predictions/not-a-number")).toHaveLength(2);
    expect(read.problems[0]?.where).toBe('p.csv, line 3, column "p_cat"');
  });

  it("refuses two answers for one image, and lists an answer that is there twice", () => {
    expect(() => parse("image,pred\na,cat\nb,dog\na,dog\n")).toThrow(
      throwsCode("predictions/duplicate"),
    );
    expect(() => parse("image,pred\na,cat\nb,dog\na,dog\n")).toThrow("line 4");
    const twice = parse("image,pred\na,cat\na,cat\n");
    expect(problemCodes(twice)).toEqual(["predictions/duplicate"]);
  });

  it("says what is missing", () => {
    for (const text of ["image,label\na.jpg,cat\n", "x,pred\n1,cat\n"]) {
      expect(() => parse(text)).toThrow(throwsCode("table/missing-column"));
    }
    expect(() => parse("image,pred\n,cat\n")).toThrow(throwsCode("input/bad-shape"));
  });

  it("throws nothing but HomegroundErrors, whatever follows a header", () => {
    const word = fc.constantFrom("image", "pred", "p_a", "score", "1", "0.5", ",", "\n", '"', "x");
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        try {
          parse(words.join(""));
        } catch (error) {
          return isHomegroundError(error);
        }
        return true;
      }),
      { numRuns: 2000 },
    );
  });
});

describe("formatPredictionsCsv", () => {
  const label = fc
    .oneof(fc.string({ minLength: 1, maxLength: 8 }), fc.constantFrom("a,b", 'q"', "=x", "é\n2"))
    .filter((text) => text === text.trim() && text !== "" && !text.includes("\0"));
  const score = fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(0, 1, 5e-324, 0.1 + 0.2, Number.NaN),
  );

  it("is read back to the same bits", () => {
    const predictions = fc
      .tuple(fc.uniqueArray(label, { minLength: 2, maxLength: 4 }), fc.boolean(), fc.boolean())
      .chain(([labels, answered, scored]) => {
        const row = fc.record({
          answer: fc.constantFrom(...labels, null),
          scores: fc.array(score, { minLength: labels.length, maxLength: labels.length }),
        });
        return fc.record({
          labels: fc.constant(labels),
          answered: fc.constant(answered || !scored),
          scored: fc.constant(scored),
          files: fc.uniqueArray(label, { minLength: 1, maxLength: 5 }),
          rows: fc.array(row, { minLength: 5, maxLength: 5 }),
        });
      });
    fc.assert(
      fc.property(predictions, ({ labels, answered, scored, files, rows }) => {
        const used = rows.slice(0, files.length);
        // A column without a single number or answer says nothing that could be found again.
        const numbers = labels.map((_, c) => used.filter((r) => !Number.isNaN(r.scores[c])).length);
        fc.pre(!scored || numbers.every((n) => 2 * n > used.length));
        fc.pre(files.every((file) => !file.includes("\\")));
        const written = {
          rowCount: files.length,
          file: files,
          predicted: answered ? categoricalColumn(used.map((r) => r.answer)) : null,
          scoreLabels: scored ? labels : [],
          scores: Float64Array.from(scored ? used.flatMap((r) => r.scores) : []),
        };
        const text = [...formatPredictionsCsv(written)].join("");
        const read = parse(text, { anyScore: true });
        expect(read.file).toEqual(files);
        expect(read.scoreLabels).toEqual(written.scoreLabels);
        expect(read.scores).toEqual(written.scores);
        if (answered) expect(answers(read)).toEqual(used.map((r) => r.answer));
      }),
      { numRuns: 500 },
    );
  });

  it("writes scores as it writes cells", () => {
    const anything = fc.oneof(fc.double(), fc.float(), fc.constantFrom(0, -0, 1e21, 1e-7, 5e-324));
    const all = fc.oneof(
      fc.array(anything),
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true })),
    );
    fc.assert(
      fc.property(all, (numbers) => {
        const scores = Float64Array.from(numbers);
        const cells = ["a,b.jpg", ...scores.values()];
        expect(formatScoredRow(cells.slice(0, 1), scores)).toBe(formatCsvRow(cells));
      }),
    );
  });

  it("defuses what a spreadsheet would run, and gives it back", () => {
    expect(formatCsvRow(["=1+1", "+1", "-x", "@x", "a-b", -5, Number.NaN, null])).toBe(
      "'=1+1,'+1,'-x,'@x,a-b,-5,,\n",
    );
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom("", "=", "'=", "''-", "\t", " =", "\n", "\uff1d"),
        (text, start) => {
          const whole = start + text;
          expect(restoreFormula(defuseFormula(whole))).toBe(whole);
          expect(defuseFormula(whole)).not.toMatch(/^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/);
        },
      ),
    );
  });
});
