import { between, el, pick, rect, type Sheet, shape, times } from '../draw.ts';

/** A mountain with a snow cap: its peak at (x, top), its foot at `bottom`. */
export function peak(
  sheet: Sheet,
  x: number,
  top: number,
  half: number,
  bottom: number,
  rock: string,
  snow: string,
  shadow: string,
): string {
  const { random } = sheet;
  const cap = top + (bottom - top) * 0.38;
  const at = (share: number) => half * ((cap - top) / (bottom - top)) * share;
  return (
    shape(
      `M${x - half} ${bottom}L${x - half * 0.42} ${top + (bottom - top) * 0.46}L${x} ${top}L${x + half * 0.38} ${top + (bottom - top) * 0.36}L${x + half} ${bottom}Z`,
      rock,
    ) +
    shape(
      `M${x} ${top}L${x + half * 0.38} ${top + (bottom - top) * 0.36}L${x + half} ${bottom}H${x + half * 0.1}L${x + half * 0.18} ${top + (bottom - top) * 0.5}Z`,
      shadow,
      { opacity: 0.5 },
    ) +
    shape(
      `M${x} ${top}L${x - at(1)} ${cap}L${x - at(0.55)} ${cap - between(random, 20, 50)}L${x - at(0.2)} ${cap + between(random, 20, 60)}L${x + at(0.25)} ${cap - between(random, 10, 30)}L${x + at(0.6)} ${cap + 30}L${x + at(0.98)} ${cap}Z`,
      snow,
    ) +
    shape(`M${x} ${top}L${x + at(0.98)} ${cap}L${x + at(0.6)} ${cap + 30}L${x + at(0.3)} ${cap - 14}Z`, shadow, {
      opacity: 0.28,
    })
  );
}

function fir(x: number, y: number, size: number, colour: string): string {
  return el(
    'g',
    { transform: `translate(${x} ${y}) scale(${size / 100})` },
    rect(-6, -16, 12, 20, '#4a3323'),
    shape('M0 -150L34 -92H18L46 -52H24L58 -10H-58L-24 -52H-46L-18 -92H-34Z', colour),
  );
}

/** A row of firs with their feet near `y`. */
export function forest(
  sheet: Sheet,
  y: number,
  count: number,
  size: number,
  colours: readonly [string, ...string[]],
): string {
  const { width, random } = sheet;
  return times(count, (index) =>
    fir(
      (index + random()) * (width / count),
      y + between(random, -14, 14),
      size * between(random, 0.7, 1.25),
      pick(random, ...colours),
    ),
  );
}
