import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LabelAction, LabelEvent } from "../../src/labelling/label-events.js";
import { labellerState, labellers, wasLabelled } from "../../src/labelling/label-state.js";
import { actions, events } from "./label-arbitraries.js";

const at = "2026-11-29T12:00:00Z";
const by = "Ada";
const event = (what: LabelAction | { kind: "undo" | "redo" }, who = by): LabelEvent =>
  ({ by: who, at, ...what }) as LabelEvent;
const deer = (image: string, seen = false): LabelAction => ({
  kind: "label",
  image,
  label: { kind: "labels", labels: ["deer"] },
  seen,
});
/** What somebody sees, without whether there is something to give back. */
const seen = (all: readonly LabelEvent[], who = by) => {
  const { canRedo: _, ...rest } = labellerState(all, who);
  return rest;
};

describe("labels with undo", () => {
  it("are those without what was taken back, however the two are mixed", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(actions, fc.array(actions, { maxLength: 3 }), fc.nat(3)), {
          maxLength: 15,
        }),
        (steps) => {
          const kept: LabelEvent[] = [];
          const mixed: LabelEvent[] = [];
          for (const [action, tried, again] of steps) {
            kept.push(event(action));
            mixed.push(event(action));
            // Tried and taken back, to any depth, in the middle of somebody else's labels.
            for (const one of tried) mixed.push(event(one), event(one, "Bo"));
            for (const _ of tried) mixed.push(event({ kind: "undo" }));
            // Taken back and given back.
            const times = Math.min(again, kept.length);
            for (let i = 0; i < times; i++) mixed.push(event({ kind: "undo" }));
            for (let i = 0; i < times; i++) mixed.push(event({ kind: "redo" }));
          }
          expect(seen(mixed)).toEqual(seen(kept));
        },
      ),
    );
  });

  it("of one person do not depend on those of another", () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 40 }), (all) => {
        const own = all.filter((one) => one.by === by);
        expect(labellerState(all, by)).toEqual(labellerState(own, by));
      }),
    );
  });

  it("take back nothing where there is nothing, and give back until something else is done", () => {
    const undo = event({ kind: "undo" });
    const redo = event({ kind: "redo" });
    expect(labellerState([undo, redo], by)).toEqual(labellerState([], by));
    const one = [event(deer("a.jpg")), undo];
    expect(labellerState(one, by)).toMatchObject({ canUndo: false, canRedo: true });
    expect(labellerState([...one, redo], by).images.has("a.jpg")).toBe(true);
    const other = labellerState([...one, event(deer("b.jpg")), redo], by);
    expect([...other.images.keys()]).toEqual(["b.jpg"]);
    expect(other.canRedo).toBe(false);
  });

  it("pass images over until they have a label, the one passed over last coming last", () => {
    const skip = (image: string) => event({ kind: "skip", image });
    const all = [skip("a.jpg"), skip("b.jpg"), skip("a.jpg"), event(deer("c.jpg")), skip("c.jpg")];
    expect(labellerState(all, by).skipped).toEqual(["b.jpg", "a.jpg"]);
    expect(labellerState([...all, event(deer("b.jpg"))], by).skipped).toEqual(["a.jpg"]);
  });

  it("know whether a prediction was in sight, also of a label that was taken back", () => {
    const all = [event(deer("a.jpg")), event({ kind: "undo" })];
    expect(wasLabelled(all, by, "a.jpg")).toBe(true);
    expect(wasLabelled(all, "Bo", "a.jpg")).toBe(false);
    const again = [...all, event(deer("a.jpg", true))];
    expect(labellerState(again, by).images.get("a.jpg")?.seen).toBe(true);
    expect(labellers([...again, event(deer("a.jpg"), "Bo")])).toEqual(["Ada", "Bo"]);
  });

  it("edit objects: accepted, moved, called otherwise, deleted, drawn", () => {
    const image = "a.jpg";
    const box = { kind: "box", x: 1, y: 2, width: 3, height: 4 } as const;
    const point = { kind: "point", x: 7, y: 8 } as const;
    const edits: LabelAction[] = [
      { kind: "accept", image, object: "1", label: "deer", place: box },
      { kind: "accept", image, object: "2", label: "deer", place: box },
      { kind: "draw", image, object: "3", label: "fox", place: point },
      { kind: "move", image, object: "1", place: { ...box, x: 5 } },
      { kind: "rename", image, object: "1", label: "doe" },
      { kind: "delete", image, object: "2" },
      { kind: "move", image, object: "2", place: point },
      { kind: "label", image, label: { kind: "objects" }, seen: false },
    ];
    expect(
      labellerState(
        edits.map((one) => event(one)),
        by,
      ).images.get(image),
    ).toEqual({
      label: { kind: "objects" },
      seen: true,
      at,
      objects: [
        { object: "1", label: "doe", place: { ...box, x: 5 }, isAccepted: true },
        { object: "3", label: "fox", place: point, isAccepted: false },
      ],
    });
  });
});
