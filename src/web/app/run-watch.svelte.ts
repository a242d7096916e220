import type { LiveLook } from "../../evaluation/live-look.js";
import type { Opening } from "../../reports/answer-view.js";
import type { EngineTold, WorkersTold } from "../session/engine-news.js";
import type { RunNews, ScoredTold } from "../session/run-news.js";

/** An image that could not be scored. */
export interface RunProblem {
  readonly file: string;
  readonly what: string;
}

/** What a run showed so far. */
export interface RunWatch {
  /** Newest first. */
  readonly scored: readonly ScoredTold[];
  readonly problems: readonly RunProblem[];
  /** All problems; only the first are in the list. */
  readonly problemCount: number;
  /** Oldest first: the first look after 10, 20, 40, … images, and the last one. */
  readonly looks: readonly LiveLook[];
  /** The answer, as soon as it is computed; null before. */
  readonly answer: Opening | null;
  /** What became of the graphics processor; null where it was not chosen. */
  readonly engine: EngineTold | null;
  /** Null before the model is loaded. */
  readonly workers: WorkersTold | null;
  take(news: RunNews): void;
  reset(): void;
}

/** So many pictures are shown. */
const MOST_SCORED = 6;
const FIRST_LOOK = 10;
/** Looks before the present one that are shown. */
const MOST_EARLIER = 3;

export function createRunWatch(): RunWatch {
  let scored = $state.raw<readonly ScoredTold[]>([]);
  let problems = $state.raw<readonly RunProblem[]>([]);
  let problemCount = $state(0);
  let earlier: LiveLook[] = [];
  let nextKept = FIRST_LOOK;
  let looks = $state.raw<readonly LiveLook[]>([]);
  let answer = $state.raw<Opening | null>(null);
  let engine = $state.raw<EngineTold | null>(null);
  let workers = $state.raw<WorkersTold | null>(null);
  return {
    get scored() {
      return scored;
    },
    get problems() {
      return problems;
    },
    get problemCount() {
      return problemCount;
    },
    get looks() {
      return looks;
    },
    get answer() {
      return answer;
    },
    get engine() {
      return engine;
    },
    get workers() {
      return workers;
    },
    take(news) {
      switch (news.kind) {
        case "scored":
          scored = [news.image, ...scored].slice(0, MOST_SCORED);
          return;
        case "problem":
          problemCount = news.count;
          if (news.file !== "") problems = [...problems, { file: news.file, what: news.what }];
          return;
        case "look": {
          const { look } = news;
          looks = [...earlier.slice(-MOST_EARLIER), look];
          if (look.n < nextKept) return;
          earlier.push(look);
          while (nextKept <= look.n) nextKept *= 2;
          return;
        }
        case "answer":
          answer = news.answer;
          return;
        case "engine":
          engine = news.engine;
          return;
        case "workers":
          workers = news.told;
          return;
        default:
          news satisfies never;
      }
    },
    reset() {
      scored = [];
      problems = [];
      problemCount = 0;
      earlier = [];
      nextKept = FIRST_LOOK;
      looks = [];
      answer = null;
      engine = null;
      workers = null;
    },
  };
}
