import { createRandom, shuffle } from "../core/random.js";
import {
  type DemoSite,
  type SceneCamera,
  type SceneLabel,
  type SceneLight,
  STREAMS_A_BURST,
} from "./scene.js";

/** Seed of everything that is drawn for the demo. */
export const DEMO_SEED = 20_240_513;

/** The labels of the demo's model, in the order of its output. */
export const DEMO_LABELS = [
  "deer",
  "boar",
  "fox",
  "bird",
  "empty",
] as const satisfies readonly SceneLabel[];

/**
 * The three sets of pictures: what the model was trained on (site A, cameras A01 to A24), what its
 * claim was measured on (site A, other cameras: A25 to A48), and the place where somebody else wants
 * to use it (site B, cameras B01 to B24).
 */
export type DemoPart = "training" | "home" | "away";

/** How often something happens before a site's cameras, by label and light. */
type EventCounts = Readonly<Record<SceneLabel, Readonly<Record<SceneLight, number>>>>;

/** How one set is made. Counts are exact; which camera sees which event is drawn. */
export interface DemoPlan {
  readonly site: DemoSite;
  readonly firstCamera: number;
  readonly cameras: number;
  /** Events a set: a multiple of the number of cameras. */
  readonly events: EventCounts;
  /** Pictures taken of the 1st, 2nd, … event of a round; the rounds are repeated. */
  readonly burstLengths: readonly [number, ...number[]];
  /** First day of the season and number of days. */
  readonly fromDay: string;
  readonly days: number;
}

const MEADOW_EVENTS: EventCounts = {
  deer: { day: 90, dusk: 24, infrared: 0 },
  boar: { day: 24, dusk: 12, infrared: 0 },
  fox: { day: 38, dusk: 14, infrared: 0 },
  bird: { day: 32, dusk: 4, infrared: 0 },
  empty: { day: 44, dusk: 6, infrared: 0 },
};

const FOREST_EVENTS: EventCounts = {
  deer: { day: 18, dusk: 5, infrared: 5 },
  boar: { day: 18, dusk: 7, infrared: 23 },
  fox: { day: 20, dusk: 6, infrared: 15 },
  bird: { day: 13, dusk: 2, infrared: 1 },
  empty: { day: 23, dusk: 3, infrared: 9 },
};

const TRAINING_ROUNDS = 3;

/** The three plans. */
export const DEMO_PLANS: Readonly<Record<DemoPart, DemoPlan>> = {
  training: {
    site: "A",
    firstCamera: 1,
    cameras: 24,
    events: timesAll(MEADOW_EVENTS, TRAINING_ROUNDS),
    burstLengths: [1],
    fromDay: "2024-04-20",
    days: 110,
  },
  home: {
    site: "A",
    firstCamera: 25,
    cameras: 24,
    events: MEADOW_EVENTS,
    burstLengths: [1],
    fromDay: "2024-04-20",
    days: 110,
  },
  away: {
    site: "B",
    firstCamera: 1,
    cameras: 24,
    events: FOREST_EVENTS,
    burstLengths: [1, 2, 3],
    fromDay: "2025-03-01",
    days: 55,
  },
};

const PARTS: readonly DemoPart[] = ["training", "home", "away"];

/** Hours of the day at which each light is met: [from, to) pairs, `to` may be past midnight. */
const HOURS: Readonly<
  Record<DemoSite, Readonly<Record<SceneLight, readonly (readonly [number, number])[]>>>
> = {
  A: {
    day: [[7, 19]],
    dusk: [
      [4.5, 5.5],
      [20.5, 21.5],
    ],
    infrared: [[22.5, 27.5]],
  },
  B: {
    day: [[8, 17]],
    dusk: [
      [6, 6.75],
      [18, 18.75],
    ],
    infrared: [[19.5, 29]],
  },
};

/** Something that sets a camera off. */
export interface SceneEvent {
  readonly label: SceneLabel;
  readonly light: SceneLight;
  /** Local time, in milliseconds since 1970-01-01T00:00:00. */
  readonly startMs: number;
  /** Pictures taken of it. */
  readonly frames: number;
  /** First of its own streams of random numbers. */
  readonly stream: number;
}

/** The plan's events in an order that is drawn: the first few happen before the first camera, … */
export function dealEvents(part: DemoPart): readonly SceneEvent[] {
  const plan = DEMO_PLANS[part];
  const random = createRandom(DEMO_SEED, dealStream(part));
  const kinds: { readonly label: SceneLabel; readonly light: SceneLight }[] = [];
  for (const label of DEMO_LABELS) {
    for (const light of ["day", "dusk", "infrared"] as const) {
      for (let i = 0; i < plan.events[label][light]; i++) kinds.push({ label, light });
    }
  }
  shuffle(kinds, random);
  const firstMs = Date.parse(`${plan.fromDay}T00:00:00Z`);
  return kinds.map(({ label, light }, i) => {
    const hours = HOURS[plan.site][light];
    const [from, to] = hours[random.below(hours.length)]!;
    const second = from * 3600 + random.below((to - from) * 3600);
    return {
      label,
      light,
      startMs: firstMs + 1000 * (86_400 * random.below(plan.days) + second),
      frames: plan.burstLengths[i % plan.burstLengths.length]!,
      stream: eventStream(part, i),
    };
  });
}

/** The camera with this number at the plan's site. */
export function cameraOf(plan: DemoPlan, number: number): SceneCamera {
  return {
    site: plan.site,
    name: `${plan.site}${String(number).padStart(2, "0")}`,
    seed: DEMO_SEED,
    stream: (plan.site === "A" ? 0 : 100) + number,
  };
}

// Every camera, deal and event has streams of its own: 1 to 124, 900 to 902, and from a million on.
const dealStream = (part: DemoPart): number => 900 + PARTS.indexOf(part);
const eventStream = (part: DemoPart, i: number): number =>
  1_000_000 * (1 + PARTS.indexOf(part)) + STREAMS_A_BURST * i;

function timesAll(events: EventCounts, factor: number): EventCounts {
  const times = ({ day, dusk, infrared }: EventCounts[SceneLabel]) => ({
    day: day * factor,
    dusk: dusk * factor,
    infrared: infrared * factor,
  });
  return {
    deer: times(events.deer),
    boar: times(events.boar),
    fox: times(events.fox),
    bird: times(events.bird),
    empty: times(events.empty),
  };
}
