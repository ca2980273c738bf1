/** The words of storyboards, as data without zod: pages, prompts and schemas read them from here. */

type Term = {
  id: string;
  title: string;
  /** What a prompt says of it. */
  phrase: string;
  zh: { title: string; phrase: string };
};

export const shotTypes = [
  {
    id: "extreme_wide",
    title: "Extreme wide",
    phrase: "extreme wide shot",
    zh: { title: "大远景", phrase: "大远景" },
  },
  { id: "wide", title: "Wide", phrase: "wide shot", zh: { title: "远景", phrase: "远景" } },
  { id: "medium_wide", title: "Medium wide", phrase: "medium wide shot", zh: { title: "全景", phrase: "全景" } },
  { id: "medium", title: "Medium", phrase: "medium shot", zh: { title: "中景", phrase: "中景" } },
  { id: "medium_close", title: "Medium close", phrase: "medium close-up", zh: { title: "近景", phrase: "近景" } },
  { id: "close_up", title: "Close-up", phrase: "close-up", zh: { title: "特写", phrase: "特写" } },
  {
    id: "extreme_close",
    title: "Extreme close-up",
    phrase: "extreme close-up",
    zh: { title: "大特写", phrase: "大特写" },
  },
] as const satisfies readonly Term[];

/** `still`: what the first picture of such a shot shows, since a picture does not move. */
export const cameraMovements = [
  {
    id: "static",
    title: "Static",
    phrase: "The camera is static.",
    still: null,
    zh: { title: "固定", phrase: "固定镜头。", still: null },
  },
  {
    id: "pan_left",
    title: "Pan left",
    phrase: "The camera pans slowly to the left.",
    still: "The framing in which a turn to the left ends.",
    zh: { title: "左摇", phrase: "镜头缓缓向左摇。", still: "画面取向左转动结束时的构图。" },
  },
  {
    id: "pan_right",
    title: "Pan right",
    phrase: "The camera pans slowly to the right.",
    still: "The framing in which a turn to the right ends.",
    zh: { title: "右摇", phrase: "镜头缓缓向右摇。", still: "画面取向右转动结束时的构图。" },
  },
  {
    id: "tilt_up",
    title: "Tilt up",
    phrase: "The camera tilts up slowly.",
    still: "The framing in which a look upwards ends.",
    zh: { title: "上摇", phrase: "镜头缓缓向上摇。", still: "画面取视线抬起结束时的构图。" },
  },
  {
    id: "tilt_down",
    title: "Tilt down",
    phrase: "The camera tilts down slowly.",
    still: "The framing in which a look downwards ends.",
    zh: { title: "下摇", phrase: "镜头缓缓向下摇。", still: "画面取视线落下结束时的构图。" },
  },
  {
    id: "zoom_in",
    title: "Zoom in",
    phrase: "The camera zooms in slowly.",
    still: "The wide view, with all of the surroundings.",
    zh: { title: "推近", phrase: "镜头缓缓推近。", still: "画面取宽阔的全貌，包含周围环境。" },
  },
  {
    id: "zoom_out",
    title: "Zoom out",
    phrase: "The camera zooms out slowly.",
    still: "The close view, on the main detail.",
    zh: { title: "拉远", phrase: "镜头缓缓拉远。", still: "画面取近处，聚焦主要细节。" },
  },
  {
    id: "tracking",
    title: "Tracking",
    phrase: "A tracking shot: the camera follows the subject.",
    still: "The most telling moment of the action.",
    zh: { title: "跟拍", phrase: "跟拍，镜头跟随主体。", still: "画面取动作最有表现力的一刻。" },
  },
  {
    id: "dolly",
    title: "Dolly",
    phrase: "Dolly in: the camera moves forward past the foreground.",
    still: "The most telling moment of the action.",
    zh: { title: "移动", phrase: "镜头越过前景向前推进。", still: "画面取动作最有表现力的一刻。" },
  },
] as const satisfies readonly (Term & { still: string | null; zh: { still: string | null } })[];

export type ShotType = (typeof shotTypes)[number]["id"];
export type CameraMovement = (typeof cameraMovements)[number]["id"];

const termOf = <T extends Term>(terms: readonly T[], id: T["id"]): T => {
  const found = terms.find((term) => term.id === id);
  if (!found) throw new Error(`There is no "${id}".`);
  return found;
};
export const shotTypeOf = (id: ShotType) => termOf(shotTypes, id);
export const cameraMovementOf = (id: CameraMovement) => termOf(cameraMovements, id);
