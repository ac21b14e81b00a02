import type { Asker, Scene } from './scene.ts';
import type { Answered } from './stack.ts';

/** What was asked and found. */
export interface Totals {
  answers: number;
  /** Leaves that had to be there, with their values. */
  leaves: number;
  /** Answers that came from the cache, beside those that are counted. */
  kept: number;
  /** Planted values looked for, all worlds together. */
  planted: number;
  /** Planted values that stood in answers, each allowed. */
  allowed: number;
  readonly leaks: string[];
  readonly wrong: string[];
  readonly kinds: Record<string, number>;
}

/** What was asked, for who reads of a failure. */
export interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Takes down what one answer came to. */
export interface Sheet {
  /** The sheet of another viewer who is asked the same. */
  of(asker: Asker): Sheet;
  /**
   * Counts an answer and looks in all that a client can read of it for planted values that this viewer may not read.
   * @param echoes - what the question itself said, where errors may say it again.
   */
  answered(kind: string, answer: Answered, asked: Asked, echoes?: string): void;
  leak(what: string, asked: Asked): void;
  wrong(faults: readonly string[], asked: Asked): void;
  found(leaves: number): void;
  /** Counts answers that came from the cache. */
  kept(answers: number): void;
}

const MOST_TOLD = 20;
/** Of one answer: where one part is missing, much else is. */
const MOST_OF_ONE = 3;

/** Everything in an answer that a client can read, what cursors hold among it. */
const readable = ({ headers, body }: Answered): string => {
  const cursors = body.match(/[\w-]{8,}(?=\.[\w-]{8,}")/g) ?? [];
  return [headers, body, ...cursors.map((each) => Buffer.from(each, 'base64url').toString('latin1'))].join('\n');
};

/** The sheet of one question by one viewer. */
export const sheetFor = (scene: Scene, { who, allowed }: Asker, totals: Totals, label: string): Sheet => {
  const { world } = scene;
  const tell = (to: string[], what: string, { query, variables }: Asked): void =>
    void to.push(
      to.length < MOST_TOLD ? `${label} ${who.name}: ${what}\n    ${query}\n    ${JSON.stringify(variables)}` : what,
    );
  const leak: Sheet['leak'] = (what, asked) => tell(totals.leaks, what, asked);
  return {
    of: (asker) => sheetFor(scene, asker, totals, label),
    leak,
    wrong: (faults, asked) => {
      for (const fault of faults.slice(0, MOST_OF_ONE)) tell(totals.wrong, fault, asked);
    },
    found: (leaves) => {
      totals.leaves += leaves;
    },
    kept: (answers) => {
      totals.kept += answers;
    },
    answered: (kind, answer, asked, echoes = '') => {
      totals.answers += 1;
      totals.kinds[kind] = (totals.kinds[kind] ?? 0) + 1;
      for (const [value, origin] of world.canaries.foundIn(readable(answer))) {
        if (allowed.reads(origin)) totals.allowed += 1;
        else if (!echoes.includes(value))
          leak(`${value} of ${origin.record} (${origin.coordinates.join(', ') || 'nobody’s'})`, asked);
      }
    },
  };
};
