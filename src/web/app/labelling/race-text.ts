import type { RacerTold } from "../../../labelling/label-race.js";
import { counted, grouped, listed, percent } from "../../../reports/numbers.js";
import { shown } from "../../../reports/text.js";
import { RACE } from "../../../reports/words/app/race.js";
import type { RaceTold } from "../../session/session-race.js";

const LONGEST = 40;

/** A race in words. */
export interface RaceText {
  readonly heading: string;
  /** By what score of an image; null where an image is right or wrong. */
  readonly by: string | null;
  /** Once it is decided, or all labels that it may use are there; null before. */
  readonly outcome: string | null;
  readonly racers: readonly {
    readonly name: string;
    readonly state: string;
    /** How well it answers so far. */
    readonly score: string;
    readonly isIn: boolean;
  }[];
  readonly notes: readonly string[];
  /** What is said of models that were dropped just now. */
  news(dropped: readonly RacerTold[]): string;
}

function scoreText({ labels, scored, score }: RacerTold, by: RaceTold["by"]): string {
  if (by === "right") return RACE.right({ right: grouped(score), labels: grouped(labels) });
  if (scored === 0) return "";
  if (by === "close") {
    return RACE.close({ close: grouped(score), images: counted(scored, "image") });
  }
  if (by === "points") {
    const mean = percent(score / scored, 0);
    return RACE.points({ mean, images: counted(scored, "image") });
  }
  const what = RACE.mean[by];
  return what({ mean: (score / scored).toFixed(2), labels: counted(scored, "image") });
}

export function raceText(race: RaceTold): RaceText {
  const { racers, winner, labels, budget, isSpent, untilLook, open, waitsFor, saved, runs } = race;
  const named = (name: string): string => shown(name, LONGEST);
  const left = racers.filter(({ droppedAt }) => droppedAt === null);
  const soFar = counted(labels, "label");
  const most = counted(budget, "label");
  const heading =
    winner !== null
      ? RACE.won({ winner: named(winner), labels: soFar })
      : untilLook > 0
        ? `${counted(left.length, "model")}, ${RACE.begins({ count: grouped(untilLook) })}`
        : RACE.standing({
            left: `${grouped(left.length)} of ${counted(racers.length, "model")}`,
            labels: grouped(labels),
            budget: most,
          });
  const names = listed(left.map(({ name }) => named(name)));
  return {
    heading,
    by: race.by === "right" ? null : RACE.by[race.by],
    outcome: winner !== null ? RACE.wonMore : isSpent ? RACE.spent({ budget: most, names }) : null,
    racers: racers.map((one) => ({
      name: named(one.name),
      state:
        one.droppedAt === null
          ? RACE.isIn
          : RACE.dropped({ labels: counted(one.droppedAt, "label") }),
      score: scoreText(one, race.by),
      isIn: one.droppedAt === null,
    })),
    notes: [
      ...(waitsFor === null ? [] : [RACE.waitsFor({ name: named(waitsFor) })]),
      ...race.rivals.flatMap(({ name, unread }) => {
        const isIn = left.some((one) => one.name === name) && winner === null;
        if (unread === 0 || !isIn || name === waitsFor) return [];
        return [RACE.unread({ name: named(name), images: counted(unread, "image") })];
      }),
      ...race.rivals.flatMap(({ name, lacks }) =>
        lacks.length === 0
          ? []
          : [RACE.lacks({ name: named(name), labels: listed(lacks.slice(0, 3).map(named)) })],
      ),
      ...(open === 0 ? [] : [RACE.open({ images: counted(open, "image") })]),
      ...(saved === 0 ? [] : [RACE.saved({ saved: grouped(saved), runs: grouped(runs) })]),
    ],
    news(dropped) {
      const parts = dropped.map(({ name, droppedAt }) =>
        RACE.spokenDropped({ name: named(name), labels: counted(droppedAt ?? 0, "label") }),
      );
      const won = winner === null ? [] : [RACE.spokenWon({ winner: named(winner) })];
      return [...parts, ...won].join(" ");
    },
  };
}
