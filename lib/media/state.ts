import { walls } from "./confine";
import { MediaError } from "./media-error";
import { runTool } from "./run";
import { defaultTools, oldestVersion, readVersion } from "./tools";

export type MediaState = {
  status: "ok" | "outdated" | "down";
  message?: string;
  ffmpeg?: string;
  ffprobe?: string;
  /**
   * Whether the tools run with limits of memory, processor time and file size, and whether they could reach a network.
   */
  limits?: boolean;
  network?: "none" | "reachable";
};

/** The tools that read media, and which limits this system applies to them. */
export async function mediaState(): Promise<MediaState> {
  try {
    const tools = defaultTools();
    const [ffmpeg, ffprobe] = await Promise.all([versionOf(tools.ffmpeg), versionOf(tools.ffprobe)]);
    const { limits, network } = walls();
    const old = [ffmpeg, ffprobe].filter(({ isOld }) => isOld).map(({ name, version }) => `${name} ${version}`);
    const oldest = oldestVersion.join(".");
    return {
      status: old.length > 0 ? "outdated" : "ok",
      ...(old.length > 0 && {
        message: `${old.join(" and ")} is older than ${oldest}: install ffmpeg ${oldest} or newer, or set FFMPEG_PATH and FFPROBE_PATH.`,
      }),
      ffmpeg: ffmpeg.version,
      ffprobe: ffprobe.version,
      limits,
      network: network ? "reachable" : "none",
    };
  } catch (error) {
    if (error instanceof MediaError) return { status: "down", message: `${error.message}.` };
    throw error;
  }
}

async function versionOf(tool: string) {
  const { output } = await runTool(tool, ["-version"], { timeoutMs: 10_000 });
  const said = output.toString();
  return { name: /^\w+/.exec(said)?.[0] ?? "ffmpeg", ...readVersion(said) };
}
