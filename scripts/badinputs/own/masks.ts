import { join } from "node:path";
import { type MaskForm, maskPng } from "../../../test/support/mask-writer.js";
import { COMMON, type OwnCase, put, putImages } from "./own-case.js";

const NAMED = ["good1.png", "good2.png"] as const;

/** As large as the pictures: a label left of a column, background right of it. */
function halves(column = 6, left = 1, right = 0, width = 16, height = 12): number[][] {
  return Array.from({ length: height }, () =>
    Array.from({ length: width }, (_, x) => (x < column ? left : right)),
  );
}

const sound = (): Buffer => maskPng(halves());

interface Files {
  /** Masks of ground truth and predictions by name, null for none; where left out, sound ones of both. */
  readonly truth?: Readonly<Record<string, Uint8Array | string | null>>;
  readonly predicted?: Readonly<Record<string, Uint8Array | string | null>>;
}

/** A case of two pictures, their masks and predicted masks. */
function maskCase(
  rest: Pick<OwnCase, "id" | "wrong" | "outcome" | "code">,
  { truth = {}, predicted = {} }: Files,
): OwnCase {
  return {
    area: "annotations",
    isQuick: true,
    command: "read masks",
    limits: { seconds: 20, mib: 500 },
    ...rest,
    write(folder) {
      putImages(folder);
      for (const [part, files] of Object.entries({ truth, predicted })) {
        const usual = Object.fromEntries(NAMED.map((name) => [name, sound()]));
        const all = { "classes.txt": "background\nfox\n", ...usual, ...files };
        for (const [name, content] of Object.entries(all)) {
          if (content !== null) put(folder, `${part}/${name}`, content);
        }
      }
    },
    plan: ({ given, out }) => ({
      named: NAMED,
      takesNoEngine: true,
      args: [
        ...["evaluate", join(given, "images"), "--task", "semantic-segmentation"],
        ...["--labels", join(given, "truth"), "--predictions", join(given, "predicted")],
        ...["--out", out, ...COMMON],
      ],
    }),
  };
}

const colours = (...rgb: number[]): Buffer =>
  maskPng(
    halves().map((row) => row.flatMap((id) => (id === 1 ? rgb : [0, 0, 0]))),
    { colourType: 2 },
  );
const ids = (id: number, form: MaskForm = {}): Buffer => maskPng(halves(6, id), form);

/** Masks that are none, of other sizes, with other numbers, or turned round. */
export const MASK_CASES: readonly OwnCase[] = [
  maskCase(
    {
      id: "own-masks-other-size",
      wrong: "a predicted mask has the size of another picture",
      outcome: "warning",
      code: "listed/mask-size",
    },
    { predicted: { "good1.png": maskPng(halves(6, 1, 0, 12, 16)) } },
  ),
  maskCase(
    {
      id: "own-masks-colour-of-no-label",
      wrong: "a mask has a colour that the table of colours does not have",
      outcome: "warning",
      code: "masks/unknown-value",
    },
    {
      truth: {
        "labelmap.txt": "background:0,0,0::\nfox:200,0,0::\n",
        "good1.png": colours(200, 0, 0),
        "good2.png": colours(1, 2, 3),
        "classes.txt": null,
      },
    },
  ),
  maskCase(
    {
      id: "own-masks-id-beyond-names",
      wrong: "a mask of 8 bits has an id that is no name's",
      outcome: "warning",
      code: "masks/unknown-value",
    },
    { truth: { "good1.png": ids(200) } },
  ),
  maskCase(
    {
      id: "own-masks-no-bytes",
      wrong: "the file of a mask has no bytes",
      outcome: "warning",
      code: "masks/unreadable",
    },
    { truth: { "good1.png": "" } },
  ),
  maskCase(
    {
      id: "own-masks-all-void",
      wrong: "no pixel of a mask counts",
      outcome: "warning",
      code: "masks/all-void",
    },
    { truth: { "good1.png": maskPng(halves(16, 255)) } },
  ),
  maskCase(
    {
      id: "own-masks-inverted",
      wrong: "predicted masks have 0 for the object and 1 for the background",
      outcome: "warning",
      code: "masks/inverted-suspected",
    },
    {
      predicted: Object.fromEntries(NAMED.map((name) => [name, maskPng(halves(6, 0, 1))])),
    },
  ),
  maskCase(
    {
      id: "own-masks-of-no-image",
      wrong: "a mask is named as no picture is, and a picture has no mask",
      outcome: "warning",
      code: "masks/no-image",
    },
    { truth: { "good2.png": null, "elsewhere.png": sound() } },
  ),
  maskCase(
    {
      id: "own-masks-jpeg",
      wrong: "a mask called PNG is a JPEG",
      outcome: "warning",
      code: "masks/unreadable",
    },
    { truth: { "good1.png": Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46) } },
  ),
];
