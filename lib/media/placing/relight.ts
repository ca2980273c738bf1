import type { SetLight } from "./measure";

/** The largest change of a channel, so that the product keeps its own colours. */
const most = 0.09;
/** The share of the set's tint that the product takes. */
const share = 0.16;

/** Factors for red, green and blue that bring a product into the light of its set. */
export function gainsFor({ luma, tint }: SetLight): [number, number, number] {
  const exposure = 0.93 + 0.12 * Math.min(1, luma / 0.6);
  const gain = (value: number) => Math.max(1 - most, Math.min(1 + most, exposure * (1 + share * (value - 1))));
  return [gain(tint[0]), gain(tint[1]), gain(tint[2])];
}

/** Applies the factors to pixels of four bytes; `gains` above 1 spare what is already bright. */
export function relit(rgba: Uint8Array, gains: readonly [number, number, number]): Uint8Array {
  const curves = gains.map((gain) =>
    Uint8Array.from({ length: 256 }, (_, value) => {
      const lifted = gain > 1 ? 1 + (gain - 1) * (1 - value / 255) : gain;
      return Math.round(Math.min(255, value * lifted));
    }),
  );
  const result = Uint8Array.from(rgba);
  for (let i = 0; i < result.length; i += 4)
    for (let channel = 0; channel < 3; channel++) result[i + channel] = curves[channel]?.[rgba[i + channel] ?? 0] ?? 0;
  return result;
}
