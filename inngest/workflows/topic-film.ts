import { fadeSeconds, titleSeconds } from "@/lib/media/film/timeline";
import { imageEdit, imageToVideo, language, speech, textToImage } from "@/lib/roles";
import { longestClip, roleFault } from "@/lib/routing/role-service";
import { composeFilm, qualityCheck } from "@/lib/services";
import { readScript, readStoryboard, type ScriptRules, storyboardWithin, writtenByHand } from "@/lib/story/documents";
import { languageOf } from "@/lib/story/language";
import { totalOf } from "@/lib/story/lengths";
import { shotSeconds } from "@/lib/story/limits";
import { scriptMarkdown, storyboardMarkdown, styleMarkdown } from "@/lib/story/markdown";
import { chosenStyle, editedStyle, filmStyle, type Script, type Shot, script, storyboard } from "@/lib/story/schemas";
import { motionPrompt, stillPrompt } from "@/lib/story/shot-prompts";
import { sentences } from "@/lib/welcome";
import { CallFailed, type CallService, defineWorkflow, type Verdict } from "../define-workflow";
import { exampleBoard, exampleScript } from "./topic-film-example";
import { countsOf, type FilmInput, filmInput, sizeOf } from "./topic-film-input";
import { chooseStyle, namedStyle, prompts, styleIn, write } from "./topic-film-writing";

/** Placeholders for what is made later. */
const later = { picture: "asset:first-picture", words: "The camera moves closer." };

/** A film from a topic: its style, script and storyboard are written, then each shot is painted, moved and narrated. */
export const topicFilm = defineWorkflow({
  model: "topic-film",
  title: "Film from a topic",
  description: "Writes a script and a storyboard for a topic, and makes a film of them with narration and subtitles.",
  steps: {
    style: "Choose the style",
    script: "Write the script",
    storyboard: "Draw up the storyboard",
    frame: "Shot {n}: first frame",
    "frame.check": "Shot {n}: check of frame, take {n}",
    clip: "Shot {n}: clip",
    "clip.check": "Shot {n}: check of clip, take {n}",
    narration: "Shot {n}: narration",
    film: "Compose the film",
  },
  reviews: { storyboard: "the storyboard", frames: "the first frames" },
  cut: { film: "film" },
  zh: {
    title: "主题成片",
    description: "根据主题编写剧本和分镜，生成带旁白和字幕的影片。",
    steps: {
      style: "选择风格",
      script: "编写剧本",
      storyboard: "编写分镜",
      frame: "镜头 {n}：首帧",
      "frame.check": "镜头 {n}：首帧检查，第 {n} 次",
      clip: "镜头 {n}：视频",
      "clip.check": "镜头 {n}：视频检查，第 {n} 次",
      narration: "镜头 {n}：旁白",
      film: "合成影片",
    },
    reviews: { storyboard: "分镜", frames: "首帧" },
    errors: { unusable_answer: "编写的内容无法使用。重试会重新编写，也可以手动编辑该步骤。" },
  },
  welcome: {
    media: {},
    en: {
      headline: "What is the film about?",
      examples: sentences("topic", ["A day at a mountain lake", "How a violin is made", "Why the sea is salty"]),
    },
    zh: {
      headline: "影片讲什么？",
      examples: sentences("topic", ["山中湖畔的一天", "一把小提琴是怎样做成的", "海水为什么是咸的"]),
    },
  },
  input: filmInput,
  documents: {
    style: {
      schema: () => editedStyle,
      write: (value) => writtenByHand(filmStyle.strip().parse(value)),
      given: namedStyle,
      // The recipe takes the nearest style after the last answer, and then has the script written.
      read: (text, { input, textOf }) => styleIn(text, textOf("script") === null ? null : input),
      print: (value, { topic }) => styleMarkdown(chosenStyle.parse(value), languageOf(topic)),
    },
    script: {
      schema: () => script,
      write: writtenByHand,
      read: (text, { input }) => readScript(text, scriptRules(input)).value ?? null,
      print: (value, { topic }) => scriptMarkdown(script.parse(value), languageOf(topic)),
    },
    storyboard: {
      schema: (input) => storyboardWithin(countsOf(input).longest),
      write: writtenByHand,
      read(text, { input, textOf }) {
        const { value } = readScript(textOf("script") ?? "", scriptRules(input));
        return (value && readStoryboard(text, boardRules(input, value)).value) ?? null;
      },
      print: (value, { topic }) => storyboardMarkdown(storyboard.parse(value), languageOf(topic)),
    },
  },
  decide(input, of) {
    if (input.longest_shot !== undefined) return input;
    const { moving } = requestsOf(input);
    const longest = longestClip(
      imageToVideo,
      { ...moving, image: later.picture, prompt: later.words },
      shotSeconds,
      of,
    );
    return { ...input, longest_shot: longest };
  },
  faults(input, of) {
    const { writing, painting, editing, moving, speaking } = requestsOf(input);
    const { most, longest } = countsOf(input);
    const { picture, words } = later;
    const clip = { ...moving, image: picture, prompt: words, duration: longest };
    const asked = [
      ["language_provider", roleFault(language, { ...writing, prompt: words, schema: {} }, of)],
      editing
        ? (["image_edit_provider", roleFault(imageEdit, { ...editing, prompt: words }, of)] as const)
        : (["text_to_image_provider", roleFault(textToImage, { ...painting, prompt: words }, of)] as const),
      ["image_to_video_provider", roleFault(imageToVideo, clip, of)],
      ["speech_provider", input.include_audio ? roleFault(speech, { ...speaking, text: words }, of) : null],
      [
        "shots",
        most * longest < input.duration * 0.9
          ? `${most} shots of at most ${longest} seconds make no film of ${input.duration} seconds. Allow more shots.`
          : null,
      ],
    ] as const;
    return asked.flatMap(([field, detail]) => (detail ? [{ field, detail }] : []));
  },
  async run({ input, call, review }) {
    const { painting, editing, moving, speaking } = requestsOf(input);
    const { topic, seed, include_audio: speaks, music } = input;
    const tongue = languageOf(topic);
    const style = await chooseStyle(input, call);
    const { style: _, style_tags: __, reasoning: ___, source: ____, ...look } = style;
    const { scenes, most, usual, longest } = countsOf(input);
    const story = await write(call, "script", input, {
      asked: {
        ...{ topic, seconds: input.duration, scenes, most_scenes: most, style: look },
        narration_language: input.language,
      },
      ...{ parts: Math.min(most, 2 * scenes), schema: script },
      read: (text) => readScript(text, scriptRules(input)),
      examples: [exampleScript({ scenes, seconds: input.duration })],
    });
    const seconds = totalOf(story.structure.scenes);
    const rules = boardRules(input, story);
    const examples = [usual, rules.shots].map((shots) => exampleBoard({ scenes, shots, seconds, longest }));
    const { shots } = await write(call, "storyboard", input, {
      asked: { script: story, seconds, longest_shot: longest, most_shots: rules.shots, style: look },
      ...{ parts: rules.shots, purpose: "storyboard", schema: storyboard },
      read: (text) => readStoryboard(text, rules),
      examples,
    });
    await review("storyboard", []);

    const seedOf = (i: number) => (seed === undefined ? undefined : (seed + i) % 2 ** 31);
    const frames = shots.map((shot, i) => {
      const prompt = stillPrompt(shot, style, tongue);
      const judged = { tries: 2, accept: judge<{ image: string }>(({ image }) => ({ image })) };
      const own = { prompt, seed: seedOf(i) };
      return editing
        ? call(["frame", i + 1], imageEdit, { ...editing, ...own }, judged)
        : call(["frame", i + 1], textToImage, { ...painting, ...own }, judged);
    });
    const narrator = story.structure.narrator || undefined;
    const narrations = shots.map(async ({ dialogue }, i) => {
      if (!speaks || !/[\p{L}\p{N}]/u.test(dialogue)) return undefined; // a voice cannot say emoji alone
      return (await call(["narration", i + 1], speech, { ...speaking, text: dialogue, instructions: narrator })).audio;
    });
    await review("frames", [...frames, ...narrations]);

    const made = await Promise.all(
      shots.map(async (shot: Shot, i) => {
        const { image } = await (frames[i] ?? Promise.reject(new Error(`Shot ${i + 1} has no frame.`)));
        const clip = { ...moving, image, prompt: motionPrompt(shot, style, tongue), duration: shot.duration };
        const accept = judge<{ video: string }>(({ video }) => ({ video, firstFrame: image }));
        const { video } = await call(["clip", i + 1], imageToVideo, { ...clip, seed: seedOf(i) }, { tries: 2, accept });
        const narration = await narrations[i];
        const text = shot.dialogue || undefined;
        return { video, seconds: shot.duration, scene: shot.scene_number, narration, text };
      }),
    );
    const film = await call("film", composeFilm, {
      ...{ shots: made, ...sizeOf(input), subtitles: input.subtitles, music },
      ...{ sound: speaks || music !== undefined, title: input.title_card ? story.title.slice(0, 120) : undefined },
    });
    return { ...film, title: story.title, style };
  },
  expects(input, { film }) {
    const title = input.title_card ? titleSeconds : 0;
    // A shot with a longer narration is held until it ends. The script may be a tenth shorter than requested.
    const held = Math.max(0, film.seconds - title - 0.9 * input.duration);
    const sound = input.include_audio || input.music !== undefined;
    return { ...sizeOf(input), seconds: film.seconds, sound, fades: 2 * fadeSeconds + title, stills: title + held };
  },
});

const scriptRules = (input: FilmInput): ScriptRules => {
  const { scenes, most } = countsOf(input);
  return { seconds: input.duration, scenes, most };
};

/** A script that a person wrote may have more scenes than shots were allowed. */
const boardRules = (input: FilmInput, script: Script) => {
  const { most, longest } = countsOf(input);
  return { script, shots: Math.max(most, script.structure.scenes.length), longest };
};

/** The request of each part, without the words and files of the steps before it. */
function requestsOf(input: FilmInput) {
  const { aspect: aspectRatio, reference, voice, language } = input;
  const [first, ...references] = reference;
  const nearest = { ...sizeOf(input), fit: "nearest" as const };
  return {
    writing: { system: prompts[languageOf(input.topic)].script, seed: input.seed, provider: input.language_provider },
    painting: { aspectRatio, provider: input.text_to_image_provider },
    editing: first
      ? { image: first, references, aspectRatio, ...nearest, provider: input.image_edit_provider }
      : undefined,
    moving: { ...nearest, provider: input.image_to_video_provider },
    speaking: { voice, language, provider: input.speech_provider },
  };
}

/** Whether a picture or clip is what the recipe requested. A check that fails says nothing against the result. */
const judge =
  <T>(what: (output: T) => { image: string } | { video: string; firstFrame: string }) =>
  async (output: T, call: CallService): Promise<Verdict> => {
    try {
      const { passed, metrics } = await call("check", qualityCheck, what(output));
      const faults = metrics.flatMap(({ verdict, says }) => (verdict === "failed" ? [says] : []));
      return passed || faults.join(" ") || "The quality check did not pass it.";
    } catch (error) {
      if (error instanceof CallFailed) return true;
      throw error;
    }
  };
