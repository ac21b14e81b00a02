/** Fields of a hash in the order in which they were asked for; `null` where there is none. */
export type Fields = readonly (Buffer | null)[];

/** Somebody who has asked, and what. */
export interface Asker {
  readonly key: string;
  readonly names: readonly string[];
  readonly resolve: (fields: Fields | Promise<Fields>) => void;
  readonly reject: (error: Error) => void;
  /** It waits no longer. */
  readonly hasGivenUp: boolean;
}

/** Those who wait for answers, which come in the order in which they asked. */
export interface WaitingLine {
  /** How many ever asked, and of how many the turn has come. */
  readonly asked: number;
  readonly answered: number;
  add(key: string, names: readonly string[]): Promise<Fields>;
  /** Whose turn it is; `undefined` where nobody waits. */
  next(): Asker | undefined;
  /**
   * Those among the first `upTo` who ever asked wait no longer; their turns still come, since their answers do.
   *
   * @returns whether there were any.
   */
  giveUp(upTo: number, why: () => Error): boolean;
}

type Place = Asker & { hasGivenUp: boolean; next: Place | undefined };

/** Makes a line. Linked, so that whose turn has come is held no longer, and its answer not with it. */
export const createWaitingLine = (): WaitingLine => {
  let first: Place | undefined;
  let last: Place | undefined;
  let asked = 0;
  let answered = 0;
  return {
    get asked() {
      return asked;
    },
    get answered() {
      return answered;
    },
    add: (key, names) =>
      new Promise((resolve, reject) => {
        const place: Place = { key, names, resolve, reject, hasGivenUp: false, next: undefined };
        if (last) last.next = place;
        else first = place;
        last = place;
        asked += 1;
      }),
    next() {
      const place = first;
      if (!place) return undefined;
      first = place.next;
      if (!first) last = undefined;
      // One that has grown old would keep all who come after it, until the old are collected.
      place.next = undefined;
      answered += 1;
      return place;
    },
    giveUp(upTo, why) {
      let number = answered;
      for (let place = first; place && number < upTo; place = place.next) {
        place.hasGivenUp = true;
        place.reject(why());
        number += 1;
      }
      return number > answered;
    },
  };
};
