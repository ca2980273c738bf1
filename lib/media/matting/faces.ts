import type { Square } from "./masks";
import { loadModel } from "./models";

/** A face in fractions of the picture. */
export type Face = { x: number; y: number; width: number; height: number; score: number };

/** Cups, cats and flowers reach .74. */
const least = 0.8;

/** The places in the picture that the model looks at: pixels of each grid's step, and predictions per place. */
const grids = [
  { step: 16, predictions: 2 },
  { step: 32, predictions: 6 },
];

/** The faces in a picture that is not stretched: black bars make it square. */
export async function facesIn({ side, data }: Square): Promise<Face[]> {
  const model = await loadModel("blazeface");
  if (side !== model.side) throw new Error(`The picture has ${side} pixels in place of ${model.side}.`);
  const count = side * side;
  const planes = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    for (let channel = 0; channel < 3; channel++) {
      planes[channel * count + i] = (data[3 * i + channel] ?? 0) / 127.5 - 1;
    }
  }
  const tensors = await model.run(planes);
  const found: Face[] = [];
  for (const { step, predictions } of grids) {
    const places = side / step;
    const total = places * places * predictions;
    const of = (width: number) =>
      tensors.find(({ dims }) => dims[1] === total && dims[2] === width)?.data ?? new Float32Array();
    const [scores, boxes] = [of(1), of(16)];
    for (let i = 0; i < total; i++) {
      const score = 1 / (1 + Math.exp(-(scores[i] ?? -100)));
      if (score < least) continue;
      const place = Math.floor(i / predictions);
      const [dx = 0, dy = 0, wide = 0, high = 0] = boxes.subarray(16 * i, 16 * i + 4);
      const [width, height] = [wide / side, high / side];
      const x = (step * ((place % places) + 0.5) + dx) / side - width / 2;
      const y = (step * (Math.floor(place / places) + 0.5) + dy) / side - height / 2;
      found.push({ x, y, width, height, score });
    }
  }
  return withoutOverlaps(found.toSorted((a, b) => b.score - a.score));
}

function withoutOverlaps(faces: readonly Face[]): Face[] {
  const kept: Face[] = [];
  for (const face of faces) {
    const isSame = (other: Face) =>
      Math.abs(other.x + other.width / 2 - face.x - face.width / 2) < (other.width + face.width) / 4 &&
      Math.abs(other.y + other.height / 2 - face.y - face.height / 2) < (other.height + face.height) / 4;
    if (!kept.some(isSame)) kept.push(face);
  }
  return kept;
}
