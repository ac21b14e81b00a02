/** Links to originals end on this grid, so that equal requests within it get equal links, which caches can keep. */
const GRID_MS = 15 * 60_000;
/** No link is given that ends sooner. */
const SHORTEST_MS = 5 * 60_000;

/** When a link that is given now begins and ends, in milliseconds since the epoch: it ends on a 15-minute grid and never under 5 minutes away. */
export const linkLife = (now: number): { readonly startsAt: number; readonly expiresAt: number } => {
  const expiresAt = Math.ceil((now + SHORTEST_MS) / GRID_MS) * GRID_MS;
  return { startsAt: expiresAt - GRID_MS - SHORTEST_MS, expiresAt };
};
