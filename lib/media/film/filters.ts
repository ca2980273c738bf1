import { runTool } from "../run";
import { defaultTools } from "../tools";

/** Filters that bring the frames of any clip to one size, rate and pixel shape. */

/** Square pixels and an even size. */
export const square = "scale='max(2,trunc(iw*sar/2)*2)':ih,setsar=1";

/** Resamples a clip to so many frames, starting at 0; repeats the last frame if one is missing. `slowed`: times as long. */
export const paced = (fps: number, frames: number, slowed = 1) =>
  `setpts=(PTS-STARTPTS)*${slowed},fps=${fps}:start_time=0,tpad=stop_mode=clone:stop=-1,trim=end_frame=${frames},setpts=N/(${fps}*TB)`;

/** `setpts` forgets the rate, and without one `xfade` makes a black film. */
export const steady = (fps: number) => `format=yuv420p,fps=${fps},settb=AVTB`;

/** So many frames at a steady rate. `fps` after `overlay` or `xfade` loses the last frame, so one more is added first. */
export const exactly = (fps: number, frames: number) =>
  `format=yuv420p,tpad=stop_mode=clone:stop=1,fps=${fps},trim=end_frame=${frames},settb=AVTB`;

/** Tone-maps high dynamic range to standard range. */
export function toned(transfer: string): string {
  const from = `tin=${transfer}:pin=bt2020:min=bt2020nc:rin=tv`;
  const linear = `zscale=${from}:t=linear:npl=203,format=gbrpf32le,zscale=p=bt709`;
  return `${linear},tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv`;
}

/** Whether this ffmpeg can tone-map. */
export async function canTone(signal?: AbortSignal): Promise<boolean> {
  const { output } = await runTool(defaultTools().ffmpeg, ["-hide_banner", "-filters"], { timeoutMs: 20_000, signal });
  return / zscale /.test(output.toString("latin1")) && / tonemap /.test(output.toString("latin1"));
}
