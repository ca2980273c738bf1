import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collector = (options: { type: "minor" }) => void;

let collect: Collector | undefined;

/**
 * Frees the pixels of frames that are no longer used. Pixels are outside of Node's heap, so that Node frees them late and
 * then stops for long. To be called once per frame by a process that does nothing else.
 */
export function freeFrames(): void {
  if (!collect) {
    setFlagsFromString("--expose-gc");
    // Node counts pixels in flight as growth of its heap, and would collect the whole heap every second frame.
    setFlagsFromString("--heap-growing-percent=400");
    collect = runInNewContext("gc") as Collector;
  }
  collect({ type: "minor" });
}
