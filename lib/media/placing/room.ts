/** The place of a product in a frame. Fractions are of the frame, from the top left. */

export type Box = { x: number; y: number; width: number; height: number };
type Size = { width: number; height: number };

/** `base`: the line of the surface under the product. `width` and `height`: the most that it takes. */
export type Room = { centre: number; base: number; width: number; height: number };

/** The share of its room that a product covers at most, so that a plate and a bottle look equally large. */
const fullness = 0.8;

/** The largest box of the product's own shape in its room that covers no more than others would. */
export function placed(product: Size, frame: Size, room: Room): Box {
  const [mostWidth, mostHeight] = [room.width * frame.width, room.height * frame.height];
  const within = Math.min(mostWidth / product.width, mostHeight / product.height);
  const equal = Math.sqrt((fullness * mostWidth * mostHeight) / (product.width * product.height));
  const scale = Math.min(within, equal);
  const [width, height] = [(product.width * scale) / frame.width, (product.height * scale) / frame.height];
  return { x: room.centre - width / 2, y: room.base - height, width, height };
}

/** The frame's cut of a larger picture: as wide as it goes, with `line` of the picture at `base` of the cut. */
export function cutAround(picture: Size, frame: Size, line: number, base: number): Box {
  const scale = Math.max(frame.width / picture.width, frame.height / picture.height);
  const [width, height] = [frame.width / scale / picture.width, frame.height / scale / picture.height];
  const y = Math.min(1 - height, Math.max(0, line - base * height));
  return { x: (1 - width) / 2, y, width, height };
}
