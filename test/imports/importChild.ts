import { createProgress } from '../../imports/progress.ts';
import { openHouse } from './house.ts';

// Imports a file into a folder's backends and tells of every batch, until it is killed.
const [folder = '', path = ''] = process.argv.slice(2);
const house = await openHouse(folder);
let time = 0;
const now = (): number => {
  time += 1;
  return time;
};
const write = (text: string): void => void process.stdout.write(text);
await house.run([path], { progress: createProgress({ now, write, terminal: false, intervalMs: 1 }) });
