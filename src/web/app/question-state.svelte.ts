import type { ChosenPart } from "../../evaluation/chosen-parts.js";
import type { SessionClient } from "../session/session-client.js";
import type { ImagesTold, SessionQuestion } from "../session/session-types.js";
import { timeNow } from "../time-now.js";
import type { QuestionForm } from "./question-text.js";

/** The question, and the images that it is asked of, as the screens see them. */
export interface QuestionShown {
  readonly question: SessionQuestion;
  readonly images: ImagesTold | null;
  /** When the question was asked, before any answer was seen. ISO 8601. */
  readonly fixedAt: string | null;
  /** The form of the question as it was filled in last; null before. */
  readonly questionForm: QuestionForm | null;
}

/** What somebody says with a question about results. */
export type SaidWithQuestion = Pick<
  SessionQuestion,
  "site" | "trainedAt" | "deployments" | "objects"
>;

/** What of {@link QuestionState} is kept with a project; the form is kept with how files are read. */
export type SavedQuestion = Pick<QuestionShown, "question" | "images" | "fixedAt">;

export interface QuestionState {
  readonly shown: QuestionShown;
  keepForm(form: QuestionForm): void;
  /** @param at when it was fixed, ISO 8601; now where absent */
  ask(asked: SessionQuestion, at?: string): Promise<void>;
  /** Other parts that were chosen; what was fixed before stays fixed. */
  setParts(parts: readonly ChosenPart[]): Promise<void>;
  /** Another analysis of what was asked already, with what was said of it; what was fixed before stays fixed. */
  addAnalysis(id: string, said: SaidWithQuestion): Promise<void>;
  /** The question as it was before such a step. */
  putBack(before: SessionQuestion): Promise<void>;
  /** For another model: what was published of the first one, and which images it was asked of. */
  forgetClaim(): void;
  /** After a change before the question: which images it is asked of is not known any more. */
  forgetImages(): void;
  clear(): void;
  save(): SavedQuestion;
  restore(saved: SavedQuestion, form: QuestionForm | null): void;
  /** Takes again what was kept, once the session has its labels. */
  attach(): Promise<void>;
}

export function createQuestionState(session: SessionClient): QuestionState {
  let question = $state.raw<SessionQuestion>({});
  let images = $state.raw<ImagesTold | null>(null);
  let fixedAt = $state<string | null>(null);
  let questionForm = $state.raw<QuestionForm | null>(null);

  const askAgain = async (): Promise<void> => {
    images = await session.ask(question, fixedAt ?? undefined);
  };

  const askOther = async (other: SessionQuestion): Promise<void> => {
    const before = question;
    question = other;
    try {
      await askAgain();
    } catch (cause) {
      question = before;
      throw cause;
    }
  };

  return {
    shown: {
      get question() {
        return question;
      },
      get images() {
        return images;
      },
      get fixedAt() {
        return fixedAt;
      },
      get questionForm() {
        return questionForm;
      },
    },
    keepForm(form) {
      questionForm = form;
    },
    async ask(asked, at = timeNow()) {
      question = asked;
      images = await session.ask(asked, at);
      fixedAt = at;
    },
    setParts: (chosenParts) => askOther({ ...question, chosenParts }),
    addAnalysis: (id, said) =>
      askOther({
        ...question,
        analyses: [...new Set([...(question.analyses ?? []), id])],
        ...said,
      }),
    async putBack(before) {
      question = before;
      await askAgain();
    },
    forgetClaim() {
      images = null;
      question = { ...question, claims: [] };
      if (questionForm !== null) questionForm = { ...questionForm, figure: "", images: null };
    },
    forgetImages() {
      images = null;
    },
    clear() {
      question = {};
      images = null;
      fixedAt = null;
      questionForm = null;
    },
    save: () => ({ question, images, fixedAt }),
    restore(saved, form) {
      ({ question, images, fixedAt } = saved);
      questionForm = form;
    },
    async attach() {
      if (images !== null) await askAgain();
    },
  };
}
