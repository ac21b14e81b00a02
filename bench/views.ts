import { startWorker } from './process.ts';
import { median, shown, table } from './statistics.ts';

/** What views' schemas cost in a fresh process. */
export interface ViewFigures {
  readonly views: number;
  /** Of all their schemas together, once made. */
  readonly bytes: number;
  /** To make each, in milliseconds, in the order in which they were made: the first runs on cold code. */
  readonly times: readonly number[];
}

/** How many views are made. */
const COUNTS = [5, 200] as const;

/** Makes the schemas of a few and of many views, each number in a process of its own. */
export const benchViews = async (): Promise<ViewFigures[]> => {
  const figures: ViewFigures[] = [];
  for (const views of COUNTS) {
    await using worker = await startWorker(new URL('./variants/views.ts', import.meta.url), { views });
    figures.push(await worker.ask<ViewFigures>(null));
  }
  return figures;
};

const MEGABYTE = 1_000_000;

/** The figures as a table. */
export const viewsTable = (figures: readonly ViewFigures[]): string =>
  table([
    ['views', 'MB each', 'MB in all', 'ms each, median', 'ms, slowest'],
    ...figures.map(({ views, bytes, times }) => [
      String(views),
      shown(bytes / views / MEGABYTE),
      shown(bytes / MEGABYTE),
      shown(median(times)),
      shown(Math.max(...times)),
    ]),
  ]);
