import type { BlockPage } from "../reports/block-page.js";
import { column, list, table, toned } from "../reports/document-blocks.js";
import type { DocumentBlock } from "../reports/document-types.js";
import { counted, grouped, percent } from "../reports/numbers.js";
import { shown } from "../reports/text.js";
import { SHORTLIST_MEASURES } from "./measures.js";
import type { Shortlist } from "./shortlist.js";
import { measureText, nameOf, ownRange, rangeText, shortlistAnswer } from "./shortlist-text.js";
import { SHORTLIST } from "./words.js";

const MEASURE_NAMES = SHORTLIST_MEASURES.map(({ id }) => SHORTLIST.names[id]);

/** @param version of the program */
export function shortlistPage(found: Shortlist, version: string): BlockPage {
  const { scores, n, classes, warnings, seed } = found;
  const notes = warnings.map((code) => SHORTLIST.warnings[code] ?? code);
  return {
    title: SHORTLIST.title,
    heading: SHORTLIST.title,
    eyebrow: SHORTLIST.eyebrow({
      candidates: counted(scores.length, "candidate"),
      images: counted(n, "image"),
      classes: counted(classes.length, "class"),
    }),
    lead: shortlistAnswer(found),
    sections: [
      { id: "candidates", title: SHORTLIST.scores, blocks: scoreBlocks(found) },
      { id: "measures", title: SHORTLIST.measures, blocks: rankBlocks(found) },
      ...(notes.length === 0 ? [] : [{ id: "notes", title: SHORTLIST.notes, blocks: list(notes) }]),
      { id: "limits", title: SHORTLIST.limits, blocks: list(SHORTLIST.limitations) },
      { id: "meaning", title: SHORTLIST.meaning, blocks: meaningBlocks(found) },
      { id: "classes", title: SHORTLIST.classes, blocks: classBlocks(found) },
    ],
    foot: SHORTLIST.foot,
    made: SHORTLIST.made({ version: shown(version, 40), seed: String(seed) }),
  };
}

function scoreBlocks({ scores, level, halves, clusters, n }: Shortlist): DocumentBlock[] {
  const units = clusters === null ? counted(n, "image") : counted(clusters, "group");
  return [
    ...table(
      "candidates",
      SHORTLIST.scoresCaption,
      [
        column(SHORTLIST.candidate),
        ...[SHORTLIST.rank, SHORTLIST.rangeOf, ...MEASURE_NAMES, SHORTLIST.features].map((name) =>
          column(name, "number"),
        ),
      ],
      scores.map((score) => [
        nameOf(score.name),
        score.rank === null ? SHORTLIST.undefined : grouped(score.rank),
        ownRange(score),
        ...SHORTLIST_MEASURES.map(({ id }) => measureText(id, score[id])),
        grouped(score.features),
      ]),
    ),
    ...toned(
      "note",
      SHORTLIST.scoresLead({ level: percent(level, 0), halves: grouped(halves), units }),
    ),
  ];
}

function rankBlocks({ scores }: Shortlist): DocumentBlock[] {
  return table(
    "ranks",
    SHORTLIST.measuresCaption,
    [column(SHORTLIST.candidate), ...MEASURE_NAMES.map((name) => column(name, "number"))],
    scores.map(({ name, ranks }) => [
      nameOf(name),
      ...SHORTLIST_MEASURES.map(({ id }) => {
        const rank = ranks[id];
        const text = rank === null ? SHORTLIST.undefined : grouped(rank.rank);
        return { text, aside: rank === null ? null : rangeText(rank), value: rank?.rank ?? null };
      }),
    ]),
  );
}

function meaningBlocks({ leepFloor }: Shortlist): DocumentBlock[] {
  const floor = measureText("leep", leepFloor);
  return list(
    SHORTLIST.meanings.map(({ strong, text }) => ({
      strong,
      text: strong === SHORTLIST.names.leep ? `${text} ${floor}.` : text,
    })),
  );
}

function classBlocks({ classes }: Shortlist): DocumentBlock[] {
  const [name, images] = SHORTLIST.classesColumns as [string, string];
  return [
    ...table(
      "classes",
      "",
      [column(name), column(images, "number")],
      classes.map((one) => [nameOf(one.name), grouped(one.images)]),
    ),
  ];
}
