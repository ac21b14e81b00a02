/** What PHP's `serialize` can hold, as JSON knows it. Arrays whose keys are 0, 1, 2 … become arrays, others records. */
export type PhpValue = null | boolean | number | string | PhpValue[] | { [key: string]: PhpValue };

const MAX_BYTES = 1024 * 1024;
const MAX_DEPTH = 32;
const MAX_VALUES = 20_000;

class Malformed extends Error {}

/** Reads one value; strings are counted in bytes, so the text is walked as bytes. */
class Reader {
  private readonly bytes: Buffer;
  private at = 0;
  private values = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get done(): boolean {
    return this.at === this.bytes.length;
  }

  value(depth: number): PhpValue {
    this.values += 1;
    if (depth > MAX_DEPTH || this.values > MAX_VALUES) throw new Malformed();
    const type = this.bytes.toString('latin1', this.at, this.at + 1);
    this.at += 1;
    if (type === 'N') return this.expect(';') ?? null;
    this.expect(':');
    switch (type) {
      case 'b':
        return this.until(';') === '1';
      case 'i':
      case 'd':
        return this.number(this.until(';'));
      case 's': {
        const text = this.string();
        this.expect(';');
        return text;
      }
      case 'a':
        return this.array(depth);
      case 'O':
        // An object is read as its properties. Nothing of its class is looked at.
        this.string();
        this.expect(':');
        return this.array(depth);
      default:
        throw new Malformed();
    }
  }

  private expect(text: string): undefined {
    if (this.bytes.toString('latin1', this.at, this.at + text.length) !== text) throw new Malformed();
    this.at += text.length;
  }

  private until(end: string): string {
    const found = this.bytes.indexOf(end, this.at);
    if (found === -1 || found - this.at > 64) throw new Malformed();
    const text = this.bytes.toString('latin1', this.at, found);
    this.at = found + end.length;
    return text;
  }

  private number(text: string): number {
    const value = Number(text);
    if (text === '' || !Number.isFinite(value)) throw new Malformed();
    return value;
  }

  private string(): string {
    const length = this.number(this.until(':'));
    this.expect('"');
    const end = this.at + length;
    if (!Number.isInteger(length) || length < 0 || end > this.bytes.length) throw new Malformed();
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end;
    this.expect('"');
    return text;
  }

  private array(depth: number): PhpValue[] | { [key: string]: PhpValue } {
    const count = this.number(this.until(':'));
    this.expect('{');
    const entries: [string, PhpValue][] = [];
    let list = true;
    for (let index = 0; index < count; index += 1) {
      const key = this.value(depth + 1);
      if (typeof key !== 'string' && typeof key !== 'number') throw new Malformed();
      list &&= key === index;
      entries.push([String(key), this.value(depth + 1)]);
    }
    this.expect('}');
    return list ? entries.map(([, value]) => value) : Object.fromEntries(entries);
  }
}

/**
 * Reads what PHP's `serialize` wrote, as WordPress keeps it in post meta. `undefined` where the text is something else, is damaged (string
 * lengths that no longer fit after a search and replace), holds references, or is above 1 MB, 32 levels or 20 000 values.
 */
export const parsePhpSerialized = (text: string): PhpValue | undefined => {
  if (!/^(?:N;|[bidsaO]:)/.test(text) || text.length > MAX_BYTES) return undefined;
  const reader = new Reader(Buffer.from(text.trimEnd(), 'utf8'));
  try {
    const value = reader.value(0);
    return reader.done ? value : undefined;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
};

/** A member of a record, or `undefined`. */
export const member = (value: PhpValue | undefined, key: string): PhpValue | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key)
    ? value[key]
    : undefined;
