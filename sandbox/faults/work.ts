import { type Fault, Moderated, numberIn, pause } from "./fault";
import { untilReleased } from "./hold";

const OUT_OF_MEMORY =
  "CUDA out of memory. Tried to allocate 2.37 GiB (GPU 0; 23.69 GiB total capacity; 21.04 GiB already allocated)";

export const workFaults: Fault[] = [
  {
    name: "fail",
    says: "the service fails with its own message",
    takes: `the message ("${OUT_OF_MEMORY.slice(0, 18)} …")`,
    async work({ value }) {
      throw new Error(value || OUT_OF_MEMORY);
    },
  },
  {
    name: "moderated",
    says: "the service ends the work because of its content",
    takes: 'the words ("the content was flagged")',
    async work({ value }) {
      throw new Moderated(value || "the content was flagged");
    },
  },
  {
    name: "slow",
    says: "the work takes longer",
    takes: "seconds more (5)",
    work: ({ value, signal }) => pause(numberIn(value, 5), signal),
  },
  {
    name: "hold",
    says: "the work waits until `POST /admin/release`",
    work: ({ signal }) => untilReleased(signal),
  },
  {
    name: "cancel-404",
    says: "a cancel is answered 404, as if already generating, and the work continues",
    refusesCancel: true,
  },
  {
    name: "scenes-none",
    says: "the vision model answers in prose, with no scene at all",
    scenes: (text) => text.replace(/Next Scene:\s*/g, "").replace(/\n+/g, " "),
  },
  {
    name: "scenes-messy",
    says: "the vision model writes a preface, numbers, Markdown and a full-width colon",
    scenes(text) {
      const scenes = text
        .split(/\n\n/)
        .map((scene, i) => `${i + 1}. **Next scene：** ${scene.replace(/^Next Scene:\s*/, "")}`);
      return ["Sure! Here are the next scenes:", ...scenes].join("\n\n");
    },
  },
  {
    name: "answer-cut",
    says: "the language model's JSON ends in the middle",
    answer: (text) => text.slice(0, text.length / 2),
  },
  {
    name: "answer-long",
    says: "the language model's scenes and shots last five times as long as requested",
    answer: (text) => text.replace(/"duration":([\d.]+)/g, (_, seconds) => `"duration":${5 * Number(seconds)}`),
  },
];
