import { circle, el, ellipse, glow, gradient, line, rect, type Scene, type Sheet, shape, times } from '../draw.ts';

interface Person {
  skin: string;
  shade: string;
  hair: string;
  coat: string;
  collar: string;
}

/** Head, neck and shoulders in the middle of the sheet; `hair` is drawn behind and `front` before the face. */
function bust(sheet: Sheet, person: Person, hair: string, front: string): string {
  const { width, height } = sheet;
  return el(
    'g',
    { transform: `translate(${width / 2} ${height * 0.44}) scale(${width / 1200})` },
    hair,
    shape('M-540 960V720Q-500 420 -210 350Q-90 320 -84 220H84Q90 320 210 350Q500 420 540 720V960Z', person.coat),
    shape('M-92 180H92V300Q0 420 -92 300Z', person.shade),
    shape('M-200 352Q-120 330 -96 280Q0 420 96 280Q120 330 200 352L0 560Z', person.collar),
    ellipse(0, 0, 196, 246, person.skin),
    shape('M0 -246A196 246 0 0 1 0 246Q120 120 96 -40Q88 -180 0 -246Z', person.shade, { opacity: 0.45 }),
    ellipse(-198, 12, 30, 52, person.skin),
    ellipse(198, 12, 30, 52, person.shade),
    ellipse(-76, -4, 17, 20, '#1d1b26'),
    ellipse(76, -4, 17, 20, '#1d1b26'),
    circle(-70, -11, 5, '#ffffff'),
    circle(82, -11, 5, '#ffffff'),
    line('M-108 -52Q-78 -72 -44 -54M44 -54Q78 -72 108 -52', person.hair, 12),
    line('M4 12Q22 62 -4 72', '#00000055', 8),
    line('M-62 128Q0 176 62 128', '#8f2d3b', 12),
    ellipse(-112, 82, 36, 24, '#e8505b', { opacity: 0.22 }),
    ellipse(112, 82, 36, 24, '#e8505b', { opacity: 0.22 }),
    front,
  );
}

function backdrop({ width, height, palette }: Sheet, ornament: string): string {
  return (
    gradient('wall', [palette.far, palette.mid, palette.near]) +
    rect(0, 0, width, height, 'url(#wall)') +
    ornament +
    glow('halo', width / 2, height * 0.4, width * 0.62, palette.light, 0.7)
  );
}

/** The lighthouse keeper: white bun, oilskin, a lamp behind her. */
export const keeper: Scene = (sheet) => {
  const { width, height, palette } = sheet;
  const rays = times(14, (index) => {
    const angle = (index / 14) * Math.PI * 2;
    const wide = 0.1;
    const reach = width * 1.2;
    const point = (turn: number) =>
      `${Math.round(width / 2 + Math.cos(turn) * reach)} ${Math.round(height * 0.42 + Math.sin(turn) * reach)}`;
    return shape(`M${width / 2} ${height * 0.42}L${point(angle - wide)}L${point(angle + wide)}Z`, palette.light, {
      opacity: 0.13,
    });
  });
  const hair = circle(0, -292, 96, '#dfe3ea') + ellipse(0, -70, 232, 240, '#e9ecf1');
  const fringe = shape('M-196 -40Q-190 -250 0 -262Q190 -250 196 -40Q150 -170 20 -186Q-120 -190 -196 -40Z', '#f4f6f9');
  const glasses = el(
    'g',
    {},
    ...[-76, 76].map((x) =>
      circle(x, 0, 54, '#ffffff', { 'fill-opacity': 0.18, stroke: '#3b3f58', 'stroke-width': 9 }),
    ),
    line('M-22 -4Q0 -16 22 -4', '#3b3f58', 9),
  );
  return (
    backdrop(sheet, rays) +
    bust(
      sheet,
      { skin: '#e7b48f', shade: '#c98d6b', hair: '#b9bfcb', coat: '#f2b632', collar: '#27406b' },
      hair,
      fringe + glasses,
    )
  );
};

/** The pianist: dark hair, keys of a piano along the lower edge. */
export const pianist: Scene = (sheet) => {
  const { width, height, palette } = sheet;
  const circles = times(7, (index) =>
    circle(width / 2, height * 0.42, 260 + index * 110, 'none', {
      stroke: palette.light,
      'stroke-width': 5,
      opacity: 0.32 - index * 0.035,
    }),
  );
  const hair = shape(
    'M-250 330Q-290 -40 -200 -190Q-100 -320 0 -316Q100 -320 200 -190Q290 -40 250 330Q140 250 0 260Q-140 250 -250 330Z',
    '#1f1b2e',
  );
  const fringe = shape(
    'M-198 10Q-214 -252 0 -262Q214 -252 198 10Q176 -96 150 -128Q40 -104 -70 -150Q-150 -110 -198 10Z',
    '#2a2440',
  );
  const octave = width / 12;
  const keys =
    rect(0, height * 0.88, width, height * 0.12, '#fdfaf3') +
    times(12, (index) => line(`M${index * octave} ${height * 0.88}V${height}`, '#c9c2b4', 3)) +
    times(12, (index) =>
      [2, 6, 9].includes(index)
        ? ''
        : rect((index + 0.68) * octave, height * 0.88, octave * 0.62, height * 0.075, '#1f1b2e', { rx: 5 }),
    );
  return (
    backdrop(sheet, circles) +
    bust(
      sheet,
      { skin: '#f1c7a3', shade: '#d9a077', hair: '#1f1b2e', coat: '#22223b', collar: '#c9184a' },
      hair,
      fringe,
    ) +
    keys
  );
};

/** The teacher: red curls, a blackboard with simple figures behind her. */
export const teacher: Scene = (sheet) => {
  const { width, height } = sheet;
  const board =
    rect(width * 0.06, height * 0.06, width * 0.88, height * 0.52, '#2d4a41', {
      rx: 10,
      stroke: '#a9714b',
      'stroke-width': 22,
    }) +
    line(`M${width * 0.12} ${height * 0.44}l110 -190l110 190Z`, '#f3f5ee', 7, { opacity: 0.75 }) +
    circle(width * 0.83, height * 0.2, 82, 'none', { stroke: '#f3f5ee', 'stroke-width': 7, opacity: 0.75 }) +
    line(
      `M${width * 0.76} ${height * 0.36}q40 -60 80 0t80 0M${width * 0.76} ${height * 0.42}q40 -60 80 0t80 0`,
      '#ffd166',
      7,
      { opacity: 0.8 },
    ) +
    line(`M${width * 0.13} ${height * 0.14}h130M${width * 0.13} ${height * 0.18}h90`, '#f3f5ee', 7, { opacity: 0.6 });
  const curls = times(15, (index) => {
    const angle = Math.PI * (0.86 + (index / 14) * 1.28);
    return circle(Math.cos(angle) * 214, Math.sin(angle) * 236 - 10, 74, index % 2 ? '#a63d1f' : '#bf4a24');
  });
  const fringe = times(6, (index) =>
    circle(-140 + index * 56, -206 + Math.abs(index - 2.5) * 16, 56, index % 2 ? '#c8552b' : '#b24522'),
  );
  return (
    backdrop(sheet, board) +
    bust(
      sheet,
      { skin: '#f3cba9', shade: '#dca57e', hair: '#8f3518', coat: '#2a6f77', collar: '#f4e3c1' },
      curls,
      fringe,
    )
  );
};

/** The path builder: hat, moustache, mountains behind him. */
export const pathbuilder: Scene = (sheet) => {
  const { width, height, palette } = sheet;
  const peaks =
    shape(
      `M0 ${height * 0.66}L${width * 0.2} ${height * 0.2}L${width * 0.42} ${height * 0.6}L${width * 0.7} ${height * 0.14}L${width} ${height * 0.62}V${height}H0Z`,
      palette.light,
      { opacity: 0.4 },
    ) +
    shape(
      `M0 ${height * 0.8}L${width * 0.34} ${height * 0.46}L${width * 0.6} ${height * 0.72}L${width * 0.86} ${height * 0.4}L${width} ${height * 0.56}V${height}H0Z`,
      palette.dark,
      { opacity: 0.35 },
    );
  const sides = ellipse(0, -30, 214, 220, '#c7c3bb');
  const front =
    shape('M-330 -128Q0 -212 330 -128Q300 -92 0 -104Q-300 -92 -330 -128Z', '#3f4b32') +
    shape('M-206 -140Q-200 -344 -60 -330Q0 -300 60 -330Q200 -344 206 -140Q0 -196 -206 -140Z', '#556b3c') +
    shape('M-206 -142Q0 -200 206 -142L204 -182Q0 -236 -204 -182Z', '#7b2d26') +
    shape('M150 -190Q200 -330 262 -360Q236 -260 178 -178Z', '#e8e2d0') +
    shape(
      'M0 88Q-50 74 -104 112Q-124 132 -150 126Q-116 166 -58 148Q-20 138 0 116Q20 138 58 148Q116 166 150 126Q124 132 104 112Q50 74 0 88Z',
      '#d7d3cb',
    );
  return (
    backdrop(sheet, peaks) +
    bust(
      sheet,
      { skin: '#dca07a', shade: '#b97a56', hair: '#a8a49c', coat: '#4a3728', collar: '#9c2f2f' },
      sides,
      front,
    )
  );
};
