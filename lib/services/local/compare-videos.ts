import { join } from "node:path";
import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { media } from "@/lib/media/field";
import { days } from "../pods/pod";

/** Shows two videos side by side with a line between them: the left half of the first and the right half of the second do not meet. */
export const compareVideos = defineLocal({
  id: "compare-videos",
  title: "Compare two videos",
  description: "Shows two videos side by side with a line between them, with the sound of the second.",
  zh: { title: "对比视频", description: "左右并排显示两段视频，中间以线分隔，声音取自第二段。" },
  input: z.strictObject({
    before: media("video", {
      title: "Before",
      description: "The left video.",
      zh: { title: "处理前", description: "左侧视频。" },
    }),
    after: media("video", {
      title: "After",
      description: "The right video.",
      zh: { title: "处理后", description: "右侧视频。" },
    }),
  }),
  output: z.strictObject({ video: media("video", { title: "Comparison", zh: { title: "对比视频" } }) }),
  example: { video: "https://example.com/comparison.mp4" },
  needs: { cpus: 2, memoryMb: 3072 },
  async run({ before, after }, { dir, signal, progress }) {
    const { sideBySide } = await import(/* turbopackIgnore: true */ "@/lib/media/film/side-by-side");
    const video = join(dir, "comparison.mp4");
    await sideBySide({ before, after, to: video }, { signal, progress });
    return { video };
  },
  cacheFor: 30 * days,
  timeout: 3600,
  typicalSeconds: 10,
});
