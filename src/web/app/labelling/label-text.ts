import type { LiveLook } from "../../../evaluation/live-look.js";
import type { ImageLabel } from "../../../labelling/label-events.js";
import type { MaskScore } from "../../../labelling/masks/mask-score.js";
import { metricOf } from "../../../metrics/lookup.js";
import type { MetricWords } from "../../../metrics/metric-words.js";
import { parseReference } from "../../../metrics/reference.js";
import { grouped, percent, percentDigits } from "../../../reports/numbers.js";
import { capitalised, shown } from "../../../reports/text.js";
import { LABELLING } from "../../../reports/words/app/labelling.js";
import { MASK_DRAWING } from "../../../reports/words/app/mask-drawing.js";
import { metricWords } from "../../../reports/words/metrics.js";
import type { LabelledTold, LabelsTold } from "../../session/session-labels.js";

const LONGEST = 40;

/** A label as it is said: `lymphocyte`, `fox, deer`, `cannot tell`; of marked objects what they are, each once. */
function labelText(
  label: ImageLabel,
  isPainted = false,
  objects: LabelledTold["objects"] = [],
): string {
  switch (label.kind) {
    case "labels":
      return label.labels.map((one) => shown(one, LONGEST)).join(", ");
    case "counts": {
      const given = label.counts.filter(([, count]) => count > 0);
      const words = given.map(([name, count]) =>
        label.counts.length === 1 ? grouped(count) : `${grouped(count)} ${shown(name, LONGEST)}`,
      );
      return words.length === 0 ? "0" : words.join(", ");
    }
    case "other":
      return LABELLING.other;
    case "empty":
      return LABELLING.empty;
    case "cannot-tell":
    case "unreadable":
      return LABELLING.cannotTell;
    case "objects":
      if (isPainted) return LABELLING.painted;
      return objects.length === 0 ? LABELLING.marked : namesText(objects.map((one) => one.label));
    default:
      return label satisfies never;
  }
}

function namesText(names: readonly string[]): string {
  return [...new Set(names)].map((one) => shown(one, LONGEST)).join(", ");
}

/** An image of a sequence, in words: `Image 2 of the sequence: deer`. */
export function stripText(at: number, label: ImageLabel | null): string {
  const place = LABELLING.ofSequence({ at: grouped(at) });
  return label === null ? place : `${place}: ${labelText(label)}`;
}

/** About so many: exact up to 20, then in fives, then in tens, upwards. */
export function aboutText(labels: number): string {
  const step = labels <= 20 ? 1 : labels <= 60 ? 5 : 10;
  return grouped(step * Math.ceil(labels / step));
}

/** How far two masks cover each other: `leaf Dice 83%, IoU 71%; stem Dice 40%, IoU 25%`. */
export function maskScoreText({ labels }: MaskScore): string {
  if (labels.length === 0) return MASK_DRAWING.bothNothing;
  return labels
    .map(({ label, dice, iou }) =>
      MASK_DRAWING.score({
        label: shown(label, LONGEST),
        dice: percent(dice, 0),
        iou: percent(iou, 0),
      }),
    )
    .join("; ");
}

/** A share for a person who labels: whole percents. */
function whole(share: number): string {
  return percentDigits(share, 0);
}

/** What a published figure, or a limit, allows at the least; null without one. */
export function limitOf({ claim }: LiveLook): number | null {
  return claim === null ? null : claim.value - claim.tolerance;
}

/** The lines beside the picture. */
export interface ScoreText {
  readonly verdict: "holds" | "fails" | "cannot-tell" | null;
  readonly hits: string;
  readonly range: string;
  /** How many labels it may take; null where nothing is to be decided. */
  readonly more: { readonly strong: string; readonly rest: string } | null;
  readonly passedOver: string | null;
  /** By what the labels are counted, where images of a sequence count as one; null else. */
  readonly groups: string | null;
}

/** @returns null before the first label that counts */
export function scoreText({ look, outlook, done, images }: LabelsTold): ScoreText | null {
  const now = look?.look ?? null;
  if (look === null || now === null) return null;
  const { passedOver } = look;
  return {
    verdict: now.verdict,
    hits:
      now.hits === null
        ? LABELLING.mean(meanOf(now))
        : LABELLING.right({
            hits: grouped(now.hits),
            n: grouped(now.n),
            right: closeOf(now)?.short ?? LABELLING.rightWord,
          }),
    range: LABELLING.range({ low: whole(now.low), high: whole(now.high) }),
    more:
      now.verdict !== "cannot-tell"
        ? null
        : look.groups === null
          ? now.hits === null
            ? moreLikeText(now)
            : moreText(outlook, images - done)
          : moreGroupsText(now),
    groups: look.groups === null ? null : LABELLING.groups({ count: grouped(look.groups) }),
    passedOver: passedOver === 0 ? null : LABELLING.passedOver({ count: grouped(passedOver) }),
  };
}

/** What hits are in the words of the figure; null where they are right, or do not say it. */
function closeOf({ metric }: LiveLook): MetricWords["hit"] {
  const reference = parseReference(metric);
  const { hit } = metricWords(metric);
  const isOfAll = metricOf(reference).shareOf?.(reference) === "all";
  return isOfAll && hit !== null && hit.short !== LABELLING.rightWord ? hit : null;
}

/** The figure of images that have a value each. */
function meanOf({ metric, value, n }: LiveLook) {
  const { name } = metricOf(parseReference(metric));
  return { metric: name, value: percent(value, 1), n: grouped(n) };
}

function moreLikeText({ moreLabels }: LiveLook): ScoreText["more"] {
  return moreLabels === null ? null : LABELLING.moreLike({ count: aboutText(moreLabels) });
}

function moreText(outlook: LabelsTold["outlook"], left: number): ScoreText["more"] {
  if (outlook === null || left === 0) return null;
  if (outlook.labels !== null) return LABELLING.more({ count: aboutText(outlook.labels) });
  const rest = left < FAR ? LABELLING.tooFew({ left: grouped(left) }) : LABELLING.far;
  return { strong: "", rest };
}

function moreGroupsText({ moreClusters }: LiveLook): ScoreText["more"] {
  return moreClusters === null ? null : LABELLING.moreGroups({ count: aboutText(moreClusters) });
}

/** From so many labels on nobody would say that all that are left may not do. */
const FAR = 400;

/** What a screen reader is told after a label: `Neutrophil. 13 labelled. About 8 more.` */
export function spokenText(label: ImageLabel, told: LabelsTold, isHidden: boolean): string {
  const isPainted = told.strokes !== undefined;
  const said = LABELLING.spoken({
    label: capitalised(labelText(label, isPainted)),
    done: grouped(told.done),
  });
  const labels = isHidden ? null : (told.outlook?.labels ?? null);
  const isOpen = told.look?.look?.verdict === "cannot-tell";
  if (labels === null || !isOpen) return said;
  return `${said} ${LABELLING.spokenMore({ count: aboutText(labels) })}`;
}

/** The line about the image before: both labels, now that the person has said theirs. */
export function beforeText({ before }: LabelsTold): string | null {
  if (before === null || before.label.kind === "unreadable") return null;
  if (
    before.maskScore !== undefined &&
    (before.label.kind === "objects" || before.label.kind === "empty")
  ) {
    return before.maskScore === null
      ? LABELLING.beforeUnread({ label: labelText(before.label, true) })
      : LABELLING.beforePainted({ score: maskScoreText(before.maskScore) });
  }
  const label = labelText(before.label, false, before.objects);
  if (!before.isRead) return LABELLING.beforeUnread({ label });
  const predicted = namesText(before.predicted);
  return LABELLING.before({
    label,
    predicted: predicted === "" ? LABELLING.nothing : predicted,
  });
}

/** The sentences of the screen that takes the picture's place. */
export interface EndText {
  readonly heading: string;
  readonly lead: readonly string[];
}

/**
 * @param why what ended the labelling, or holds it up
 * @param decidedAt labels at the first verdict
 */
export function endText(
  why: "decided" | "spent" | "all",
  told: LabelsTold,
  decidedAt: number | null,
): EndText {
  const now = told.look?.look ?? null;
  const verdict = now?.verdict ?? null;
  const isDecided = verdict === "holds" || verdict === "fails";
  const heading: string[] = [];
  if (why === "all" && !isDecided) {
    heading.push(LABELLING.all({ count: grouped(told.images) }));
    if (verdict === "cannot-tell") heading.push(LABELLING.allButNoVerdict);
  } else if (now !== null && isDecided) {
    heading.push(verdictText(now, verdict));
    heading.push(LABELLING.enough({ count: grouped(decidedAt ?? now.n) }));
  } else {
    heading.push(LABELLING.spent({ count: grouped(told.look?.labelled ?? told.done) }));
    const labels = told.outlook?.labels ?? null;
    heading.push(
      labels === null
        ? LABELLING.tooFew({ left: grouped(told.images - told.done) })
        : LABELLING.spentMore({ count: aboutText(labels) }),
    );
  }
  return { heading: heading.join(" "), lead: leadOf(why, told) };
}

function verdictText({ claim }: LiveLook, verdict: "holds" | "fails"): string {
  if (claim?.kind === "requirement") {
    const value = percent(claim.value, claim.value * 100 === Math.round(claim.value * 100) ? 0 : 1);
    return verdict === "holds" ? LABELLING.needHolds({ value }) : LABELLING.needFails({ value });
  }
  const value = percent(claim?.value ?? 0, 1);
  return verdict === "holds"
    ? LABELLING.publishedHolds({ value })
    : LABELLING.publishedFails({ value });
}

function leadOf(why: "decided" | "spent" | "all", told: LabelsTold): readonly string[] {
  const now = told.look?.look ?? null;
  if (told.look === null || now === null) return [];
  const limit = limitOf(now);
  const isBelow = limit !== null && now.verdict === "fails" && now.high <= limit;
  const isAbove = limit !== null && now.verdict === "holds" && now.low >= limit;
  const limitText = limit === null ? "" : `${whole(limit)}%`;
  const side = isBelow
    ? LABELLING.below({ limit: limitText })
    : isAbove
      ? LABELLING.above({ limit: limitText })
      : "";
  const lead = [
    ...(why === "all" && now.verdict !== null && now.verdict !== "cannot-tell"
      ? [LABELLING.all({ count: grouped(told.images) })]
      : []),
    now.hits === null ? LABELLING.wasMean(meanOf(now)) : wasText(now, now.hits),
    LABELLING.likely({
      images: grouped(told.images),
      low: whole(now.low),
      high: whole(now.high),
      side,
    }),
  ];
  const { undecided, undecidedWrong, groups } = told.look;
  if (groups !== null) lead.push(LABELLING.groups({ count: grouped(groups) }));
  if (undecidedWrong !== null) {
    lead.push(
      LABELLING.undecided({
        count: grouped(undecided),
        value: percent(undecidedWrong, 0),
      }),
    );
  }
  return lead;
}

function wasText(look: LiveLook, hits: number): string {
  const close = closeOf(look);
  const of = { hits: grouped(hits), n: grouped(look.n) };
  return close === null ? LABELLING.was(of) : LABELLING.wasSo({ ...of, so: close.long });
}

/** A picture among those that were labelled, in words. */
export function tileText({ label, objects, predicted, isRight, maskScore }: LabelledTold): string {
  const said = labelText(label, maskScore !== undefined, objects);
  if (maskScore != null) return `${said}: ${maskScoreText(maskScore)}`;
  if (isRight === true) return LABELLING.rightTile({ label: said });
  if (isRight === null) return said;
  const name = namesText(predicted);
  return LABELLING.wrongTile({ label: said, predicted: name === "" ? LABELLING.nothing : name });
}
