import { el, line, rect, shape, times } from '../draw.ts';

/** A sailing boat whose waterline is at (x, y). */
export function sail(x: number, y: number, size: number, colour: string, hull: string, lean = 0): string {
  return el(
    'g',
    { transform: `translate(${x} ${y}) rotate(${lean}) scale(${size / 100})` },
    shape('M6 -6L6 -150Q70 -70 82 -6Z', colour),
    shape('M-4 -6L-4 -132Q-44 -60 -52 -6Z', colour, { opacity: 0.78 }),
    line('M1 4V-156', hull, 4),
    shape('M-66 0H92Q80 26 52 28H-38Q-60 24 -66 0Z', hull),
    line('M-58 10H84', '#ffffff', 3, { opacity: 0.5 }),
  );
}

/** A ship-to-shore crane. */
export function crane(x: number, ground: number, size: number, colour: string): string {
  return el(
    'g',
    { transform: `translate(${x} ${ground}) scale(${size / 100})` },
    line('M-30 0L-22 -150M30 0L22 -150M-27 -60H27M-22 -150H22', colour, 7),
    line('M-22 -150L0 -215L22 -150M0 -215L150 -150M0 -215L-70 -150', colour, 4),
    line('M-78 -150H160', colour, 9),
    line('M112 -150V-88', colour, 2.5),
    rect(98, -88, 30, 16, colour),
    rect(-72, -146, 34, 22, colour),
  );
}

/** A lighthouse with its foot at (x, y). */
export function lighthouse(x: number, y: number, size: number, tower: string, band: string, lamp: string): string {
  return el(
    'g',
    { transform: `translate(${x} ${y}) scale(${size / 100})` },
    shape('M-30 0L-18 -190H18L30 0Z', tower),
    shape('M-27 -48L-24 -92H24L27 -48Z', band),
    shape('M-21 -136L-19 -172H19L21 -136Z', band),
    rect(-26, -198, 52, 9, '#22263f'),
    rect(-15, -230, 30, 33, lamp),
    line('M-15 -230V-198M0 -230V-198M15 -230V-198', '#22263f', 3),
    shape('M-20 -230Q0 -266 20 -230Z', '#22263f'),
  );
}

/** A ferry whose waterline is at (x, y). */
export function ferryBoat(
  x: number,
  y: number,
  size: number,
  hull: string,
  stripe: string,
  cabin: string,
  lit: string,
): string {
  return el(
    'g',
    { transform: `translate(${x} ${y}) scale(${size / 100})` },
    shape('M-330 -52H350Q330 22 290 34H-280Q-318 24 -330 -52Z', hull),
    rect(-322, -36, 660, 12, stripe),
    shape('M-290 -52V-112H262L300 -52Z', cabin),
    shape('M-240 -112V-162H170L202 -112Z', cabin),
    shape('M70 -162V-204H150L172 -162Z', cabin),
    shape('M-120 -162L-108 -222H-52L-46 -162Z', stripe),
    rect(-110, -214, 58, 12, hull),
    times(17, (index) => rect(-268 + index * 31, -94, 19, 22, lit, { rx: 4 })),
    times(12, (index) => rect(-222 + index * 32, -146, 19, 18, lit, { rx: 4 })),
    rect(92, -194, 62, 17, lit, { rx: 3 }),
    line('M110 -204V-262M96 -246H124', hull, 4),
  );
}
