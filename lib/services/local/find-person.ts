import { z } from "zod";
import { defineLocal } from "@/lib/define-local";
import { media } from "@/lib/media/field";
import { days } from "../pods/pod";

const share = z.number().min(0).max(1);
const box = { x: share, y: share, width: share, height: share };

/** Finds whether and where a person is in a video, from a few frames of it. */
export const findPerson = defineLocal({
  id: "find-person",
  title: "Find the person",
  description: "Finds whether and where a person is in a video, from a few frames. Sizes are fractions of the frame.",
  zh: { title: "查找人物", description: "抽取少量画面，判断视频中是否有人物及其位置。数值为画面的比例。" },
  input: z.strictObject({
    video: media("video", {
      title: "Video",
      description: "The video to look at.",
      zh: { title: "视频", description: "要查看的视频。" },
    }),
  }),
  output: z.strictObject({
    found: z.boolean().meta({ title: "Person found", zh: { title: "找到人物" } }),
    share: share.meta({
      title: "Share",
      description: "The share of the frames with a person.",
      zh: { title: "占比", description: "有人物的画面比例。" },
    }),
    box: z
      .strictObject(box)
      .meta({ title: "Box", description: "Contains the person in all frames.", zh: { title: "范围" } }),
    faces: z
      .array(z.strictObject({ time: z.number().min(0), ...box, score: share }))
      .meta({ title: "Faces", zh: { title: "人脸" } }),
    focus: z
      .strictObject({ x: share, y: share })
      .meta({ title: "Focus", description: "The point to keep in the picture.", zh: { title: "焦点" } }),
  }),
  example: {
    found: true,
    share: 1,
    box: { x: 0.2, y: 0.1, width: 0.6, height: 0.9 },
    faces: [{ time: 1, x: 0.4, y: 0.2, width: 0.2, height: 0.2, score: 0.93 }],
    focus: { x: 0.5, y: 0.3 },
  },
  needs: { cpus: 1, memoryMb: 1024 },
  async run({ video }, { signal, progress }) {
    const { findPerson: find } = await import(/* turbopackIgnore: true */ "@/lib/media/matting/find-person");
    return find(video, { signal, onSample: (done) => progress(done, "Looking for a person.") });
  },
  cacheFor: 30 * days,
  timeout: 600,
  typicalSeconds: 4,
});
