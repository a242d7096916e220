import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { labelLogHead, labelLogLine, readLabelLog } from "../../src/labelling/label-log.js";
import { events } from "./label-arbitraries.js";

const HEAD = { seed: 7, order: ["b/ä, ö.jpg", "a.jpg"] };
const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe("the log of labels", () => {
  it("gives back what was written", () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), (all) => {
        const log = readLabelLog(labelLogHead(HEAD) + all.map(labelLogLine).join(""));
        expect(log).toEqual({ head: HEAD, events: all, lines: all.length + 1 });
      }),
    );
  });

  it("holds which images were drawn together, and takes none that stand apart", () => {
    const source = { column: "seq_id", table: "media.csv" };
    const order = ["a.jpg", "b.jpg", "c.jpg"];
    const head = { seed: 7, order, sequences: { source, of: ["1", "1", null] } };
    expect(readLabelLog(labelLogHead(head)).head).toEqual(head);
    for (const of of [
      ["1", null, "1"],
      ["1", "1"],
      ["1", "1", 2],
      ["", null, null],
    ]) {
      const bad = { ...head, sequences: { source, of: of as string[] } };
      expect(readLabelLog(labelLogHead(bad)).head).toBeNull();
    }
  });

  it("cut at any byte is the log as it was before one of its events", () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 8 }), (all) => {
        const lines = [labelLogHead(HEAD), ...all.map(labelLogLine)].map(bytesOf);
        const whole = bytesOf(lines.map(textOf).join(""));
        for (let cut = 0; cut <= whole.length; cut++) {
          const log = readLabelLog(textOf(whole.subarray(0, cut)));
          let [kept, length] = [0, 0];
          while (kept < lines.length && length + lines[kept]!.length <= cut) {
            length += lines[kept++]!.length;
          }
          expect(log.lines).toBe(kept);
          expect(log.head).toEqual(kept === 0 ? null : HEAD);
          expect(log.events).toEqual(all.slice(0, Math.max(0, kept - 1)));
        }
      }),
      { numRuns: 20 },
    );
  });

  it("counts nothing from a line on that it would not write", () => {
    const good = '{"by":"A","at":"t","kind":"undo"}';
    const bad = [
      "{}",
      "[]",
      "x",
      '{"by":"","at":"t","kind":"undo"}',
      '{"by":"A","at":"t","kind":"erase","image":"a.jpg"}',
      '{"by":"A","at":"t","kind":"label","image":"a.jpg","label":{"kind":"labels","labels":[]},"seen":false}',
      '{"by":"A","at":"t","kind":"label","image":"a.jpg","label":{"kind":"empty"}}',
      '{"by":"A","at":"t","kind":"move","image":"a.jpg","object":"1","place":{"kind":"box","x":1,"y":1,"width":0,"height":1}}',
    ];
    for (const line of bad) {
      const log = readLabelLog(`${labelLogHead(HEAD)}${good}\n${line}\n${good}\n`);
      expect(log.events).toHaveLength(1);
      expect(log.lines).toBe(2);
    }
    expect(readLabelLog('{"schema":"homeground.labels/2","seed":1,"order":[]}\n').head).toBeNull();
    expect(readLabelLog('{"schema":"homeground.labels/1","seed":-1,"order":[]}\n').head).toBeNull();
  });
});
