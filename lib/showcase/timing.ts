/** When each thing of a showcase comes and goes, in seconds. */

export type Span = { from: number; to: number };

/** The product comes first, then its name, then the points in turn, then what to do. */
const nameAt = 0.6;
const pointsAt = 1.1;
const actionShare = 0.26;
const shortestAction = 1.5;
/** The shortest time in which people read a point, and the most points that are read together. */
const shortestRead = 1.3;
const mostTogether = 3;
const apart = 0.12;

export const nameFrom = (seconds: number): number => Math.min(nameAt, seconds / 8);

export function actionFrom(seconds: number): number {
  return seconds - Math.max(shortestAction, seconds * actionShare);
}

/** A selling point with its line within the points that are shown together. */
export type PointTurn = Span & { line: number; lines: number };

/** When each point is shown: one after the other where time allows, else two or three together. */
export function pointTurns(count: number, seconds: number, hasAction: boolean): PointTurn[] {
  if (count === 0) return [];
  const start = Math.min(pointsAt, seconds / 5);
  const end = hasAction ? actionFrom(seconds) : seconds;
  const affordable = Math.max(1, Math.floor((end - start) / shortestRead));
  const together = Math.min(mostTogether, Math.max(1, Math.ceil(count / affordable)));
  const groups = Math.ceil(count / together);
  const each = (end - start) / groups;
  return Array.from({ length: count }, (_, i) => {
    const group = Math.floor(i / together);
    const line = i % together;
    const lines = Math.min(together, count - group * together);
    return { from: start + group * each + line * apart, to: start + (group + 1) * each, line, lines };
  });
}

/** When each picture of the product is shown. The first one comes back at the end, unless it is the only one. */
export function angleTurns(count: number, seconds: number): (Span & { picture: number })[] {
  if (count <= 1) return [{ picture: 1, from: 0, to: seconds }];
  const shots = count + 1;
  const each = seconds / shots;
  return Array.from({ length: shots }, (_, i) => ({
    ...{ picture: i === count ? 1 : i + 1 },
    ...{ from: i * each, to: i === shots - 1 ? seconds : (i + 1) * each },
  }));
}
