/** What an import is at: `survey` reads a file through once, `import` takes its records over. */
export type Phase = 'survey' | 'import';

/** Tells an operator how an import goes. */
export interface Progress {
  /** Begins a phase of a file of so many bytes; `bytes` and `records` are what is done of it already. */
  begin(
    phase: Phase,
    file: string,
    totalBytes: number,
    done?: { readonly bytes: number; readonly records: number },
  ): void;
  /** What is done of the phase so far. */
  update(bytes: number, records: number): void;
  /** The phase is at its end. */
  end(): void;
}

/** How progress is told. */
export interface ProgressOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Writes a piece of text as it is. */
  readonly write: (text: string) => void;
  /** One line that is written over on a terminal, else one JSON line an interval. */
  readonly terminal: boolean;
  /** Milliseconds. Default 200 on a terminal, 5 000 elsewhere. */
  readonly intervalMs?: number | undefined;
}

/** Tells nothing. */
export const silentProgress: Progress = { begin: () => undefined, update: () => undefined, end: () => undefined };

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

const clock = (seconds: number): string => {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
};

/** {@link Progress} as text. Driven by its own calls: it starts no timer. */
export const createProgress = ({ now, write, terminal, intervalMs }: ProgressOptions): Progress => {
  const interval = intervalMs ?? (terminal ? 200 : 5_000);
  let phase: Phase = 'survey';
  let file = '';
  let totalBytes = 0;
  let from = { bytes: 0, records: 0 };
  let began = 0;
  let told = 0;
  let bytes = 0;
  let records = 0;
  let width = 0;

  const tell = (at: number, last: boolean): void => {
    told = at;
    const seconds = Math.max((at - began) / 1000, 0.001);
    const perSecond = Math.round((records - from.records) / seconds);
    const speed = (bytes - from.bytes) / seconds;
    const secondsLeft = last ? 0 : speed > 0 ? Math.round(Math.max(0, totalBytes - bytes) / speed) : undefined;
    if (!terminal) {
      write(
        `${JSON.stringify({ phase, file, bytes, totalBytes, records, recordsPerSecond: perSecond, secondsLeft })}\n`,
      );
      return;
    }
    const percent = totalBytes === 0 ? 100 : Math.floor((bytes / totalBytes) * 100);
    const what = phase === 'survey' ? 'looking through' : 'importing';
    const rate = phase === 'survey' ? '' : ` · ${records} records · ${perSecond}/s`;
    const left = secondsLeft === undefined || last ? '' : ` · ${clock(secondsLeft)} left`;
    const line = `${what} ${file} · ${percent} % of ${megabytes(totalBytes)} MB${rate}${left}`;
    write(`\r${line.padEnd(width)}${last ? '\n' : ''}`);
    width = last ? 0 : line.length;
  };

  return {
    begin: (next, name, total, done = { bytes: 0, records: 0 }) => {
      phase = next;
      file = name;
      totalBytes = total;
      from = done;
      ({ bytes, records } = done);
      began = now();
      told = began;
    },
    update: (doneBytes, doneRecords) => {
      bytes = doneBytes;
      records = doneRecords;
      const at = now();
      if (at - told >= interval) tell(at, false);
    },
    end: () => {
      bytes = totalBytes;
      tell(now(), true);
    },
  };
};
