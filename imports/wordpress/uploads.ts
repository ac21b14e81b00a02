import type { RawMedia } from '../rawRecord.ts';
import { compareAddress, uploadPath, withoutSize } from './addresses.ts';

/**
 * The paths below an upload folder at which an attachment's file may lie, best first: as WordPress says, as its address says, and the picture as it
 * was uploaded where WordPress made it smaller.
 */
export const uploadPathsOf = (raw: RawMedia): readonly string[] => {
  const address = compareAddress(raw.url, raw.url);
  const byAddress = address === undefined ? undefined : uploadPath(address.path);
  const paths = [raw.file, byAddress].filter((path) => path !== undefined);
  return [...new Set([...paths, ...paths.map(withoutSize)])];
};
