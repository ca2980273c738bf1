import { aspectRatio } from "@/lib/roles/fields";

/** The aspect ratio of a role that is nearest to a size. */
export function nearestRatio(width: number, height: number): (typeof aspectRatio.options)[number] {
  const apart = (ratio: string) => {
    const [across = 1, down = 1] = ratio.split(":").map(Number);
    return Math.abs(Math.log(across / down / (width / height)));
  };
  return aspectRatio.options.reduce((best, one) => (apart(one) < apart(best) ? one : best));
}
