import fc from "fast-check";
import type { LabelAction, LabelEvent } from "../../src/labelling/label-events.js";

const IMAGES = ["a.jpg", "b/ä, ö.jpg", "c.jpg", "d.jpg"];
const LABELS = ["deer", "red fox", "Füchsin", 'a "b"'];

const place = fc.oneof(
  fc.record({
    kind: fc.constant("box" as const),
    x: fc.integer({ min: 0, max: 50 }),
    y: fc.integer({ min: 0, max: 50 }),
    width: fc.integer({ min: 1, max: 50 }),
    height: fc.integer({ min: 1, max: 50 }),
  }),
  fc.record({
    kind: fc.constant("point" as const),
    x: fc.double({ min: 0, max: 99, noNaN: true }),
    y: fc.double({ min: 0, max: 99, noNaN: true }),
  }),
);
const image = fc.constantFrom(...IMAGES);
const label = fc.constantFrom(...LABELS);
const object = fc.constantFrom("1", "2", "3");
const said = fc.oneof(
  fc.uniqueArray(label, { minLength: 1, maxLength: 3 }).map((labels) => ({
    kind: "labels" as const,
    labels,
  })),
  fc.constantFrom(
    { kind: "empty" } as const,
    { kind: "other" } as const,
    { kind: "cannot-tell" } as const,
    { kind: "objects" } as const,
    { kind: "unreadable" } as const,
  ),
);

/** Anything that somebody may do. */
export const actions: fc.Arbitrary<LabelAction> = fc.oneof(
  fc.record({
    kind: fc.constant("label" as const),
    image,
    label: said,
    seen: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("label" as const),
    image,
    label: said,
    seen: fc.boolean(),
    also: fc.uniqueArray(image, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant("skip" as const), image }),
  fc.record({
    kind: fc.constantFrom("accept" as const, "draw" as const),
    image,
    object,
    label,
    place,
  }),
  fc.record({ kind: fc.constant("move" as const), image, object, place }),
  fc.record({ kind: fc.constant("rename" as const), image, object, label }),
  fc.record({ kind: fc.constant("delete" as const), image, object }),
);

/** Anything that a log may hold. */
export const events: fc.Arbitrary<LabelEvent> = fc
  .tuple(
    fc.constantFrom("Ada", "Bo"),
    fc.oneof(
      { weight: 4, arbitrary: actions },
      { weight: 1, arbitrary: fc.constantFrom({ kind: "undo" }, { kind: "redo" } as const) },
    ),
  )
  .map(([by, what]) => ({ by, at: "2026-11-29T12:00:00Z", ...what }) as LabelEvent);
