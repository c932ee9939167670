/** A place in the stage, in CSS pixels from its top left corner. */
export type Rect = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** Width divided by height, as far as a tile may go either way. */
type Aspects = { readonly min: number; readonly max: number };

export type GridLayout = {
  /** The first tiles, in order. All of them, unless they would become too small. */
  readonly tiles: readonly Rect[];
  /** Where "and so many more" stands; null when every tile has its place. */
  readonly more: Rect | null;
};

export type StageLayout = GridLayout & {
  /** Where the one that is shown large stands; null without one. */
  readonly large: Rect | null;
};

const WIDE: Aspects = { min: 16 / 9, max: 16 / 9 };
// On an upright phone a face fills a tall tile better than a thin wide one.
const UPRIGHT: Aspects = { min: 0.5, max: 16 / 9 };
const SMALLEST = { width: 112, height: 63 };
/** A large face on an upright phone is at most a third higher than wide. */
const UPRIGHT_FACE: Aspects = { min: 3 / 4, max: 16 / 9 };
const STRIP = { share: 0.2, min: 150, max: 280 };
const UPRIGHT_LARGE_HEIGHT = 0.55;
const ABOUT_AS_GOOD = 0.95;

/** Where a grid of tiles may stand, and how. */
type Space = { readonly area: Rect; readonly gap: number; readonly aspects: Aspects };

type Grid = {
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
};

/** The largest tile of an allowed shape in one cell. */
function tileIn(width: number, height: number, aspects: Aspects) {
  const aspect = Math.min(aspects.max, Math.max(aspects.min, width / height));
  return width / height > aspect
    ? { width: height * aspect, height }
    : { width, height: width / aspect };
}

function gridOf(columns: number, count: number, { area, gap, aspects }: Space): Grid {
  const rows = Math.ceil(count / columns);
  const width = Math.max(1, (area.width - gap * (columns - 1)) / columns);
  const height = Math.max(1, (area.height - gap * (rows - 1)) / rows);
  return { columns, rows, ...tileIn(width, height, aspects) };
}

/** Large tiles are good and thin ones are not: the area, weighed with the shorter side. */
const worth = (grid: Grid) => grid.width * grid.height * Math.min(grid.width, grid.height);

/** Of grids that are about as good the widest: people sit side by side. */
function bestGrid(count: number, space: Space): Grid {
  const all = Array.from({ length: count }, (_, i) => gridOf(i + 1, count, space));
  const best = Math.max(...all.map(worth));
  const good = all.findLast((grid) => worth(grid) >= best * ABOUT_AS_GOOD);
  return good ?? gridOf(1, count, space);
}

const isTooSmall = (grid: Grid) => grid.width < SMALLEST.width || grid.height < SMALLEST.height;

/** The grid for as many of `count` places as fit without becoming too small; two at the least. */
function fittingGrid(count: number, space: Space) {
  for (let places = count; ; places--) {
    const grid = bestGrid(places, space);
    if (places <= 2 || !isTooSmall(grid)) return { grid, places };
  }
}

/** The places of a grid, the whole and each row centred in the area. */
function placesOf(grid: Grid, count: number, { area, gap }: Space): Rect[] {
  const { columns, rows, width, height } = grid;
  const top = area.y + (area.height - rows * height - (rows - 1) * gap) / 2;
  return Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = area.x + (area.width - inRow * width - (inRow - 1) * gap) / 2;
    const column = i - row * columns;
    return { x: left + column * (width + gap), y: top + row * (height + gap), width, height };
  });
}

function gridLayout(count: number, space: Space): GridLayout {
  if (count === 0) return { tiles: [], more: null };
  const { grid, places } = fittingGrid(count, space);
  const all = placesOf(grid, places, space);
  const last = all.at(-1);
  return places === count || last === undefined
    ? { tiles: all, more: null }
    : { tiles: all.slice(0, -1), more: last };
}

/** What is large: a screen is never cropped and takes all there is, a face keeps its shape. */
export type Large = "share" | "person";

/** The largest tile of an allowed shape in the middle of an area. */
function centredIn(area: Rect, aspects: Aspects): Rect {
  const { width, height } = tileIn(area.width, area.height, aspects);
  const x = area.x + (area.width - width) / 2;
  return { x, y: area.y + (area.height - height) / 2, width, height };
}

/** Beside a wide stage's large one the people have a strip, as wide as their tiles need it. */
function stripAtRight(count: number, area: Rect, gap: number): GridLayout & { width: number } {
  const most = Math.min(STRIP.max, Math.max(STRIP.min, area.width * STRIP.share));
  const all = { area: { ...area, width: most }, gap, aspects: WIDE };
  const { grid } = fittingGrid(count, all);
  const width = grid.columns * grid.width + (grid.columns - 1) * gap;
  const x = area.x + area.width - width;
  return { width, ...gridLayout(count, { ...all, area: { ...area, x, width } }) };
}

function wideLayout(count: number, area: Rect, large: Large, gap: number): StageLayout {
  const { width, tiles, more } = stripAtRight(count, area, gap);
  const rest = { ...area, width: Math.max(1, area.width - width - gap) };
  return { large: large === "share" ? rest : centredIn(rest, WIDE), tiles, more };
}

/** On an upright stage the people stand below the large one. */
function uprightLayout(count: number, area: Rect, large: Large, gap: number): StageLayout {
  const ideal = large === "share" ? (area.width * 9) / 16 : area.width / UPRIGHT_FACE.min;
  const first = { ...area, height: Math.min(ideal, area.height * UPRIGHT_LARGE_HEIGHT) };
  const y = first.y + first.height + gap;
  const rest = { ...area, y, height: Math.max(1, area.height - first.height - gap) };
  return {
    large: large === "share" ? first : centredIn(first, UPRIGHT_FACE),
    ...gridLayout(count, { area: rest, gap, aspects: UPRIGHT }),
  };
}

function presentationLayout(count: number, area: Rect, large: Large, gap: number): StageLayout {
  const wide = area.width >= area.height;
  if (count > 0) return (wide ? wideLayout : uprightLayout)(count, area, large, gap);
  const face = centredIn(area, wide ? WIDE : UPRIGHT_FACE);
  return { large: large === "share" ? area : face, tiles: [], more: null };
}

/**
 * Where everything on the stage stands, in CSS pixels. Tiles are as large as fit: 16:9 on a stage
 * that is wider than high, free between tall and 16:9 on an upright one. What is shown large gets
 * most of the room; `tiles` counts the others.
 */
export function stageLayout(stage: {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  readonly tiles: number;
  readonly large: Large | null;
}): StageLayout {
  const { gap, tiles, large } = stage;
  const area = { x: 0, y: 0, width: Math.max(1, stage.width), height: Math.max(1, stage.height) };
  if (large !== null) return presentationLayout(tiles, area, large, gap);
  const aspects = area.width >= area.height ? WIDE : UPRIGHT;
  return { large: null, ...gridLayout(tiles, { area, gap, aspects }) };
}
