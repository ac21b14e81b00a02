/** What a purge tells on the channel once it has taken hold: its tags, and up to which start fills of them are refused. */
export interface Message {
  readonly tags: readonly string[];
  readonly upTo: number;
}

/** As {@link readMessage} reads it. */
export const writeMessage = ({ tags, upTo }: Message): string => JSON.stringify({ tags, upTo });

const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' &&
  value !== null &&
  'upTo' in value &&
  Number.isSafeInteger(value.upTo) &&
  'tags' in value &&
  Array.isArray(value.tags) &&
  value.tags.every((tag) => typeof tag === 'string');

/** `undefined` where it is no purge. */
export const readMessage = (text: string): Message | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isMessage(value) ? { tags: value.tags, upTo: value.upTo } : undefined;
  } catch {
    return undefined;
  }
};
